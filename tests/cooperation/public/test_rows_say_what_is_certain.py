import pytest
from django.utils import timezone

from tests.cooperation.filters.reading import Page
from tests.factories import (
    make_agreement,
    make_citation,
    make_country,
    make_mechanism,
    make_meeting,
    make_organization,
    make_outcome,
    make_project,
    make_project_organization,
)

pytestmark = pytest.mark.django_db


def only_row(address):
    """The words of the one row of the list."""
    (row,) = Page(address).rows
    return row


def test_a_meeting_of_which_little_is_known():
    make_meeting("Some meeting")
    row = only_row("/meetings/")
    assert "not recorded whether held" in row
    assert "date not recorded place not recorded participants not recorded" in row


def test_a_meeting_of_which_only_the_end_is_known():
    make_meeting("Some meeting", end="2012-05-04")
    assert "date not recorded to 4 May 2012" in only_row("/meetings/")


def test_a_meeting_of_which_all_is_known():
    make_meeting(
        "TEMM 14",
        mechanism=make_mechanism("Tripartite", acronym="TEMM"),
        status="held",
        start="2012-05-03",
        end="2012-05-04",
        city="Beijing",
        host_country=make_country("CHN"),
        countries=[make_country("CHN"), make_country("JPN")],
        organizations=[make_organization("UNEP")],
    )
    row = only_row("/meetings/")
    assert row == ("TEMM 14 session of a series, TEMM , held 3 to 4 May 2012 Beijing, China China , Japan , UNEP")


@pytest.mark.parametrize("is_marked", [False, True])
def test_a_city_with_the_name_of_its_country_is_said_once_unless_it_is_marked(is_marked):
    meeting = make_meeting("Summit", start="2007", city="Singapore", host_country=make_country("SGP"))
    if is_marked:
        make_citation(meeting, field="city", basis="inferred", note="A guess.")
    row = only_row("/meetings/")
    assert ("Singapore inferred" in row, row.count("Singapore")) == (is_marked, 2 if is_marked else 1)
    assert "Singapore, Singapore" not in Page(meeting.get_absolute_url()).text


def test_a_confirmed_meeting_that_is_over_is_presumed_held():
    make_meeting(status="confirmed", start="2012")
    assert "confirmed, presumed held" in only_row("/meetings/")


def test_a_confirmed_meeting_of_this_year_is_not_over_before_the_year_is():
    make_meeting(status="confirmed", start=str(timezone.localdate().year))
    row = only_row("/meetings/")
    assert "confirmed" in row
    assert "presumed" not in row


def test_inferred_disputed_and_incomplete_values_wear_their_marks():
    meeting = make_meeting(start="2012-05", city="Hanoi", countries=[make_country("VNM")])
    make_citation(meeting, field="start", basis="inferred", note="Read between the lines.", value="2012-05")
    make_citation(meeting, field="city", is_disputed=True, note="Another source says Hue.", value="Hanoi")
    make_citation(meeting, field="countries", is_incomplete=True)
    row = only_row("/meetings/")
    assert "May 2012 inferred" in row
    assert "Hanoi disputed" in row
    assert "Vietnam list incomplete" in row


def test_an_agreement_names_its_parties_or_that_none_is_recorded():
    make_agreement("Treaty", kind="treaty", countries=[make_country("KOR")], organizations=[make_organization("EU")])
    assert "treaty date not recorded South Korea , EU In force today: not known" in only_row("/agreements/")


@pytest.mark.parametrize(("kind", "words"), [("treaty", "entry into force 2013"), ("mou", "effective date 2013")])
def test_only_an_agreement_that_may_bind_enters_into_force(kind, words):
    make_agreement("Plan", kind=kind, in_force_on="2013")
    assert words in only_row("/agreements/")


def test_many_parties_are_cut_and_counted():
    make_agreement("Convention", countries=[make_country() for _ in range(15)])
    assert "and 9 more" in only_row("/agreements/")


def test_a_mechanism_counts_its_published_meetings():
    mechanism = make_mechanism("TEMM", established_on="1999", level="ministerial", cadence="every year")
    make_meeting(mechanism=mechanism)
    make_meeting(mechanism=mechanism)
    make_meeting(mechanism=mechanism, published=False)
    row = only_row("/mechanisms/")
    assert "ministerial, every year Established: 1999 members not recorded 2 meetings" in row
    assert Page("/meetings/?mechanism=temm").number == 2


def test_a_project_names_its_organizations_with_their_roles():
    project = make_project("Forest", status="implementation", actual_start="2000", countries=[make_country("IDN")])
    make_project_organization(project, make_organization("Fund"), "funding")
    make_project_organization(project, make_organization("ASEAN"))
    assert "started 2000 Indonesia Fund (funding) , ASEAN (role not recorded)" in only_row("/projects/")


def test_a_statement_has_nothing_to_carry_out():
    make_outcome(make_meeting(), kind="statement", by_organizations=[make_organization("ASEAN")])
    row = only_row("/outcomes/")
    assert "by ASEAN no action needed" in row
    assert "nothing on file" not in row


def test_only_a_list_filtered_by_the_host_says_that_it_did_not_take_part():
    china, korea, japan = (make_country(code) for code in ("CHN", "KOR", "JPN"))
    make_meeting("Dust", countries=[china, korea], host_country=japan, start="2012")
    assert "host only" not in only_row("/meetings/")
    assert "host only" in only_row("/meetings/?country=japan")
    assert "host only" not in only_row("/meetings/?country=china")
