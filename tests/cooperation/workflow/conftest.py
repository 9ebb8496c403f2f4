"""The cast of the staff's rooms, lists as a browser would send them, and what a person reads on a page."""

import re
from html import unescape

from tests.cooperation.admin.conftest import administrator, editor, publisher  # noqa: F401


def listed(response):
    """What the form of a list would send as it stands: {name: value}."""
    sent = {}
    formset = response.context["cl"].formset
    if formset is not None:
        for form in (formset.management_form, *formset.forms):
            for bound in form:
                sent[bound.html_name] = "" if bound.value() is None else str(bound.value())
    tokens = re.findall(r'<input type="hidden" name="(_began_from-\d+)" value="(\d+)">', response.content.decode())
    return {**sent, **dict(tokens)}


def key_of(sent, record, name="status"):
    """The name of a record's field in a list."""
    index = next(key.split("-")[1] for key, value in sent.items() if key.endswith("-id") and value == str(record.pk))
    return f"form-{index}-{name}"


def words(response):
    """What a person reads on a page, in one line."""
    text = re.sub(r"<(script|style)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", text)))
