"""Beside each value what sources say of it: its marks, and the claims to open."""

from cooperation.domain.choices import AgreementKind, MeetingStatus, Origin, OutcomeStatus, ProjectStatus
from tests.factories import (
    make_agreement,
    make_citation,
    make_country,
    make_mechanism,
    make_meeting,
    make_organization,
    make_outcome,
    make_phase,
    make_project,
    make_source,
)
from tests.reading import read


def test_an_inferred_value_wears_its_mark_wherever_it_is_shown(client, db):
    iran = make_country("IRN")
    mou = make_agreement("MOU", signed_on="2008-07", countries=[iran])
    make_citation(mou, field="signed_on", value="2008-07", basis="inferred", note="The year is that of its neighbours.")
    page = read(client, mou)
    assert "signed July 2008 inferred" in page.text
    assert "Signed\nJuly 2008 inferred" in page.text
    assert "signed July 2008 inferred" in read(client, iran).sections["Agreements"]


def test_a_value_that_one_source_states_is_not_inferred_though_a_reader_infers_another(client, db):
    meeting = make_meeting(ordinal=9, mechanism=make_mechanism())
    dispute = {"field": "ordinal", "is_disputed": True, "note": "Every year since 2004 makes it the 11th."}
    make_citation(meeting, value="9", **dispute)
    make_citation(meeting, value="11", basis="inferred", **dispute)
    line = next(line for line in read(client, meeting).text.splitlines() if line.startswith("9 "))
    assert line == "9 disputed Another claim: 11. Every year since 2004 makes it the 11th."


def test_both_claims_of_a_disputed_pair_are_shown_with_source_locator_words_and_note(client, db):
    meeting = make_meeting(start="2008-11")
    own = make_source("The ministry's page", as_of="2013-10-24")
    statement = make_source("Ministerial statement", origin=Origin.EXTERNAL)
    note = "November may come from the declaration."
    make_citation(
        meeting,
        field="start",
        value="2008-11",
        source=own,
        locator="¶6",
        quotation="held in Vietnam in November, 2008",
        is_disputed=True,
        note=note,
    )
    make_citation(meeting, field="start", value="2008-10-09", source=statement, is_disputed=True, note=note)
    page = read(client, meeting)
    assert "Start\nNovember 2008 disputed" in page.text
    assert (
        "November 2008 disputed\nThe ministry's page, ¶6, as of 24 October 2013"
        "\nheld in Vietnam in November, 2008\nNote: November may come from the declaration."
    ) in page.text
    assert "9 October 2008 disputed\nMinisterial statement external source\nNote: November" in page.text
    assert own.get_absolute_url() in page.addresses


def test_a_list_that_the_source_ends_with_etc_is_incomplete(client, db):
    meeting = make_meeting(countries=[make_country("KOR")])
    make_citation(meeting, field="countries", is_incomplete=True, quotation="4 Countries including Cambodia")
    assert "Participants\nSouth Korea list incomplete" in read(client, meeting).text


def test_a_value_is_not_incomplete_where_another_source_names_all_of_it(client, db):
    codes = ["KOR", "CHN", "JPN", "MNG"]
    programme = make_mechanism("Programme", countries=[make_country(code) for code in codes])
    make_citation(programme, field="countries", value="KOR, CHN, JPN", is_incomplete=True, locator="¶2")
    make_citation(programme, field="countries", value="MNG, KOR, CHN, JPN")
    text = read(client, programme).text
    assert "China, Japan, Mongolia, South Korea\n" in text
    assert "South Korea, China, Japan list incomplete" in text, "the claim itself is"
    assert "list incomplete" not in read(client, "/mechanisms/").text
    make_country("DEU").mechanisms.add(programme)
    assert "South Korea list incomplete" in read(client, "/mechanisms/").text


def test_a_claim_that_names_another_record_is_a_link_to_it(client, db):
    plan = make_agreement("Plan", meeting=make_meeting("Session 12", slug="session-12"))
    make_meeting("Session 11", slug="session-11")
    dispute = {"field": "meeting", "is_disputed": True, "note": "Two statements."}
    for session in ("session-12", "session-11"):
        make_citation(plan, value=session, **dispute)
    page = read(client, plan)
    assert "Session 11 disputed" in page.text
    assert '<strong><a href="/meetings/session-11/">Session 11</a></strong>' in page.source


def test_a_claim_that_names_what_readers_do_not_see_neither_names_it_nor_leads_there(client, db):
    make_meeting("Secret summit", slug="secret-summit", published=False)
    make_meeting("Withdrawn summit", slug="withdrawn-summit", withdrawn=True)
    plan = make_agreement("Plan")
    for slug in ("secret-summit", "withdrawn-summit"):
        make_citation(plan, field="meeting", value=slug)
    page = read(client, plan)
    assert page.text.count("a record that is not public") == 2
    assert "summit" not in page.source.casefold()


def test_an_inferred_value_without_a_source_says_so(client, db):
    meeting = make_meeting(city="Hanoi")
    make_citation(meeting, source=None, field="city", basis="inferred", note="With the 9th meeting.")
    page = read(client, meeting)
    assert "City\nHanoi inferred" in page.text
    assert "No source: inferred by the editors.\nNote: With the 9th meeting." in page.text


def test_claimed_values_are_words_not_codes(client, db):
    korea = make_country("KOR")
    project = make_project("Forests", status=ProjectStatus.IMPLEMENTATION, countries=[korea])
    phase = make_phase(project, "One", amount=300000, currency="USD", funder=make_organization("Fund", slug="the-fund"))
    make_citation(project, field="status", value="implementation")
    make_citation(project, field="countries", value="KOR")
    make_citation(project, phase=phase, field="amount", value="300000.00")
    make_citation(project, phase=phase, field="funder", value="the-fund")
    text = read(client, project).text
    for words in ("Status\nin progress", "Countries\nSouth Korea", "One: Amount\n300,000.00", "One: Funder\nFund"):
        assert f"{words}\nSource" in text


def test_a_claim_that_the_page_has_no_row_for_stands_under_sources(client, db):
    declaration = make_agreement("Declaration Concerning Climate", kind=AgreementKind.DECLARATION)
    make_citation(declaration, quotation="adopting it")
    make_citation(declaration, field="title", value="Declaration on Climate")
    make_citation(declaration, field="expires_on", value="2010", is_disputed=True, note="Said to have expired.")
    sources = read(client, declaration).sections["Sources"]
    assert "Sources for this record\nSource" in sources
    assert "Expiry\n2010 disputed" in sources
    assert "Title\nDeclaration on Climate\n" in sources


def test_what_is_said_beside_its_value_is_not_said_again_under_sources(client, db):
    meeting = make_meeting(start="2012-05")
    make_citation(meeting, field="start", value="2012-05", locator="only once")
    page = read(client, meeting)
    assert page.text.count("only once") == 1
    assert "Sources" not in page.sections


def test_the_claims_about_an_outcome_stand_with_it(client, db):
    meeting = make_meeting()
    outcome = make_outcome(meeting, "Agreed on research.")
    make_citation(meeting, outcome=outcome, locator="¶3", quotation="agreed to conduct joint research")
    make_citation(meeting, outcome=outcome, field="topics", basis="inferred", note="Implied.")
    page = read(client, meeting)
    assert "¶3" in page.sections["Outcomes"]
    assert "Note: Implied." in page.sections["Outcomes"]
    assert "Sources" not in page.sections


def test_a_status_stands_with_the_date_of_its_own_source_else_of_the_part_s_else_of_the_record_s(client, db):
    meeting = make_meeting(status=MeetingStatus.HELD)
    make_citation(meeting, source=make_source(as_of="2011"))
    first, second = make_outcome(meeting), make_outcome(meeting)
    make_citation(meeting, outcome=first, source=make_source(as_of="2012"))
    make_citation(meeting, outcome=first, field="status", source=make_source(as_of="2013"))
    third = make_outcome(meeting, status=OutcomeStatus.IMPLEMENTED)
    make_citation(meeting, outcome=third, source=make_source(as_of="2012"))
    page = read(client, meeting)
    assert "Status\nheld as of 2011" in page.text
    outcomes = page.sections["Outcomes"]
    assert "Status\nOpen as of 2013, no later report recorded" in outcomes
    assert "Status\nCompleted as of 2012" in outcomes
    assert second.status == "active"
    assert "Status\nOpen as of 2011, no later report recorded" in outcomes


def test_of_several_sources_the_ministry_s_own_dates_a_status_and_of_those_the_earliest(client, db):
    project = make_project(status=ProjectStatus.CLOSED)
    make_citation(project, source=make_source(as_of="2009", origin=Origin.EXTERNAL))
    make_citation(project, source=make_source(as_of="2014"))
    make_citation(project, source=make_source(as_of="2013-10"))
    assert "Status\ncompleted as of October 2013" in read(client, project).text
