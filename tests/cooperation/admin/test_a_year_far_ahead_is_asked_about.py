"""A year more than sixty years ahead is saved only where somebody ticks beside it that it is correct."""

from datetime import date

import pytest
from django.apps import apps
from django.contrib import admin

from cooperation.admin.forms import dates
from cooperation.domain.dates import PartialDate, PartialDateField, is_far_ahead
from cooperation.models import Meeting, Outcome
from tests import factories

from .conftest import address, errors, fields, form_at

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 27)
ASKS = "more than 60 years ahead"
TICK = "This year is correct: 2599"


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr(dates, "localdate", lambda: TODAY)


@pytest.mark.parametrize(
    ("text", "answer"),
    [("2086", False), ("2086-12-31", False), ("2087", True), ("2087-01", True), ("9999-12-31", True), ("0001", False)],
)
def test_the_rule(text, answer):
    assert is_far_ahead(PartialDate(text), TODAY) is answer


def every_date_box():
    """Every box for a date in the forms of the admin: (thing, inline or None, name of the field)."""
    for model, model_admin in admin.site._registry.items():
        if model is Outcome:  # edited on the form of its meeting
            continue
        for inline in (None, *model_admin.inlines):
            of = model if inline is None else inline.model
            names = [field.name for field in of._meta.fields if isinstance(field, PartialDateField)]
            yield from ((model._meta.model_name, of._meta.model_name, name) for name in names)


# How a thing is made, and what else a row of its parts needs.
THINGS = {
    "agreement": lambda: factories.make_agreement(published=False),
    "meeting": lambda: factories.make_meeting(published=False),
    "project": lambda: factories.make_project(published=False),
    "mechanism": lambda: factories.make_mechanism(published=False),
    "organization": lambda: factories.make_organization(kind="bloc"),
    "source": factories.make_source,
}
PARTS = {
    "party": ("parties", lambda: {"country": factories.make_country().pk, "consent": "ratification"}),
    "outcome": ("outcomes", lambda: {"kind": "decision", "text": "Plant trees", "status": "active", "position": "0"}),
    "phase": ("phases", lambda: {"name": "Stage 1", "position": "0"}),
    "membership": ("memberships", lambda: {"country": factories.make_country().pk}),
}


@pytest.mark.parametrize(("kind", "part", "name"), list(every_date_box()))
def test_every_date_is_asked_about_and_saved_once_ticked(publisher, kind, part, name):
    thing = THINGS[kind]()
    sent, box = form_at(publisher, address(thing)), name
    if part != kind:
        rows, make = PARTS[part]
        sent |= {f"{rows}-TOTAL_FORMS": "1", **{f"{rows}-0-{key}": value for key, value in make().items()}}
        box = f"{rows}-0-{name}"
    page = publisher.post(address(thing), {**sent, box: "1 March 2599"})
    assert ASKS in errors(page)
    assert f'name="{box}-year" value="2599"> {TICK}' in page.content.decode()
    assert 'value="1 March 2599"' in page.content.decode()
    response = publisher.post(address(thing), {**sent, box: "1 March 2599", f"{box}-year": "2599"})
    assert response.status_code == 302
    saved = thing if part == kind else getattr(thing, PARTS[part][0]).get()
    saved.refresh_from_db()
    assert getattr(saved, name) == "2599-03-01"


def test_every_model_with_a_date_was_asked():
    dated = {
        (model._meta.model_name, field.name)
        for model in apps.get_app_config("cooperation").get_models()
        for field in model._meta.fields
        if isinstance(field, PartialDateField)
    }
    assert dated == {(part, name) for _kind, part, name in every_date_box()}


@pytest.mark.parametrize("ticked", ["2600", "", "on", "\x00", "2599-03"])
def test_a_tick_counts_for_the_year_that_was_shown_only(editor, ticked):
    draft = factories.make_agreement(published=False)
    sent = {**form_at(editor, address(draft)), "expires_on": "2599", "expires_on-year": ticked}
    assert ASKS in errors(editor.post(address(draft), sent))


def test_a_tick_is_not_lost_where_something_else_is_wrong(editor):
    draft = factories.make_agreement(published=False)
    sent = {**form_at(editor, address(draft)), "title": "", "expires_on": "2599", "expires_on-year": "2599"}
    page = editor.post(address(draft), sent)
    assert ASKS not in errors(page)
    assert f'name="expires_on-year" value="2599" checked> {TICK}' in page.content.decode()


def test_nobody_is_asked_about_what_is_usual_or_was_confirmed_before(editor):
    draft = factories.make_agreement(published=False, expires_on="2599")
    page = editor.get(address(draft))
    assert TICK not in page.content.decode()
    assert editor.post(address(draft), {**fields(page), "title": "After"}).status_code == 302
    sent = {**form_at(editor, address(draft)), "expires_on": "2086"}
    assert editor.post(address(draft), sent).status_code == 302


def test_both_ends_of_a_period(editor):
    new = address(Meeting, "add")
    sent = {**form_at(editor, new), "title": "Forum", "outcomes-TOTAL_FORMS": "0", "start": "May 2599 - June 2600"}
    page = editor.post(new, sent)
    assert errors(page).count(ASKS) == 2
    assert editor.post(new, {**sent, "start-year": "2599"}).status_code == 200
    assert editor.post(new, {**sent, "start-year": "2599", "end-year": "2600"}).status_code == 302
    assert (Meeting.objects.get().start, Meeting.objects.get().end) == ("2599-05", "2600-06")


def cite(client, thing, **sent):
    form = {**form_at(client, address(thing)), "citations-TOTAL_FORMS": "1", "citations-0-basis": "stated"}
    form |= {"citations-0-source": factories.make_source().pk}
    return client.post(address(thing), form | {f"citations-0-{name}": value for name, value in sent.items()})


@pytest.mark.parametrize("value", ["2599", "2599-12-31"])
def test_a_date_that_a_source_gives_is_asked_about(editor, value):
    draft = factories.make_agreement(published=False)
    page = cite(editor, draft, field="expires_on", value=value)
    assert ASKS in errors(page)
    assert f'name="citations-0-value-year" value="2599"> {TICK}' in page.content.decode()
    assert cite(editor, draft, field="expires_on", value=value, **{"value-year": "2599"}).status_code == 302
    assert draft.citations.get().value == value
    sent = {**form_at(editor, address(draft)), "citations-0-locator": "page 2"}
    assert editor.post(address(draft), sent).status_code == 302


def test_a_date_that_a_source_gives_of_a_part_is_asked_about(editor):
    draft = factories.make_meeting(published=False)
    outcome = factories.make_outcome(draft)
    assert ASKS in errors(cite(editor, draft, field="due_on", outcome=outcome.pk, value="2599"))


@pytest.mark.parametrize(("field", "value"), [("participant_count", "2599"), ("title", "2599"), ("start", "2012")])
def test_a_value_that_is_no_date_far_ahead_is_not(editor, field, value):
    draft = factories.make_meeting(published=False)
    assert cite(editor, draft, field=field, value=value).status_code == 302


@pytest.mark.parametrize("kind", ["region", "country", "organization"])
def test_citations_of_reference_data_are_saved_as_before(administrator, kind):
    thing = getattr(factories, f"make_{kind}")()
    assert cite(administrator, thing, field="name", value="2599").status_code == 302


def test_a_proposal_keeps_its_tick(editor, publisher):
    public = factories.make_agreement("Lease")
    sent = {**form_at(editor, address(public)), "expires_on": "2599"}
    assert ASKS in errors(editor.post(address(public), sent))
    editor.post(address(public), {**sent, "expires_on-year": "2599"})
    proposal = public.submissions.get()
    page = publisher.get(address(public), {"proposal": proposal.pk})
    assert f'name="expires_on-year" value="2599" checked> {TICK}' in page.content.decode()
    assert "2599" in publisher.get("/admin/review/").content.decode()
    publisher.post(address(public), {**fields(page), "expires_on-year": "2599", "_proposal": proposal.pk})
    public.refresh_from_db()
    assert public.expires_on == "2599"
