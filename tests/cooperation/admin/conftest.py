"""The cast of the staff's rooms, each signed in with a client of their own, and forms as a browser would send them."""

from unittest import mock

import pytest
from django.contrib.auth.models import Group
from django.template.response import TemplateResponse
from django.test import Client
from django.urls import reverse

from cooperation.domain import roles
from tests.settled import settle


class StaffClient(Client):
    """A browser: what the test did before each request is settled, as if it had been committed."""

    def request(self, **request):
        settle()
        return super().request(**request)


def _staff(django_user_model, role):
    user = django_user_model.objects.create_user(role.lower(), is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client = StaffClient()
    client.force_login(user)
    client.user = user
    return client


@pytest.fixture
def editor(db, django_user_model):
    """Enters and changes drafts."""
    return _staff(django_user_model, roles.EDITOR)


@pytest.fixture
def publisher(db, django_user_model):
    """Also publishes and withdraws."""
    return _staff(django_user_model, roles.PUBLISHER)


@pytest.fixture
def administrator(db, django_user_model):
    """Also keeps accounts and reference data."""
    return _staff(django_user_model, roles.ADMINISTRATOR)


def address(thing, page="change"):
    """The address of a room: of a thing, or with its class of the list, "changelist", or the empty form, "add"."""
    args = [] if isinstance(thing, type) else [thing.pk]
    return reverse(f"admin:{thing._meta.app_label}_{thing._meta.model_name}_{page}", args=args)


def unrendered(client, path):
    """The answer of a page that is not rendered, with its `context_data`: rendering takes most of the time."""
    with mock.patch.object(TemplateResponse, "rendered_content", ""):
        return client.get(path)


def form_at(client, path):
    """What the form at an address would send as it stands. The page is not rendered."""
    return sent_by(unrendered(client, path).context_data)


def fields(response):
    """What the form of a page would send as it stands: {name: value or values}."""
    return sent_by(response.context)


def sent_by(context):
    """What the form that a template is given would send."""
    sent = {}
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    for form in forms:
        for bound in form:
            value = bound.value()
            if isinstance(value, (list, tuple)):
                value = [str(each) for each in value]
            if value is not None and value is not False:
                sent[bound.html_name] = "on" if value is True else value
    if (began_from := context.get("began_from")) is not None:
        sent["_began_from"] = str(began_from)
    return sent


def messages(response):
    """What a page says at its head, in one text."""
    return " ".join(str(message) for message in response.context["messages"])


def errors(response):
    """What a form says is wrong, in one text."""
    return " ".join(str(each) for each in response.context["errors"])
