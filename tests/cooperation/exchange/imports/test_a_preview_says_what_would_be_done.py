"""A preview tells new, changed, unchanged and wrong rows apart, and changes nothing."""

import pytest
from django.contrib.redirects.models import Redirect

from cooperation.domain import roles
from cooperation.exchange.imports import uploads
from cooperation.exchange.imports.kinds import KINDS
from cooperation.models import Agreement, Change, Outcome
from tests import factories as f

from .conftest import as_csv, preview, problems, states, warnings

pytestmark = pytest.mark.django_db


def reasons(upload):
    return [(number, column, why) for number, column, _value, why in problems(upload)]


def changes(upload, number=2):
    return [tuple(change) for change in upload.rows.get(number=number).changes]


def test_new_changed_unchanged_and_wrong_are_told_apart(publisher):
    f.make_agreement("Rivers", reference="K-1", kind="treaty", signed_on="2012-05", signed_at="Seoul")
    f.make_agreement("Lakes", reference="K-2", kind="treaty", signed_on="2012", signed_at="Hanoi")
    before = Change.objects.count()
    upload = preview(
        "agreements",
        publisher,
        [
            {"reference": "K-1", "title": "Rivers", "kind": "treaty", "signed_on": "May 2012", "signed_at": "Seoul"},
            {"reference": "K-2", "title": "Lakes", "kind": "treaty", "signed_on": "4 May 2012", "signed_at": ""},
            {"reference": "K-3", "title": "Seas", "kind": "treaty", "signed_on": "2012", "signed_at": "Busan"},
            {"reference": "K-4", "title": "Hills", "kind": "treaty", "signed_on": "soon", "signed_at": ""},
        ],
    )
    assert states(upload) == {2: "unchanged", 3: "changed", 4: "new", 5: "wrong"}
    assert changes(upload, 3) == [("signed_on", "2012", "4 May 2012"), ("signed_at", "Hanoi", "")]
    assert warnings(upload) == [(3, "signed_at", "", "The cell is empty, so the present value will be deleted.")]
    assert reasons(upload) == [
        (
            5,
            "signed_on",
            "“soon” is not a date we can read. Write it like 4 May 2012, May 2012 or 2012.",
        )
    ]
    assert Change.objects.count() == before
    assert Agreement.objects.count() == 2


@pytest.mark.parametrize(("kept", "cell"), [("", "2012-05-03"), ("2012-05-03", ""), ("2012-05-03", "3 May 2012")])
def test_a_meeting_of_one_day_with_and_without_an_end_is_the_same(publisher, kept, cell):
    f.make_meeting("TEMM", start="2012-05-03", end=kept or None)
    assert states(preview("meetings", publisher, [{"title": "TEMM", "start": "2012-05-03", "end": cell}])) == {
        2: "unchanged"
    }


def test_what_the_file_does_not_have_is_left(publisher):
    f.make_agreement("Rivers", reference="K-1", summary="A summary.", signed_on="2012")
    upload = preview("agreements", publisher, [{"reference": "K-1", "signed_at": "Seoul", "title": ""}])
    assert changes(upload) == [("signed_at", "", "Seoul")]


def test_a_record_is_told_by_slug_by_reference_and_else_by_title_and_date(publisher):
    f.make_agreement("Rivers", reference="K-1", slug="rivers", signed_on="2012")
    f.make_agreement("Lakes", slug="lakes", signed_on="2012")
    rows = [
        {"slug": "rivers", "reference": "K-9"},
        {"slug": "", "title": "Lakes", "signed_on": "2012", "kind": "treaty"},
        {"title": "Lakes", "signed_on": "2013", "kind": "treaty"},
    ]
    upload = preview("agreements", publisher, rows)
    assert states(upload) == {2: "changed", 3: "changed", 4: "new"}
    words = "A record with this title exists. This row adds another one."
    assert (4, "title", "Lakes", words) in warnings(upload)
    assert changes(upload, 2)[0] == ("reference", "K-1", "K-9")
    f.make_agreement("Lakes", slug="lakes-too", signed_on="2012")
    upload = preview("agreements", publisher, [{"title": "Lakes", "signed_on": "2012", "kind": "treaty"}])
    assert reasons(upload) == [(2, "title", "Several have this title and date. Write the slug or the reference.")]


def test_a_row_without_a_reference_is_about_what_a_row_of_its_title_and_date_is_about(publisher):
    """Else both went in, and the same file again found two and could not tell which."""
    rivers = {"title": "Rivers", "kind": "treaty", "signed_on": "2012"}
    lakes = {"title": "Lakes", "kind": "treaty", "signed_on": "2012"}
    rows = [
        {**rivers, "reference": "K-1"},
        rivers,
        lakes,
        {**lakes, "reference": "K-2"},
        {**rivers, "reference": "K-3"},
    ]
    upload = preview("agreements", publisher, rows)
    assert reasons(upload) == [(3, "title", "This row repeats row 2."), (5, "title", "This row repeats row 4.")]
    uploads.enter(upload, publisher)
    assert [row.state for row in preview("agreements", publisher, [*rows[:1], *rows[2:3], *rows[4:]]).rows] == [
        "unchanged",
        "unchanged",
        "unchanged",
    ]


def test_a_session_of_a_number_that_is_there_is_a_warning(publisher):
    temm = f.make_mechanism("Tripartite Ministers", acronym="TEMM", slug="temm")
    f.make_meeting("TEMM 14", mechanism=temm, ordinal=14, slug="temm-14")
    rows = [
        {"title": "Fourteenth meeting", "mechanism": "TEMM", "ordinal": "14"},
        {"title": "Fifteenth meeting", "mechanism": "TEMM", "ordinal": "15"},
        {"title": "Another fourteenth", "mechanism": "", "ordinal": "14"},
    ]
    upload = preview("meetings", publisher, rows)
    words = "The series already has number 14: “TEMM 14”. This row adds another one."
    assert warnings(upload) == [(2, "ordinal", "14", words)]


def test_a_slug_of_one_and_a_reference_of_another_do_not_fit(publisher):
    f.make_agreement("Rivers", slug="rivers", reference="K-1")
    f.make_agreement("Lakes", slug="lakes", reference="K-2")
    upload = preview("agreements", publisher, [{"slug": "rivers", "reference": "K-2"}])
    assert reasons(upload) == [
        (2, "reference", "This reference belongs to “Lakes”, but the slug belongs to another record.")
    ]


def test_two_rows_about_the_same_are_told(publisher):
    f.make_agreement("Lakes", slug="lakes", reference="K-2")
    rows = [
        {"title": "Rivers", "kind": "treaty", "reference": "K-1"},
        {"title": "Rivers, again", "kind": "treaty", "reference": "K-1"},
        {"title": "Seas", "kind": "treaty", "signed_on": "2012"},
        {"title": "Seas", "kind": "treaty", "signed_on": "2012"},
        {"slug": "lakes"},
        {"reference": "K-2"},
    ]
    assert [(number, why) for number, _column, why in reasons(preview("agreements", publisher, rows))] == [
        (3, "Row 2 also has this reference. Each record needs its own."),
        (5, "This row repeats row 4."),
        (7, "This row repeats row 6."),
    ]


def test_what_a_new_row_needs_is_said(publisher):
    upload = preview("agreements", publisher, [{"reference": "K-1", "title": "", "kind": ""}])
    assert reasons(upload) == [(2, "title", "This field is required."), (2, "kind", "This field is required.")]


def test_the_rules_of_the_database_are_asked_before_anything_is_written(publisher):
    f.make_project("Forest")
    rows = [{"title": "A", "kind": "treaty", "signed_on": "2012", "expires_on": "2011"}]
    assert reasons(preview("agreements", publisher, rows)) == [
        (2, "expires_on", "The expiry must not be before the signature.")
    ]
    rows = [{"project": "forest", "name": "A", "amount": "5", "currency": ""}]
    assert reasons(preview("phases", publisher, rows)) == [
        (2, "currency", "Enter both the amount and its currency, or neither.")
    ]
    rows = [{"meeting": f.make_meeting("M").slug, "kind": "review", "text": "A", "status": "active"}]
    words = "A review, report, statement or discussion has no status; every other kind has one."
    assert reasons(preview("outcomes", publisher, rows)) == [(2, "status", words)]


def test_new_records_get_addresses_of_their_own(publisher):
    f.make_agreement("Rivers", slug="rivers", signed_on="1999")
    Redirect.objects.create(site_id=1, old_path="/agreements/seas/", new_path="/agreements/rivers/")
    rows = [
        {"title": "Rivers", "kind": "treaty", "signed_on": "2012", "reference": "K-1"},
        {"title": "Rivers", "kind": "treaty", "signed_on": "2012", "reference": "K-2"},
        {"title": "Rivers", "kind": "treaty", "reference": ""},
        {"title": "Rivers", "kind": "treaty", "signed_on": "2012-05", "reference": "K 2"},
        {"title": "Seas", "kind": "treaty", "reference": "K-3"},
        {"title": "황사", "kind": "treaty", "reference": "K-4"},
        {"title": "황사", "kind": "treaty", "signed_on": "2012", "reference": ""},
        {"title": "Rivers_of   ‘Asia’", "kind": "treaty", "reference": "K-5"},
    ]
    upload = preview("agreements", publisher, rows)
    assert problems(upload) == []
    slugs = [{column: after for column, _before, after in row.changes}["slug"] for row in upload.rows]
    assert slugs == [
        "rivers-2012",
        "rivers-k-2",
        "rivers-2",
        "rivers-3",
        "seas-k-3",
        "hwangsa",
        "hwangsa-2012",
        "rivers-of-asia",
    ]


def test_an_address_that_leads_elsewhere_is_refused(publisher):
    f.make_agreement("Rivers", slug="rivers")
    Redirect.objects.create(site_id=1, old_path="/agreements/seas/", new_path="/agreements/rivers/")
    upload = preview("agreements", publisher, [{"title": "Seas", "slug": "seas", "kind": "treaty"}])
    assert reasons(upload) == [(2, "slug", "This address redirects to another page. Choose another one.")]


def test_parties_are_told_by_agreement_and_country_or_organization(publisher):
    china, unep = f.make_country("CHN"), f.make_organization("UNEP")
    f.make_country("JPN")
    agreement = f.make_agreement("Rivers", reference="K-1", countries=[china], organizations=[unep])
    rows = [
        {"agreement": "K-1", "country": "China", "organization": ""},
        {"agreement": agreement.slug, "organization": "unep"},
        {"agreement": "Rivers", "country": "Japan", "consent": "Ratification"},
        {"agreement": "K-1", "country": "CN"},
        {"agreement": "K-1"},
        {"agreement": "K-1", "country": "China", "organization": "UNEP"},
        {"agreement": "K-7", "country": "China"},
        {"agreement": "", "country": "China"},
        {"agreement": "K-1", "country": "UNEP"},
        {"agreement": "K-1", "organization": "China"},
    ]
    upload = preview("parties", publisher, rows)
    assert list(states(upload).values()) == ["unchanged", "unchanged", "new", *["wrong"] * 7]
    assert reasons(upload) == [
        (5, "", "This row repeats row 2."),
        (6, "country", "Choose a country or an organization, not both."),
        (7, "country", "Choose a country or an organization, not both."),
        (8, "agreement", "There is no agreement with the slug, reference or title “K-7”."),
        (9, "agreement", "This field is required."),
        (10, "country", "“UNEP” belongs in the column “Organization”."),
        (11, "organization", "“China” belongs in the column “Country”."),
    ]


def test_outcomes_are_told_by_key_and_without_one_by_their_text(publisher):
    meeting = f.make_meeting("TEMM 14", slug="temm-14")
    f.make_outcome(meeting, text="Share data.", kind="decision")
    rows = [
        {"meeting": "temm-14", "key": "1", "text": "Share all data.", "kind": "decision"},
        {"meeting": "temm-14", "key": "", "text": "Plant trees.", "kind": "commitment"},
        {"meeting": "temm-14", "key": "7", "text": "Meet again.", "kind": "decision", "follows": "temm-14#outcome-1"},
        {"meeting": "temm-14", "key": "0", "text": "No.", "kind": "decision"},
    ]
    upload = preview("outcomes", publisher, rows)
    assert states(upload) == {2: "changed", 3: "new", 4: "new", 5: "wrong"}
    assert ("follows", "", "temm-14#outcome-1") in changes(upload, 4)
    upload = preview("outcomes", publisher, [{"meeting": "temm-14", "text": "Share data.", "kind": "decision"}])
    assert states(upload) == {2: "unchanged"}
    assert Outcome.objects.count() == 1


def test_rows_may_name_each_other_and_fall_together(publisher):
    rows = [
        {"title": "Protocol", "kind": "protocol", "reference": "K-2", "amends": "K-1"},
        {"title": "Treaty", "kind": "treaty", "reference": "K-1", "amends": ""},
        {"title": "Later", "kind": "treaty", "reference": "K-3", "amends": "K-4; K-1"},
        {"title": "Wrong", "kind": "nothing", "reference": "K-4", "amends": ""},
        {"title": "Last", "kind": "treaty", "reference": "K-5", "amends": "K-3"},
    ]
    upload = preview("agreements", publisher, rows)
    assert states(upload) == {2: "new", 3: "new", 4: "wrong", 5: "wrong", 6: "wrong"}
    assert (4, "amends", "This refers to row 5, which has an error.") in reasons(upload)
    assert (6, "amends", "This refers to row 4, which has an error.") in reasons(upload)


def test_who_may_not_change_something_is_told_so_in_the_preview(editor):
    f.make_agreement("Public", reference="K-1")
    f.make_agreement("Draft", reference="K-2", published=False)
    f.make_country("CHN")
    rows = [{"reference": f"K-{number}", "signed_at": "Seoul", "title": "", "kind": "treaty"} for number in (1, 2)]
    words = "This is or was public, or its publication is planned. Only a publisher can change it."
    upload = preview("agreements", editor, rows)
    assert states(upload) == {2: "wrong", 3: "changed"}
    assert reasons(upload) == [(2, "", words)]
    upload = preview("parties", editor, [{"agreement": f"K-{number}", "country": "CHN"} for number in (1, 2)])
    assert states(upload) == {2: "wrong", 3: "new"}
    nobody = f.make_user()
    upload = preview("agreements", nobody, [{"title": "A", "kind": "treaty"}])
    assert reasons(upload) == [(2, "", "You may not add this.")]


@pytest.mark.parametrize("kind", KINDS)
def test_the_number_of_statements_does_not_depend_on_the_number_of_rows(kind, django_assert_max_num_queries):
    f.make_country("CHN")
    f.make_agreement("Owner", slug="owner-agreement", published=False)
    f.make_meeting("Owner", slug="owner-meeting", published=False)
    f.make_project("Owner", slug="owner-project", published=False)
    f.make_mechanism("Owner", slug="owner", published=False)
    f.make_organization("Owner", slug="owner")
    f.make_region("Owner", slug="owner")
    f.make_source("List", slug="list")
    for number in range(60):
        f.make_agreement(f"Owner {number}", slug=f"owner-{number}", published=False)

    def rows(count):
        for number in range(count):
            yield {
                "agreements": {"title": f"A {number}", "kind": "treaty", "signed_on": "2012", "topics": ""},
                "parties": {"agreement": f"owner-{number}", "country": "CHN"},
                "meetings": {"title": f"M {number}", "countries": "CHN", "start": "2012"},
                "outcomes": {
                    "meeting": "owner-meeting",
                    "text": f"O {number}",
                    "kind": "decision",
                    "by_countries": "CHN",
                },
                "projects": {"title": f"P {number}", "countries": "CHN", "agreement": "owner-agreement"},
                "phases": {"project": "owner-project", "name": f"S {number}"},
                "mechanisms": {"title": f"F {number}", "countries": "CHN"},
                "organizations": {"name": f"B {number}", "kind": "fund", "country": "CHN"},
                "cited_agreements": {"agreement": f"owner-{number}", "source": "list", "field": "title"},
                "cited_meetings": {"meeting": "owner-meeting", "source": "list", "locator": f"page {number}"},
                "cited_projects": {"project": "owner-project", "source": "list", "locator": f"page {number}"},
                "cited_mechanisms": {"mechanism": "owner", "source": "list", "locator": f"page {number}"},
                "cited_organizations": {"organization": "owner", "source": "list", "locator": f"page {number}"},
                "cited_countries": {"country": "CHN", "source": "list", "locator": f"page {number}"},
                "cited_regions": {"region": "owner", "source": "list", "locator": f"page {number}"},
            }[kind]

    user = f.make_user(roles.ADMINISTRATOR)

    def statements(count):
        with django_assert_max_num_queries(200) as captured:
            upload = preview(kind, user, as_csv(rows(count)))
        assert set(states(upload).values()) == {"new"}
        previewed = len(captured)
        with django_assert_max_num_queries(200) as captured:
            uploads.enter(upload, user)
        KINDS[kind].model.objects.filter(pk__gt=last).delete()
        return previewed, len(captured)

    last = max(KINDS[kind].model.objects.values_list("pk", flat=True), default=0)
    assert roles.may_view(user, KINDS[kind].model)  # from here on the roles of the user are known
    assert statements(3) == statements(50)
