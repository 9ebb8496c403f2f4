"""What is probably wrong is said after saving. It stops nobody."""

import pytest

from tests import factories

from .conftest import address, form_at, messages

pytestmark = pytest.mark.django_db


def save(client, record, **typed):
    form = {**form_at(client, address(record)), **typed}
    response = client.post(address(record), form, follow=True)
    assert "was changed successfully" in messages(response)
    return messages(response)


DOUBT = "Soviet Union existed until 1991, and the date is "


@pytest.fixture
def soviet_union():
    return factories.make_country("SUN", name="Soviet Union", numeric="810", last_year=1991)


@pytest.mark.parametrize(
    ("start", "is_doubtful"), [("1991", False), ("1991-12-31", False), ("1992", True), ("May 1995", True), ("", False)]
)
def test_a_meeting_with_a_former_country_after_its_last_year(editor, soviet_union, start, is_doubtful):
    draft = factories.make_meeting(countries=[soviet_union], published=False)
    said = save(editor, draft, start=start)
    assert (DOUBT in said) is is_doubtful
    hosted = factories.make_meeting(host_country=soviet_union, published=False)
    assert (DOUBT in save(editor, hosted, start=start)) is is_doubtful


@pytest.mark.parametrize(
    ("signed", "own", "is_doubtful"),
    [("1985", "", False), ("1995", "", True), ("1985", "1993-01", True), ("1985", "1990", False)],
)
def test_a_party_that_is_a_former_country_acts_after_its_last_year(editor, soviet_union, signed, own, is_doubtful):
    draft = factories.make_agreement(countries=[soviet_union], published=False)
    said = save(editor, draft, signed_on=signed, **{"parties-0-consent_on": own, "parties-0-consent": "accession"})
    assert (DOUBT in said) is is_doubtful


@pytest.mark.parametrize(
    ("signed", "in_force", "is_doubtful"),
    [
        ("2012-05", "2012-04-30", True),
        ("2012-05", "2012", False),
        ("2012-05-04", "2012-05-04", False),
        ("2012", "2011", True),
    ],
)
def test_an_entry_into_force_before_the_signature(editor, signed, in_force, is_doubtful):
    draft = factories.make_agreement(published=False)
    said = save(editor, draft, signed_on=signed, in_force_on=in_force)
    assert ("before the signature" in said) is is_doubtful
    draft.refresh_from_db()
    assert draft.in_force_on == in_force


@pytest.mark.parametrize(
    ("start", "status", "is_doubtful"),
    [
        ("2060-05-04", "not-recorded", True),
        ("2060-05-04", "held", True),
        ("2060-05-04", "tentative", False),
        ("2012", "not-recorded", False),
        ("", "not-recorded", False),
    ],
)
def test_a_meeting_in_the_future_that_is_not_among_the_upcoming_ones(editor, start, status, is_doubtful):
    draft = factories.make_meeting(published=False)
    said = save(editor, draft, start=start, status=status)
    assert ("The meeting is in the future." in said) is is_doubtful


@pytest.mark.parametrize(
    ("cited", "changes", "is_doubtful"),
    [
        ("2010-09", {}, True),
        ("2017", {}, False),
        ("2010-09", {"is_disputed": True, "note": "The text has 2017."}, False),
        ("2010-09", {"field": "adopted_on"}, False),
    ],
)
def test_a_date_that_its_citation_does_not_give(editor, cited, changes, is_doubtful):
    draft = factories.make_agreement(published=False)
    factories.make_citation(draft, **{"field": "signed_on", "value": cited, **changes})
    said = save(editor, draft, signed_on="28 March 2017")
    assert ("A citation of “Signed” gives September 2010." in said) is is_doubtful
