"""What a reader finds on the pages of regions, and on the lists of regions and countries."""

from cooperation.domain.choices import MeetingStatus
from tests.factories import (
    make_agreement,
    make_country,
    make_mechanism,
    make_meeting,
    make_outcome,
    make_project,
    make_region,
)
from tests.reading import read


def test_a_region_shows_its_directions_in_order_and_the_latest_of_each_kind(client, db):
    africa = make_region("Africa", summary="Great potential.", policy_directions="Conserve nature.\nOvercome poverty.")
    kenya = make_country("KEN", region=africa)
    make_agreement("MOU", countries=[kenya], signed_on="2010")
    meeting = make_meeting("Forum", countries=[kenya], start="2011-11", status=MeetingStatus.HELD)
    make_meeting("Next forum", countries=[kenya], start="2999", status=MeetingStatus.CONFIRMED)
    make_project("Water", countries=[kenya])
    make_mechanism("Forum series", countries=[kenya])
    make_outcome(meeting, "Water is to be managed.")
    page = read(client, africa)
    assert "Great potential." in page.text
    assert page.sections["Policy directions"] == "Conserve nature.\nOvercome poverty."
    assert "<ol><li>Conserve nature.</li>" in page.source
    assert "Kenya\n1\n2\n1" in page.sections["Countries"]
    assert {f"/{kind}/?country=kenya" for kind in ("agreements", "meetings", "projects")} <= set(page.addresses)
    assert "MOU" in page.sections["Agreements"]
    assert page.rows("last-meetings") == ["Forum held | November 2011 | place not recorded"]
    assert page.rows("next-meetings") == ["Next forum confirmed | 2999 | place not recorded"]
    assert "2 Meetings Last: November 2011 Next: 2999" in " ".join(page.sections["At a glance"].split())
    assert "Water" in page.sections["Projects"]
    assert "Forum series" in page.sections["Mechanisms"]
    assert "Water is to be managed." in page.sections["Open outcomes"]


def test_a_region_links_a_forum_that_states_it_and_the_forum_s_sessions(client, db):
    africa = make_region("Africa")
    forum = make_mechanism("Korea-Africa Forum", regions=[africa])
    session = make_meeting("2nd Korea-Africa Forum", mechanism=forum, start="2009-11", status=MeetingStatus.HELD)
    make_outcome(session, "Water is to be managed.")
    page = read(client, africa)
    assert page.rows("mechanisms")[0].startswith("Korea-Africa Forum")
    assert page.rows("last-meetings")[0].startswith("2nd Korea-Africa Forum")
    assert "Water is to be managed." in page.sections["Open outcomes"]


def test_a_region_lists_countries_the_ministry_only_speaks_of_and_then_the_others(client, db):
    africa = make_region("Africa")
    make_country("KEN", region=africa)
    make_country("QGH", name="Ghana", region=africa, summary="Its demand was checked.", numeric="991")
    countries = read(client, africa).sections["Countries"]
    assert "Ghana mentioned by the ministry; no records yet\n0\n0\n0" in countries
    assert "Countries without agreements, meetings or projects: Africa\nKenya" in countries


def test_a_meeting_that_the_country_only_hosted_counts_once_and_so_does_one_it_did_both_at(client, db):
    thailand = make_country("THA")
    make_meeting(host_country=thailand)
    make_meeting(host_country=thailand, countries=[thailand, make_country("KOR")])
    make_meeting(countries=[thailand])
    make_meeting(countries=[thailand], published=False)
    assert "Thailand\n0\n3\n0" in read(client, "/countries/").sections["South East Asia"]


def test_countries_stand_under_their_regions_in_the_ministry_s_order(client, db):
    second, first = make_region("Second", position=2), make_region("First", position=1)
    make_country("KOR", region=first)
    make_agreement(countries=[make_country("KEN", region=second)])
    page = read(client, "/countries/")
    assert list(page.sections) == ["Countries", "First", "Second"]
    assert page.sections["First"] == "Countries without agreements, meetings or projects: First\nSouth Korea"
    assert page.sections["Second"].endswith("Kenya\n1\n0\n0")


def test_the_list_of_regions_counts_the_countries_and_those_with_something_on_file(client, db):
    region = make_region("Asia Minor", summary="Where it began.")
    signed = make_country(region=region)
    make_country(region=region)
    make_agreement(countries=[signed])
    make_meeting(countries=[signed], host_country=make_country(region=region))
    for country in (make_country(region=region), make_country(region=region), make_country(region=region)):
        make_agreement(countries=[country], published=False)
        make_meeting(countries=[country], published=False)
        make_project(countries=[country], published=False)
    make_meeting(host_country=country, published=False)
    page = read(client, "/regions/")
    assert page.sections["Asia Minor"].startswith("Where it began.\n6 countries, 2 with records")


def test_the_home_country_s_own_records_do_not_fill_its_region(client, db):
    korea, kenya = make_country("KOR"), make_country("KEN")
    make_agreement("With Kenya", countries=[korea, kenya])
    assert "With Kenya" not in read(client, korea.region).text
    assert "With Kenya" in read(client, kenya.region).text
