"""Korean is found with and without spaces, inside longer words, with particles, and in any spelling of initials."""

import unicodedata

import pytest
from django.db import connection

from cooperation import search
from cooperation.models import Meeting
from cooperation.search import korean, suggest, tokens
from cooperation.search.highlight import Highlighter
from tests.factories import (
    make_agreement,
    make_country,
    make_mechanism,
    make_meeting,
    make_outcome,
    make_project,
    make_topic,
)
from tests.settled import settle

pytestmark = pytest.mark.django_db


def found(typed, model=Meeting):
    """The rows of a kind that the words find, with nothing left out and nothing corrected."""
    query = search.Query(typed)
    assert [query.left_out, query.any_word, query.corrected] == [[], False, None]
    return list(model.objects.published().filter(pk__in=query.matching(model._meta.model_name)))


@pytest.mark.parametrize("title", ["한중일 환경장관회의", "한·중·일 환경 장관 회의", "한ㆍ중ㆍ일환경장관회의"])
@pytest.mark.parametrize(
    "typed",
    [
        "환경장관회의",
        "환경 장관 회의",
        "한중일환경장관회의",
        "장관회의",
        "장관",
        "환경",
        "한중일",
        "한·중·일",
        '"환경 장관"',
        unicodedata.normalize("NFD", "환경장관회의"),
    ],
)
def test_spaces_do_not_matter_and_a_word_is_found_inside_another(title, typed):
    meeting = make_meeting("Talks", other_names=unicodedata.normalize("NFD", title))
    make_meeting("Others", other_names="경관 회장")
    settle()
    assert found(typed) == [meeting]


@pytest.mark.parametrize("typed", ["장환경", "관회의실", '"장관 환경"', "한중미"])
def test_the_syllables_have_to_follow_each_other(typed):
    make_meeting("Talks", other_names="한중일 환경장관회의")
    settle()
    query = search.Query(typed)
    assert query.total("meeting")[0] == 0 or query.left_out or query.any_word


@pytest.mark.parametrize(
    "typed",
    [
        "제14차 갯벌회의",
        "14차 갯벌 회의",
        "제 14차 갯벌회의",
        "14번째 갯벌회의",
        "제14회 갯벌회의",
        "갯벌회의 14차",
        "열네번째 갯벌회의",
        "14th 갯벌회의",
    ],
)
def test_a_session_is_found_by_its_number_however_it_is_written(typed):
    meeting = make_meeting("Talks", other_names="제14차 갯벌 회의")
    make_meeting("Others", other_names="제15차 갯벌 회의")
    settle()
    assert found(typed) == [meeting]


def test_letters_digits_and_syllables_are_words_of_their_own():
    meeting = make_meeting("Talks", other_names="TEMM14차 갯벌회의와 G20정상회담")
    settle()
    for typed in ("TEMM", "temm 14차", "G20 정상회담", "G20정상회담", "TEMM의 갯벌"):
        assert found(typed) == [meeting]


@pytest.mark.parametrize(
    "typed", ["베트남과의 갯벌", "베트남의 갯벌에서", "갯벌은 베트남", "베트남까지 갯벌", "베트남에게 갯벌을"]
)
def test_particles_are_left_out(typed):
    vietnam = make_country("VNM", other_names="베트남")
    meeting = make_meeting("Talks", other_names="갯벌 조사", countries=[vietnam])
    settle()
    assert found(typed) == [meeting]


@pytest.mark.parametrize("typed", ["환경영향평가", "평가", "해안국가", "제도", "새만금도로"])
def test_what_looks_like_a_particle_may_be_part_of_a_word(typed):
    meeting = make_meeting("Talks", other_names="환경영향평가 해안국가 제도 새만금도로")
    settle()
    assert found(typed) == [meeting]


@pytest.mark.parametrize("typed", ["한중일", "한·중·일", "한ㆍ중ㆍ일", "한-중-일", "韓中日", "한중일의", "일중한"])
def test_initials_are_countries(typed):
    korea, china, japan = (make_country(code) for code in ("KOR", "CHN", "JPN"))
    both = make_meeting("Both", countries=[korea, china])
    meeting = make_meeting("All", countries=[korea, china, japan])
    settle()
    assert found(typed) == [meeting]
    assert {row.pk for row in found("한중")} == {both.pk, meeting.pk}


def test_initials_precede_names_and_words():
    korea, vietnam, mongolia = make_country("KOR"), make_country("VNM", other_names="베트남"), make_country("MNG")
    with_vietnam = make_agreement("Memorandum", kind="mou", countries=[korea, vietnam])
    make_agreement("Another", kind="mou", countries=[korea, mongolia])
    settle()
    for typed in ("한베트남", "한-베트남", "한·베트남 양해각서", "한베트남양해각서", "한베 양해각서"):
        assert found(typed, type(with_vietnam)) == [with_vietnam]


def test_words_of_one_syllable():
    water = make_meeting("Talks", other_names="물 관리 회의")
    waste = make_meeting("Others", other_names="폐기물 관리 회의")
    settle()
    assert found("물") == found("물의") == [water]
    assert found("폐기물") == [waste]


def test_kinds_are_found_by_their_korean_names():
    agreement = make_agreement("On dunes", kind="mou", summary="Dunes.")
    make_agreement("On dunes, too", kind="treaty")
    settle()
    assert found("양해각서", type(agreement)) == [agreement]


def test_one_query_finds_titles_in_both_languages():
    vietnam = make_country("VNM", other_names="베트남")
    meeting = make_meeting("Vietnam dune talks", countries=[vietnam])
    korean_one = make_meeting("Other", other_names="베트남 사구 회담")
    settle()
    assert {row.pk for row in found("베트남")} == {meeting.pk, korean_one.pk}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("갯뻘조사", "갯벌조사"),
        ("갯벌조샤", "갯벌조사"),
        ("갯벍조사", "갯벌조사"),
        ("갤벌조사", "갯벌조사"),
        ("rotqjfwhtk", "갯벌조사"),
    ],
)
def test_typing_errors_are_counted_in_letters(typed, meant):
    meeting = make_meeting("Talks", other_names=f"{meant} 회의")
    settle()
    query = search.Query(typed)
    assert query.rank("meeting") == [meeting.pk]
    assert query.corrected == meant


def test_the_name_of_a_topic_is_corrected_only_if_readers_see_the_topic():
    topic = make_topic("Mudflats", other_names="모래톱길")
    settle()
    assert search.Query("모레톱길").corrected is None
    make_project("One", topics=[topic])
    settle()
    assert search.Query("모레톱길").corrected == "모래톱길"


@pytest.mark.parametrize("typed", ["갯벌", "환경장관"])
def test_what_stands_far_behind_in_a_long_text_is_found(typed):
    text = "가나다라마바사아자차카타파하 " * 2000 + "환경의 장관이 환경 장관으로 갯벌을 보았다"
    meeting = make_meeting("Talks", summary=text)
    frequent = make_meeting("Others", summary="환경의 일, " * 900 + "환경장관 갯벌")
    make_outcome(meeting, "나다라 " * 3000)
    settle()
    assert {row.pk for row in found(typed)} == {meeting.pk, frequent.pk}
    assert list(search.check()) == []


@pytest.mark.parametrize(
    ("typed", "text", "html"),
    [
        ("베트남과의 회의", "베트남에서 회의가", "<mark>베트남</mark>에서 <mark>회의</mark>가"),
        ("두루미골짜기", "두루미 골짜기에", "<mark>두루미 골짜기</mark>에"),
        ("물", "건물과 물", "건물과 <mark>물</mark>"),
        ("한중일", "한·중·일 협력", "<mark>한·중·일</mark> 협력"),
        ("회의", "Meeting <회의>", "<mark>Meeting</mark> &lt;<mark>회의</mark>&gt;"),
    ],
)
def test_only_the_syllables_that_match_are_marked(typed, text, html):
    make_country("VNM", other_names="베트남")
    make_meeting("Talks", other_names=text)
    settle()
    assert Highlighter(search.Query(typed), [text]).mark(text) == html


@pytest.mark.parametrize("typed", ["갯", "갯버", "갯벌ㅈ", "갯벌조", "갯벌 조ㅅ", "벌조사", "조사"])
def test_suggestions_go_on_from_unfinished_syllables(typed):
    make_meeting("Talks", other_names="갯벌조사 회의")
    settle()
    assert [each.label for each in suggest(typed)] == ["Talks"]


@pytest.mark.parametrize("typed", ["베", "벹", "베트", "베트나", "베틍남"[:2]])
def test_names_are_suggested_while_a_syllable_is_typed(typed):
    make_country("VNM", other_names="베트남")
    settle()
    assert [each.label for each in suggest(typed)] == (["Vietnam"] if typed != "베틍" else [])


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("한중일환경장관회의", ["한중일", "환경", "장관", "회의"]),
        ("한미환경협력위원회와", ["한미", "환경", "협력위원회"]),
        ("람사르협약", ["람사르", "협약"]),
        ("중독", ["중독"]),
        ("한우", ["한우"]),
        ("위원회의", ["위원회"]),
        ("의회의", ["의회의"]),
    ],
)
def test_a_long_word_is_divided_into_those_it_consists_of(typed, parts):
    assert korean.parts(typed, lambda _part: False) == parts


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2012년", "2012"), ("2012년5월4일", "4 may 2012"), ("5월에", "may"), ("4일의", "4"),
        ("2012.5.4.", "4 may 2012"),
        ("2012년도", "2012"), ("13월", "13월"), ("월", "월"), ("TEMM", "TEMM"),
    ],
)  # fmt: skip
def test_korean_dates_are_read(typed, meant):
    assert tokens.undated(typed) == meant


@pytest.mark.parametrize("typed", ["갯벌 2010년 이후", "90년대 갯벌", "tidal flat since 2010", "갯벌 '12년부터"])
def test_rows_of_the_period_come_first_and_no_others_are_left_out(typed):
    make_meeting("Tidal flat", start="2001", other_names="갯벌")
    late = make_meeting("Later talks on tidal flats and wetlands", start="2012-05", other_names="나중 갯벌과 습지 회의")
    early = make_meeting("Earlier talks on tidal flats and wetlands", start="1993", other_names="먼저 갯벌과 습지 회의")
    settle()
    query = search.Query(typed)
    assert query.rank("meeting")[0] == (early if "90" in typed else late).pk
    assert len(query.rank("meeting")) == 3


def test_what_a_number_counts_is_left_out():
    agreement = make_agreement("Ten priority cooperation areas")
    settle()
    assert found("10대 우선협력분야", type(agreement)) == [agreement]


def test_a_year_finds_a_meeting_rather_than_the_series_founded_in_it():
    mechanism = make_mechanism("Peatland talks", established_on="1993")
    meeting = make_meeting("1st peatland talks", mechanism=mechanism, ordinal=1, start="1993")
    settle()
    assert search.Query("peatland talks 1993").best(["meeting", "mechanism"], 2)[0].id == meeting.pk


def test_dates_find_records_of_the_day():
    meeting = make_meeting("Talks", start="2012-05-04")
    make_meeting("Others", start="2012-06-04")
    named = make_meeting("Third", other_names="2012년 5월 4일 회의", start="2013")
    settle()
    assert {row.pk for row in found("2012년 5월 4일")} == {meeting.pk, named.pk}
    assert {row.pk for row in found("2012년 5월")} == {meeting.pk, named.pk}


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("제14차 회의", "14 회의"), ("제1차관", "1 차관"), ("14회의", "14 회의"), ("제3국", "3 국"),
        ("국제3", "국제 3"),
        ("한ㆍ중", "한 중"), ("TEMM회의", "temm 회의"), ("COP6", "cop 6"), ("環境", "環境"),
    ],
)  # fmt: skip
def test_how_texts_are_folded(text, folded):
    with connection.cursor() as cursor:
        cursor.execute("SELECT registry_fold(%s)", [text])
        assert cursor.fetchone() == (folded,)
