"""What was confirmed goes in, as drafts, with its author, once."""

import pytest

from cooperation import history
from cooperation.domain import roles
from cooperation.exchange.imports import uploads
from cooperation.exchange.imports.kinds import KINDS
from cooperation.models import Agreement, Change, Meeting, Outcome, Party, Phase, Project, Upload, UploadedRow
from tests import factories as f
from tests.connections import at_once

from .conftest import exported, preview, problems, states


def entered(kind, user, rows):
    """Import the rows, all of which are good, and return what became of how many."""
    upload = preview(kind, user, rows)
    assert problems(upload) == []
    done = uploads.enter(upload, user)
    assert not upload.rows.exists()
    return dict(done)


@pytest.mark.django_db
def test_all_kinds_go_in_as_drafts_and_come_back_unchanged(publisher):
    china, japan, unep = f.make_country("CHN"), f.make_country("JPN"), f.make_organization("UNEP")
    f.make_topic("Air")
    f.make_mechanism("TEMM", slug="temm")
    assert entered(
        "agreements",
        publisher,
        [
            {"title": "Protocol", "kind": "protocol", "reference": "K-2", "amends": "K-1", "topics": "Air"},
            {"title": "Treaty", "kind": "treaty", "reference": "K-1", "signed_on": "May 2012", "amends": ""},
        ],
    ) == {"new": 2}
    protocol = Agreement.objects.get(reference="K-2")
    assert not protocol.was_public
    assert [(link.kind, link.earlier.reference) for link in protocol.ancestors.all()] == [("amends", "K-1")]
    assert [topic.name for topic in protocol.topics.all()] == ["Air"]
    assert entered(
        "parties",
        publisher,
        [
            {"agreement": "K-1", "country": "China", "consent": "ratification"},
            {"agreement": "K-1", "organization": "UNEP"},
        ],
    ) == {"new": 2}
    assert {(p.country, p.organization) for p in Party.objects.all()} == {(china, None), (None, unep)}
    assert entered(
        "meetings",
        publisher,
        [
            {"title": "Side event", "slug": "side", "part_of_meeting": "temm-14", "start": "4-6 May 2012"},
            {"title": "TEMM 14", "slug": "temm-14", "mechanism": "TEMM", "countries": "CHN; JPN"},
        ],
    ) == {"new": 2}
    side = Meeting.objects.get(slug="side")
    assert (side.part_of_meeting.slug, side.start, side.end) == ("temm-14", "2012-05-04", "2012-05-06")
    assert entered(
        "outcomes",
        publisher,
        [
            {"meeting": "temm-14", "key": "2", "text": "B", "kind": "decision", "follows": "temm-14#outcome-1"},
            {"meeting": "temm-14", "key": "1", "text": "A", "kind": "decision", "by_countries": "CHN;JPN"},
        ],
    ) == {"new": 2}
    outcome = Outcome.objects.get(text="B")
    assert (outcome.follows.text, outcome.status) == ("A", "active")
    assert set(outcome.follows.by_countries.all()) == {china, japan}
    assert entered("projects", publisher, [{"title": "Forest", "organizations_funding": "unep"}]) == {"new": 1}
    assert [str(part) for part in Project.objects.get().project_organizations.all()] == ["UNEP (funding)"]
    assert entered("phases", publisher, [{"project": "forest", "name": "One", "amount": "5", "currency": "USD"}]) == {
        "new": 1
    }
    assert (Phase.objects.get().amount, Phase.objects.get().key) == (5, 1)
    for kind in (name for name in KINDS if not name.startswith("cited_")):
        upload = preview(kind, publisher, exported(kind, publisher))
        assert set(states(upload).values()) == {"unchanged"}, kind


@pytest.mark.django_db
def test_the_same_file_twice_changes_nothing_the_second_time(publisher):
    f.make_country("CHN")
    rows = [
        {"title": f"Treaty {number // 2}", "kind": "treaty", "signed_on": f"{1950 + number}", "signed_at": "Seoul"}
        for number in range(20)
    ]
    assert entered("agreements", publisher, rows) == {"new": 20}
    before = Change.objects.count()
    assert entered("agreements", publisher, rows) == {"unchanged": 20}
    assert Change.objects.count() == before


@pytest.mark.django_db
def test_history_knows_who_and_from_which_file(publisher):
    china, japan = f.make_country("CHN"), f.make_country("JPN")
    meeting = f.make_meeting("TEMM 14", slug="temm-14", city="Beijing", countries=[china])
    f.make_meeting("Other", slug="other", city="Hanoi")
    rows = [
        {"slug": "temm-14", "title": "TEMM 14", "city": "Seoul", "countries": "JPN", "start": "2012"},
        {"slug": "other", "title": "Another", "city": "Hanoi", "countries": "", "start": ""},
    ]
    assert entered("meetings", publisher, rows) == {"changed": 2}
    meeting.refresh_from_db()
    assert (meeting.city, meeting.start, set(meeting.countries.all())) == ("Seoul", "2012", {japan})
    assert Meeting.objects.get(slug="other").city == "Hanoi"
    last = history.versions("meeting", meeting.pk)[-1]
    assert (last.user_id, last.origin, last.reason) == (publisher.pk, "import of file.csv", "Import of file.csv")
    assert meeting.is_public


@pytest.mark.django_db
def test_a_changed_address_of_what_is_public_leaves_a_redirect(publisher, client):
    f.make_agreement("Rivers", slug="rivers", reference="K-1")
    assert entered("agreements", publisher, [{"reference": "K-1", "slug": "rivers-treaty"}]) == {"changed": 1}
    assert client.get("/agreements/rivers/")["Location"] == "/agreements/rivers-treaty/"


@pytest.mark.django_db(transaction=True)
def test_what_somebody_changed_since_the_preview_is_not_written_but_shown_again():
    publisher = f.make_user(roles.PUBLISHER)
    china = f.make_country("CHN")
    for number in (1, 2, 3):
        f.make_agreement(f"Treaty {number}", reference=f"K-{number}", kind="treaty", signed_at="Paris")
    rows = [{"reference": f"K-{number}", "title": "", "signed_at": "Seoul", "kind": "treaty"} for number in range(1, 5)]
    rows[3]["title"] = "Treaty 4"
    upload = preview("agreements", publisher, rows)
    parties = preview("parties", publisher, [{"agreement": f"K-{number}", "country": "CHN"} for number in (1, 2)])
    Agreement.objects.filter(reference="K-1").update(signed_at="Rome")
    f.make_party(agreement=Agreement.objects.get(reference="K-2"), country=f.make_country("JPN"))
    f.make_agreement("Treaty 4", reference="K-4", kind="treaty", signed_at="Oslo")
    done = uploads.enter(upload, publisher)
    assert dict(done) == {"changed": 1}
    assert dict(Agreement.objects.values_list("reference", "signed_at")) == {
        "K-1": "Rome",
        "K-2": "Paris",
        "K-3": "Seoul",
        "K-4": "Oslo",
    }
    shown = {row.number: (row.state, row.is_newer, row.changes[0]) for row in upload.rows}
    assert shown == {
        2: ("changed", True, ["signed_at", "Rome", "Seoul"]),
        3: ("changed", True, ["signed_at", "Paris", "Seoul"]),
        5: ("changed", True, ["signed_at", "Oslo", "Seoul"]),
    }
    assert dict(uploads.enter(upload, publisher)) == {"changed": 3}
    assert not upload.rows.exists()
    # Of the parties too: each agreement changed since.
    assert dict(uploads.enter(parties, publisher)) == {}
    assert dict(uploads.enter(parties, publisher)) == {"new": 2}
    assert Party.objects.filter(country=china).count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_confirmations_at_once_enter_it_once():
    publisher = f.make_user(roles.PUBLISHER)
    rows = [{"title": f"Treaty {number}", "kind": "treaty", "reference": f"K-{number}"} for number in range(50)]
    upload = preview("agreements", publisher, rows)

    def act():
        return uploads.enter(Upload.objects.get(pk=upload.pk), publisher)

    answers = at_once(act, act)
    assert Agreement.objects.count() == 50
    assert sorted(type(each).__name__ for each in answers) in (["Busy", "Counter"], ["Counter", "Counter"])


@pytest.mark.django_db
def test_uploads_are_forgotten_after_a_day_and_with_their_owner(publisher):
    old, new = f.make_upload(owner=publisher), f.make_upload(owner=publisher)
    f.make_uploadedrow(old)
    Upload.objects.filter(pk=old.pk).update(uploaded_at="2020-01-01T00:00:00Z")
    uploads.drop_old()
    assert list(Upload.objects.all()) == [new]
    assert not UploadedRow.objects.exists()
    f.make_uploadedrow(new)
    publisher.delete()
    assert not Upload.objects.exists()


@pytest.mark.django_db
def test_the_wrong_rows_come_back_as_a_file_that_goes_in_once_corrected(publisher):
    rows = [
        {"title": "Rivers", "kind": "treaty", "reference": "K-1", "signed_on": "2012"},
        {"title": "Lakes", "kind": "tready", "reference": "K-2", "signed_on": "soon"},
    ]
    upload = preview("agreements", publisher, rows)
    assert dict(uploads.enter(upload, publisher)) == {"new": 1}
    header, wrong = uploads.wrong_rows(upload)
    assert header == ["title", "reference", "kind", "signed_on", "what_is_wrong"]
    assert wrong[:4] == ["Lakes", "K-2", "tready", "soon"]
    assert [line.split(":")[0] for line in wrong[4].splitlines()] == ["Kind", "Signed"]
    assert "“tready” is not one of: treaty" in wrong[4]
    wrong[2:4] = ["treaty", "May 2012"]
    assert entered("agreements", publisher, [dict(zip(header, wrong, strict=True))]) == {"new": 1}
