"""Who enters what may be here already is shown it, and asked. A tick saves it all the same: nobody is stopped."""

import pytest

from cooperation.models import Agreement, Mechanism, Meeting, Organization, Project, Topic
from cooperation.workflow import review
from tests import factories

from .conftest import address, errors, fields, form_at

pytestmark = pytest.mark.django_db
ASKS = "A similar record exists"


def save(client, record, **typed):
    return client.post(address(record), {**form_at(client, address(record)), **typed})


def asks_about(response, other):
    return response.status_code == 200 and ASKS in errors(response) and address(other) in response.content.decode()


@pytest.mark.parametrize(
    ("start", "end", "is_alike"),
    [
        ("2012-09", None, True),
        ("2012-09-27", "2012-09-28", True),
        ("2012", None, True),
        (None, None, True),
        ("2012-10", None, False),
        ("2011", None, False),
        ("2012-09-29", None, True),
        ("2012-11-01", None, False),
    ],
)
def test_the_same_number_of_the_same_series_at_the_same_time(editor, start, end, is_alike):
    series = factories.make_mechanism("ASEAN+3")
    other = factories.make_meeting("Here already", mechanism=series, ordinal=11, start=start, end=end)
    draft = factories.make_meeting("Entered again", published=False)
    response = save(editor, draft, mechanism=series.pk, ordinal="11", start="27-28 September 2012")
    assert asks_about(response, other) is is_alike
    assert (response.status_code == 302) is not is_alike


@pytest.mark.parametrize(
    ("start", "city", "is_alike"),
    [
        ("2012-09", "Bangkok", True),
        ("27 September 2012", "bangkok", True),
        ("28 September 2012", "Bangkok", False),
        ("2012-10", "Bangkok", False),
        ("2012", "Bangkok", False),
        ("2012-09", "Vientiane", False),
    ],
)
def test_a_meeting_of_another_series_in_the_same_city_in_the_same_month(editor, start, city, is_alike):
    """There the 11th meeting of ASEAN+3 and the 3rd of the East Asia Summit met."""
    series = factories.make_mechanism("ASEAN+3")
    other = factories.make_meeting("Environment Day", mechanism=series, ordinal=11, start="2012-09-27", city="Bangkok")
    draft = factories.make_meeting("3rd EAS", published=False, mechanism=factories.make_mechanism("EAS"), ordinal=3)
    response = save(editor, draft, start=start, city=city)
    assert asks_about(response, other) is is_alike
    if is_alike:
        assert save(editor, draft, start=start, city=city, _save_all_the_same=str(other.pk)).status_code == 302


def test_a_meeting_in_the_same_city_on_another_day_has_half_of_the_words_in_common(editor):
    other = factories.make_meeting("11th ASEAN+3 Environment Ministers Meeting", start="2012-09-27", city="Bangkok")
    draft = factories.make_meeting("3rd EAS Environment Ministers Meeting", published=False, city="Bangkok")
    assert asks_about(save(editor, draft, start="28 September 2012"), other)


def test_a_meeting_of_others_in_the_same_city_is_another(editor):
    at = {"start": "2012-05", "city": "Beijing", "published": False}
    korea = factories.make_country("KOR")
    factories.make_meeting("Korea-China", countries=[korea, factories.make_country("CHN")], **at)
    draft = factories.make_meeting("Korea-Japan", slug="x", countries=[korea, factories.make_country("JPN")], **at)
    assert save(editor, draft, start="2012-05-03").status_code == 302


@pytest.mark.parametrize(
    ("typed", "is_alike"),
    [
        ({"title": "IUCN World Conservation Congress in Jeju, 2012"}, True),
        ({"title": "IUCN World Conservation Congress in Jeju, 2012", "start": "2012-09"}, True),
        ({"title": "IUCN World Conservation Congress in Jeju", "start": "2012"}, True),
        ({"title": "IUCN World Conservation Congress in Jeju, 2016"}, False),
        ({"title": "IUCN World Conservation Congress in Hawaii", "start": "2016-09"}, False),
        ({"title": "Exhibition of drawings by children at the World Conservation Congress 2012"}, False),
        ({"title": "Congress", "start": "2012"}, False),
        (
            {
                "title": "Meeting of nature people",
                "other_names": "WCC\nWorld Congress on Conservation",
                "start": "2012",
            },
            True,
        ),
        ({"title": "WCC 2012 in Korea", "start": "2012-09"}, True),
    ],
)
def test_most_words_of_a_name(editor, typed, is_alike):
    factories.make_country("KOR", name="Korea, Republic of", other_names="South Korea\nKorea")
    other = factories.make_meeting(
        "World Conservation Congress 2012", start="2012-09-06", end="2012-09-15", other_names="WCC\nNature Congress"
    )
    factories.make_meeting("World Congress on Forests 2012", start="2012-09-06")
    form = {**form_at(editor, address(Meeting, "add")), "slug": "entered-again", **typed}
    assert asks_about(editor.post(address(Meeting, "add"), form), other) is is_alike


def test_a_number_makes_another_one(editor):
    factories.make_meeting("3rd World Water Forum", start="2012-05")
    draft = factories.make_meeting("x", published=False, start="2012-05")
    assert save(editor, draft, title="4th World Water Forum").status_code == 302


@pytest.mark.parametrize(
    ("title", "is_alike"),
    [
        ("MOU ON ENVIRONMENTAL COOPERATION WITH IRAN", True),
        ("MoU on Environment Cooperation with Iran", True),
        ("MOU on Environmental Cooperation with Iran, 2005", True),
        ("MOU on Environmental Cooperation with Iran, 2006", False),
        ("Agreement on fisheries", False),
        ("MOU on Cooperation in Forestry with Iran", False),
    ],
)
def test_a_similar_title(editor, title, is_alike):
    other = factories.make_agreement("MOU on Environmental Cooperation with Iran", signed_on="2005-03")
    draft = factories.make_agreement("Something", published=False, signed_on="2005")
    assert asks_about(save(editor, draft, title=title), other) is is_alike


@pytest.mark.parametrize(("partner", "is_alike"), [("IRN", True), ("KAZ", False), ("KOR", True)])
def test_a_similar_title_of_another_partner_is_another(editor, partner, is_alike):
    iran = [factories.make_country("KOR"), factories.make_country("IRN")]
    other = factories.make_meeting("Bilateral Meeting on the Environment", countries=iran)
    draft = factories.make_meeting("x", published=False)
    countries = [factories.make_country("KOR").pk, factories.make_country(partner).pk]
    response = save(editor, draft, title="Bilateral Meetings on the Environment", countries=countries)
    assert asks_about(response, other) is is_alike


def test_the_next_session_is_not_the_last(editor):
    series = factories.make_mechanism("TEMM")
    factories.make_meeting("25th Tripartite Environment Ministers Meeting", mechanism=series, ordinal=25)
    draft = factories.make_meeting("x", published=False)
    typed = {"title": "26th Tripartite Environment Ministers Meeting", "mechanism": series.pk, "ordinal": "26"}
    assert save(editor, draft, **typed).status_code == 302


@pytest.mark.parametrize(
    ("changed", "is_alike"),
    [
        ({}, True),
        ({"kind": "treaty"}, False),
        ({"signed_on": "2012-06"}, False),
        ({"signed_on": "2012"}, False),
        ({"parties-1-country": ""}, False),
        ({"parties-1-DELETE": "on"}, False),
    ],
)
def test_the_same_parties_of_the_same_kind_at_the_same_time(editor, changed, is_alike):
    korea, china = factories.make_country("KOR"), factories.make_country("CHN")
    other = factories.make_agreement("Something wholly different", signed_on="2012-05-04", countries=[korea, china])
    factories.make_agreement("Of three", signed_on="2012-05-04", countries=[korea, china, factories.make_country()])
    new = address(Agreement, "add")
    form = {**form_at(editor, new), "title": "Entered again", "kind": "mou", "signed_on": "May 2012"}
    rows = {"parties-TOTAL_FORMS": "2", "parties-0-country": korea.pk, "parties-1-country": china.pk}
    assert asks_about(editor.post(new, {**form, **rows, **changed}), other) is is_alike


@pytest.mark.parametrize(("end", "is_alike"), [(None, True), ("2013", True), ("2001", False)])
def test_a_project_goes_on_until_it_ends(editor, end, is_alike):
    other = factories.make_project("Forest restoration", actual_start="2000", actual_end=end)
    draft = factories.make_project(published=False, actual_start="2012")
    assert asks_about(save(editor, draft, title="Forest Restoration"), other) is is_alike


def test_a_mechanism_of_the_same_acronym(editor):
    other = factories.make_mechanism("Tripartite Meeting", acronym="TEMM")
    form = {**form_at(editor, address(Mechanism, "add")), "title": "Another name", "acronym": "temm"}
    assert asks_about(editor.post(address(Mechanism, "add"), form), other)


@pytest.mark.parametrize(
    ("typed", "is_alike"),
    [
        ({"name": "UN Environment Programme", "acronym": "unep"}, True),
        ({"name": "UN Environment"}, True),
        ({"name": "United Nations Environmental Program"}, True),
        ({"name": "UNEP"}, True),
        ({"name": "United Nations Development Fund", "acronym": "UNDF"}, False),
        ({"name": "World Bank"}, False),
    ],
)
def test_an_organization_that_is_called_the_same(publisher, typed, is_alike):
    other = factories.make_organization(
        "United Nations Environment Programme", acronym="UNEP", other_names="UN Environment\nPNUE"
    )
    new = address(Organization, "add")
    form = {**form_at(publisher, new), "slug": "entered-again", "kind": other.kind, **typed}
    response = publisher.post(new, form)
    assert asks_about(response, other) is is_alike
    assert (response.status_code == 302) is not is_alike
    assert publisher.post(new, {**form, "_save_all_the_same": str(other.pk)}).status_code == 302 or not is_alike
    assert Organization.objects.count() == 2


def test_a_topic_that_is_called_the_same(publisher):
    other = factories.make_topic("Yellow dust", other_names="Asian dust\nSandstorms")
    new = address(Topic, "add")
    form = {**form_at(publisher, new), "slug": "entered-again"}
    assert asks_about(publisher.post(new, {**form, "name": "sandstorms"}), other)
    assert publisher.post(new, {**form, "name": "Waste"}).status_code == 302
    shown = publisher.get("/admin/cooperation/topic/alike/", {"name": "Yellow Dusts"}).content.decode()
    assert "Yellow dust</a>: a similar name" in shown


def test_a_tick_saves_it_all_the_same_and_nothing_typed_is_lost_meanwhile(editor):
    other = factories.make_meeting("Forum on forests")
    new = address(Meeting, "add")
    form = {**form_at(editor, new), "title": "Forum on forests", "slug": "forum-2", "city": "Busan"}
    response = editor.post(new, form)
    assert asks_about(response, other)
    shown = response.content.decode()
    assert f'name="_save_all_the_same" value="{other.pk}"' in shown
    assert 'value="Busan"' in shown
    assert editor.post(new, {**form, "_save_all_the_same": str(other.pk)}).status_code == 302
    assert Meeting.objects.count() == 2


@pytest.mark.parametrize("ticked", ["0", "x", "", "\x00"])
def test_a_tick_counts_for_what_was_shown_only(editor, ticked):
    factories.make_meeting("Forum on forests")
    new = address(Meeting, "add")
    form = {**form_at(editor, new), "title": "Forum on forests", "slug": "forum-2", "_save_all_the_same": ticked}
    assert ASKS in errors(editor.post(new, form))


def test_who_changes_something_else_is_not_asked(editor):
    factories.make_meeting("Forum on forests")
    draft = factories.make_meeting("Forum on forests", slug="forum-2", published=False)
    assert save(editor, draft, summary="On trees.").status_code == 302
    assert ASKS in errors(save(editor, draft, title="Forum on Forests"))


def test_who_publishes_a_draft_is_asked_once(publisher):
    other = factories.make_meeting("Forum on forests")
    draft = factories.make_meeting("Forum on forests", slug="forum-2", published=False)
    form = {**form_at(publisher, address(draft)), "_publish_incomplete": "1"}
    assert asks_about(publisher.post(address(draft), form), other)
    assert publisher.post(address(draft), {**form, "_save_all_the_same": str(other.pk)}).status_code == 302
    draft.refresh_from_db()
    assert draft.is_public


def test_one_that_is_alone_is_not_compared_with_itself(editor):
    draft = factories.make_meeting("Alone", published=False, start="2012")
    assert save(editor, draft, title="Alone again").status_code == 302
    assert Meeting.objects.count() == 1


def test_a_proposal_is_asked_about_and_then_kept(editor, publisher):
    factories.make_meeting("Forum on forests")
    public = factories.make_meeting("Something")
    response = save(editor, public, title="Forum on forests")
    assert ASKS in errors(response)
    sent = {**fields(response), "_save_all_the_same": response.context["alike_ids"]}
    editor.post(address(public), sent)
    proposal = public.submissions.get()
    page = publisher.get(address(public), {"proposal": proposal.pk})
    assert ASKS not in page.content.decode()
    kept = dict(proposal.form)
    publisher.post(address(public), {**fields(page), **kept, "_proposal": proposal.pk})
    public.refresh_from_db()
    assert public.title == "Forum on forests"
    assert review.waiting(public) is None


def test_scripts_are_shown_the_same_while_one_types(editor, client):
    other = factories.make_meeting("Forum on forests", start="2012-05")
    asked = "/admin/cooperation/meeting/alike/"
    shown = editor.get(asked, {"title": "Forum on forest", "start": "4-6 May 2012"}).content.decode()
    assert address(other) in shown
    assert "Forum on forests</a> (May 2012): a similar name" in shown
    assert editor.get(asked, {"title": "Forum on forest", "_id": other.pk}).content.strip() == b""
    assert editor.get(asked, {"title": "Forum on forest", "start": "2013"}).content.strip() == b""
    assert client.get(asked).status_code == 302
    client.force_login(factories.make_user())
    assert client.get(asked).status_code == 403


@pytest.mark.parametrize("kind", ["agreement", "meeting", "mechanism", "project", "organization", "topic"])
def test_no_question_breaks_it(editor, kind):
    strange = ["\x00", "x" * 5000, "9" * 30, "-1", "٤", "04/05/2012", "%", "'"]
    for name in (
        "title",
        "mechanism",
        "ordinal",
        "start",
        "countries",
        "parties-TOTAL_FORMS",
        "_id",
        "kind",
        "name",
        "acronym",
    ):
        for value in strange:
            asked = {"title": "Forum", "ordinal": "1", "mechanism": "1", name: value}
            assert editor.get(f"/admin/cooperation/{kind}/alike/", asked).status_code == 200


def test_the_statements_do_not_grow_with_what_is_alike(editor, django_assert_max_num_queries):
    countries = [factories.make_country("KOR"), factories.make_country("CHN")]
    for number in range(30):
        factories.make_agreement("Memorandum", slug=f"mou-{number}", signed_on="2012-05", countries=countries)
    asked = {"title": "Memorandum", "kind": "mou", "signed_on": "2012-05", "parties-TOTAL_FORMS": "2"}
    asked |= {f"parties-{row}-country": country.pk for row, country in enumerate(countries)}
    with django_assert_max_num_queries(16):
        page = editor.get("/admin/cooperation/agreement/alike/", asked)
    assert page.content.decode().count("<li>") == 5
    assert Project.objects.count() == 0
