"""Texts are entered in English, in Korean, or in both. Lists, boxes and warnings know both."""

import pytest

from cooperation.models import Mechanism, Meeting, Organization, Outcome, Region, Topic
from cooperation.workflow.merge import merge
from tests import factories

from .conftest import address, errors, fields, form_at

pytestmark = pytest.mark.django_db
TITLE_KO = "제14차 한·중·일 환경장관회의"


def add(client, model, **typed):
    form = {**fields(client.get(address(model, "add"))), **typed}
    for prefix in ("outcomes", "documents", "citations", "parties", "memberships"):
        if f"{prefix}-TOTAL_FORMS" in form:
            form[f"{prefix}-TOTAL_FORMS"] = "0"
    return client.post(address(model, "add"), form)


def test_the_languages_are_beside_each_other(editor):
    page = editor.get(address(Meeting, "add"))
    lines = [line for fieldset in page.context["adminform"].fieldsets for line in fieldset[1]["fields"]]
    assert ("title", "title_ko") in lines
    assert ("city", "city_ko") in lines
    assert ("summary", "summary_ko") in lines
    html = page.content.decode()
    for name, language in (
        ("title", "en"),
        ("title_ko", "ko"),
        ("outcomes-0-text", "en"),
        ("outcomes-0-text_ko", "ko"),
    ):
        box = html[html.index(f'name="{name}"') :].partition(">")[0]
        assert f'lang="{language}"' in box, name
    assert html.count("Required in at least one language.") >= 4


def test_a_record_in_korean_only(editor):
    assert add(editor, Meeting, kind="session", title_ko=TITLE_KO).status_code == 302
    meeting = Meeting.objects.get()
    assert (meeting.title, meeting.title_ko) == ("", TITLE_KO)
    assert meeting.slug == "je14cha-han-jung-il-hwangyeongjanggwanhoeui"
    page = editor.get(address(Meeting, "changelist"))
    assert f'<span lang="ko">{TITLE_KO}</span>' in page.content.decode()
    assert f"<title>{TITLE_KO}" in editor.get(address(meeting)).content.decode()


@pytest.mark.parametrize(
    ("model", "typed"), [(Organization, {"kind": "fund"}), (Topic, {}), (Region, {"position": "1"})]
)
def test_reference_data_in_korean_only(administrator, model, typed):
    assert add(administrator, model, name_ko="국립공원", **typed).status_code == 302
    assert (model.objects.get().slug, str(model.objects.get())) == ("gungnipgongwon", "국립공원")


def test_a_text_in_no_language_is_reported_beside_the_first(editor):
    response = add(editor, Meeting, kind="session")
    form = response.context["adminform"].form
    assert form.errors["title"] == ["This field is required in at least one language."]
    assert "title_ko" not in form.errors
    assert "slug" not in form.errors


def test_the_list_is_sorted_by_the_shown_title(editor):
    for title, title_ko in (("", "나"), ("b", ""), ("", "가"), ("A", "하")):
        factories.make_meeting(title, title_ko=title_ko, slug=f"x-{title or title_ko.encode().hex()}".lower())
    columns = editor.get(address(Meeting, "changelist")).context["cl"].list_display
    place = columns.index("shown_title")
    shown = [str(row) for row in editor.get(address(Meeting, "changelist"), {"o": place}).context["cl"].result_list]
    assert shown == ["A", "b", "가", "나"]
    shown = [str(row) for row in editor.get(address(Meeting, "changelist"), {"o": -place}).context["cl"].result_list]
    assert shown == ["나", "가", "b", "A"]


@pytest.mark.parametrize("typed", [TITLE_KO, "제14차 한중일 환경 장관 회의", "한·중·일 환경장관회의"])
def test_a_record_in_korean_is_found_as_a_duplicate(editor, typed):
    other = factories.make_meeting("", title_ko=TITLE_KO, slug="other", start="2012-05-04")
    response = add(editor, Meeting, kind="session", title_ko=typed, start="2012-05")
    assert "A similar record exists" in errors(response)
    assert address(other) in response.content.decode()


def test_another_session_in_korean_is_no_duplicate(editor):
    factories.make_meeting("", title_ko=TITLE_KO, slug="other", start="2012-05-04")
    assert add(editor, Meeting, kind="session", title_ko=TITLE_KO.replace("14", "15"), start="2012").status_code == 302


def test_an_organization_in_korean_is_found_as_a_duplicate(administrator):
    factories.make_organization("", name_ko="녹색기후기금", slug="gcf")
    response = add(administrator, Organization, kind="fund", name_ko="녹색기후기금")
    assert "A similar record exists" in errors(response)


def test_outcomes_pasted_in_both_languages(editor):
    meeting = factories.make_meeting("TEMM 14", published=False)
    typed = {"outcome_lines": "- Share data\n- Meet again", "outcome_lines_ko": "○ 자료를 공유한다\n○ 다시 만난다"}
    form = {**form_at(editor, address(meeting)), **typed, "outcome_lines_kind": "decision"}
    assert editor.post(address(meeting), form).status_code == 302
    assert list(Outcome.objects.order_by("key").values_list("text", "text_ko")) == [
        ("Share data", "자료를 공유한다"),
        ("Meet again", "다시 만난다"),
    ]


def test_outcomes_pasted_in_korean_only(editor):
    meeting = factories.make_meeting("TEMM 14", published=False)
    form = {**form_at(editor, address(meeting)), "outcome_lines_ko": "가. 공유", "outcome_lines_kind": "decision"}
    assert editor.post(address(meeting), form).status_code == 302
    assert list(Outcome.objects.values_list("text", "text_ko")) == [("", "공유")]


def test_pasted_lists_of_different_lengths_are_reported(editor):
    meeting = factories.make_meeting("TEMM 14", published=False)
    typed = {"outcome_lines": "Share data\nMeet again", "outcome_lines_ko": "공유"}
    form = {**form_at(editor, address(meeting)), **typed, "outcome_lines_kind": "decision"}
    assert "2 lines in one language and 1 in the other" in errors(editor.post(address(meeting), form))


def test_the_next_session_has_titles_in_the_languages_of_the_series(editor):
    mechanism = factories.make_mechanism("Tripartite Ministers", acronym="TEMM", slug="temm", title_ko="환경장관회의")
    form = editor.get(f"{address(Meeting, 'add')}?next_of={mechanism.pk}").context["adminform"].form
    assert form.initial.get("title_ko") is None  # the sessions have no numbers yet
    factories.make_meeting("TEMM 14", title_ko=TITLE_KO, mechanism=mechanism, ordinal=14)
    form = editor.get(f"{address(Meeting, 'add')}?next_of={mechanism.pk}").context["adminform"].form
    assert (form["title"].value(), form["title_ko"].value()) == ("TEMM 15", TITLE_KO.replace("14", "15"))


def test_a_series_with_titles_in_one_language(editor):
    mechanism = factories.make_mechanism("", slug="hoeui", title_ko="환경장관회의")
    factories.make_meeting("", title_ko="제3차 환경장관회의", slug="hoeui-3", mechanism=mechanism, ordinal=3)
    response = add(editor, Meeting, kind="session", mechanism=mechanism.pk, ordinal="4")
    assert response.status_code == 302
    meeting = Meeting.objects.get(ordinal=4)
    assert (meeting.title, meeting.title_ko, meeting.slug) == ("", "제4차 환경장관회의", "hoeui-4")
    assert Mechanism.objects.get() == mechanism


def test_a_draft_in_one_language_has_a_hint_and_no_gap(editor):
    draft = factories.make_meeting("TEMM 14", summary="Ministers met.", summary_ko="장관이 만났다.", published=False)
    page = editor.get(address(draft))
    assert page.context["hints"] == ["Not in Korean: title. Readers see the other language."]
    assert "Not in Korean: title." in page.content.decode()
    assert not any("Korean" in words for words in page.context["missing"])
    both = factories.make_meeting("TEMM 15", title_ko="제15차 회의", published=False)
    assert editor.get(address(both)).context["hints"] == []


def test_the_names_of_a_merged_record_become_other_names(publisher):
    kept = factories.make_meeting("TEMM 14", title_ko=TITLE_KO, slug="kept")
    duplicate = factories.make_meeting("14th TEMM", title_ko="14차 환경장관회의", slug="duplicate", published=False)
    merge(kept, duplicate, publisher.user)
    kept.refresh_from_db()
    assert (kept.title, kept.title_ko) == ("TEMM 14", TITLE_KO)
    assert kept.other_names.splitlines() == ["14th TEMM", "14차 환경장관회의"]


def test_a_merge_takes_the_title_in_a_language_that_is_missing(publisher):
    kept = factories.make_meeting("TEMM 14", slug="kept")
    duplicate = factories.make_meeting("", title_ko=TITLE_KO, slug="duplicate", published=False)
    merge(kept, duplicate, publisher.user)
    kept.refresh_from_db()
    assert (kept.title, kept.title_ko, kept.other_names) == ("TEMM 14", TITLE_KO, "")


def test_who_may_only_read_a_country_reads_each_name_in_its_language(editor):
    country = factories.make_country("VNM", name_ko="베트남")
    page = editor.get(address(country)).content.decode()
    assert f'<div class="readonly" lang="en">{country.name}</div>' in page
    assert '<div class="readonly" lang="ko">베트남</div>' in page
    assert '<div class="readonly">VNM</div>' in page
