"""A file as a Korean office keeps it goes into the registry and comes out again, in every language of the account."""

import unicodedata

import pytest
from django.test import Client
from django.utils.translation import override

from cooperation.domain.hangul import has_hangul
from cooperation.exchange.imports import adding, delimited, headers, reading, templates, uploads, workbook
from cooperation.exchange.imports.codes import codes_by_label
from cooperation.exchange.imports.kinds import KINDS
from cooperation.models import Agreement, Meeting, Organization, Project
from tests import factories as f
from tests.settled import settle

from .conftest import as_csv, exported, preview, problems, states

pytestmark = pytest.mark.django_db

# "뷁" and "똠" are in CP949 and not in EUC-KR.
FILE = [
    [
        "관리번호",
        "회의명",
        "영문 회의명",
        "구분",
        "일시",
        "장소",
        "개최국",
        "참석국",
        "참석자수",
        "상태",
        "개최방식",
        "비고",
    ],
    [
        *("회의-1", "제14차 한·중·일 환경장관회의", "14th Tripartite Environment Ministers Meeting", "정례회의"),
        *("2012. 5. 3.(목)~4.(금)", "베이징", "중국", "한·중·일", "45명", "개최", "대면", "똠방각하 뷁"),
    ],
    [
        *("회의-2", "한-베트남 환경협력 회의", "", "양자회의"),
        *("2013년 5월", "하노이", "베트남", "대한민국, 베트남", "", "연기", "화상", "해당 없음"),
    ],
]


@pytest.fixture(autouse=True)
def countries(db):
    for code in ("KOR", "CHN", "JPN", "VNM"):
        f.make_country(code)


def read(kind, rows, **options):
    return reading.read(KINDS[kind], rows if isinstance(rows, bytes) else as_csv(rows, **options))


def entered(kind, user, rows, **options):
    upload = preview(kind, user, rows, **options)
    assert problems(upload) == []
    uploads.enter(upload, user)
    return upload


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("encoding", ["cp949", "utf-8-sig", "utf-16"])
def test_the_whole_way(publisher, language, encoding):
    with override(language):
        entered("meetings", publisher, FILE, encoding=encoding)
        first, second = Meeting.objects.order_by("reference")
    assert (first.title_ko, first.title) == (FILE[1][1], FILE[1][2])
    assert (first.kind, first.status, first.mode) == ("session", "held", "in-person")
    assert (str(first.start), str(first.end)) == ("2012-05-03", "2012-05-04")
    assert (first.city, first.city_ko, first.host_country.alpha_3) == ("", "베이징", "CHN")
    assert {each.alpha_3 for each in first.countries.all()} == {"KOR", "CHN", "JPN"}
    assert (first.participant_count, first.internal_note) == (45, "똠방각하 뷁")
    assert (second.title_ko, second.title, str(second.start)) == ("한-베트남 환경협력 회의", "", "2013-05")
    assert {each.alpha_3 for each in second.countries.all()} == {"KOR", "VNM"}
    # What the registry writes comes back unchanged, and Excel reads it as UTF-8.
    data = exported("meetings", publisher)
    assert data.startswith(b"\xef\xbb\xbf")
    assert "제14차 한·중·일 환경장관회의".encode() in data
    assert states(preview("meetings", publisher, data)) == {2: "unchanged", 3: "unchanged"}
    # So does the file of the office.
    assert set(states(preview("meetings", publisher, FILE, encoding=encoding)).values()) == {"unchanged"}


def test_the_public_export_holds_both_languages(publisher):
    entered("meetings", publisher, FILE, encoding="cp949")
    Meeting.objects.update(published_at="2024-01-01T00:00Z")
    settle()
    data = b"".join(Client().get("/meetings.csv").streaming_content)
    assert data.startswith(b"\xef\xbb\xbf")
    header, *rows = [line.split(",") for line in data.decode("utf-8-sig").splitlines()]
    titles = {row[header.index("title")]: row[header.index("title_ko")] for row in rows}
    assert titles == {FILE[1][2]: FILE[1][1], FILE[2][1]: FILE[2][1]}
    # Where there is no English text it repeats the Korean one, which is no English text when it comes back.
    upload = preview("meetings", publisher, data)
    assert [row.changes for row in upload.rows if "title" in str(row.changes)] == []


def test_a_workbook_with_korean_headers(publisher):
    data = workbook.write("회의", FILE, [20] * len(FILE[0]))
    upload = uploads.preview(KINDS["meetings"], publisher, "회의.xlsx", data)
    assert problems(upload) == []
    assert set(states(upload).values()) == {"new"}


def test_jamo_of_a_mac_are_composed(publisher):
    rows = [[unicodedata.normalize("NFD", cell) for cell in row] for row in FILE]
    entered("meetings", publisher, rows)
    assert Meeting.objects.filter(title_ko=FILE[1][1]).exists()


@pytest.mark.parametrize(
    ("texts", "names"),
    [
        (["제목", "영문 제목"], ["title_ko", "title"]),
        (["회의명", "Title"], ["title_ko", "title"]),
        (["회의명(국문)", "회의명(영문)"], ["title_ko", "title"]),
        (["제목", "제목 (한국어)"], ["title", "title_ko"]),
        (["Title (English)", "Title (Korean)"], ["title", "title_ko"]),
        (["title", "title_ko"], ["title", "title_ko"]),
    ],
)
def test_a_header_that_names_a_language_decides(texts, names):
    assert headers.assigned(KINDS["meetings"], texts, {}, {}) == names


def test_the_letters_decide_under_a_header_that_names_none():
    table = read("meetings", [["제목", "구분"], ["제14차 회의", "포럼"], ["15th meeting", "forum"]])
    assert [row.cells for row in table.rows] == [
        {"title_ko": "제14차 회의", "kind": "포럼"},
        {"title": "15th meeting", "kind": "forum"},
    ]
    assert "“제목” does not name a language: texts in Hangul are read as Title (Korean)." in table.notes
    assert table.columns == ["title", "kind", "title_ko"]


def test_the_letters_do_not_decide_where_the_header_does():
    table = read("meetings", [["Title (English)", "구분"], ["회의 TEMM", "포럼"]])
    assert [row.cells["title"] for row in table.rows] == ["회의 TEMM"]


def test_the_preview_tells_the_language_of_a_text(publisher):
    upload = preview("meetings", publisher, [["제목", "구분"], ["제14차 회의", "포럼"]])
    [row] = upload.rows.all()
    assert ["title_ko", "", "제14차 회의"] in [list(each) for each in row.changes]


def test_a_title_is_needed_in_one_language(publisher):
    upload = preview("meetings", publisher, [["reference", "제목", "영문제목", "구분"], ["1", "", "", "포럼"]])
    assert problems(upload) == [(2, "title", "", "This field is required.")]


def test_an_empty_cell_leaves_the_last_title(publisher):
    f.make_meeting("TEMM 14", reference="1")
    entered("meetings", publisher, [["reference", "title"], ["1", ""]])
    assert Meeting.objects.get().title == "TEMM 14"
    entered("meetings", publisher, [["reference", "title", "title_ko"], ["1", "", "제14차 회의"]])
    meeting = Meeting.objects.get()
    assert (meeting.title, meeting.title_ko) == ("", "제14차 회의")


def test_a_record_is_known_by_its_korean_title(publisher):
    f.make_meeting("TEMM 14", title_ko="제14차 회의", start="2012-05")
    upload = preview("meetings", publisher, [["제목", "일시", "구분"], ["제14차 회의", "2012년 5월", "정례회의"]])
    assert states(upload) == {2: "unchanged"}
    twice = preview("meetings", publisher, [["제목", "일시", "구분"], *[["제15차 회의", "2013년", "정례회의"]] * 2])
    words = "This row repeats row 2. If they are different, choose the column that has their reference."
    assert problems(twice) == [(3, "title_ko", "제15차 회의", words)]


def test_a_korean_name_is_unique_too(publisher):
    f.make_organization("Ministry of Environment", name_ko="환경부")
    upload = preview("organizations", publisher, [["slug", "기관명", "구분"], ["another", "환경부", "정부기관"]])
    assert problems(upload) == [(2, "name_ko", "환경부", "Another one has this name.")]


def test_countries_and_bodies_are_found_by_korean_names(publisher):
    f.make_organization("Ministry of Environment", name_ko="환경부")
    f.make_organization("United Nations Environment Programme", name_ko="유엔환경계획", acronym="UNEP")
    rows = [
        ["협정명", "종류", "체결일", "당사국"],
        ["환경협력에 관한 양해각서", "양해각서", "2012년 5월 4일", "한국과 베트남사회주의공화국; 환경부; 유엔환경계획"],
    ]
    entered("agreements", publisher, rows)
    agreement = Agreement.objects.get()
    assert (agreement.kind, str(agreement.signed_on)) == ("mou", "2012-05-04")
    assert {str(each.country or each.organization.name_ko) for each in agreement.parties.all()} == {
        *("Korea, Republic of", "Viet Nam", "환경부", "유엔환경계획")
    } or agreement.parties.count() == 4


def test_phases_and_projects_in_korean(publisher):
    entered(
        "projects",
        publisher,
        [
            ["사업번호", "사업명", "상태", "사업기간", "대상국"],
            ["P-1", "해안림 복원", "시행 중", "2012년~2014년", "베트남"],
        ],
    )
    project = Project.objects.get()
    assert (project.title_ko, project.status) == ("해안림 복원", "implementation")
    assert (str(project.actual_start), str(project.actual_end)) == ("2012", "2014")
    entered("phases", publisher, [["사업", "단계명", "금액", "통화"], ["P-1", "1단계", "300,000", "USD"]])
    [phase] = project.phases.all()
    assert (phase.name, phase.name_ko, phase.amount) == ("", "1단계", 300_000)
    again = preview(
        "phases", publisher, [["사업", "단계명", "금액", "통화"], ["해안림 복원", "1단계", "300,000", "USD"]]
    )
    assert states(again) == {2: "unchanged"}


def test_sessions_without_a_title(publisher):
    series = f.make_mechanism("Ministers Meeting", title_ko="환경장관회의", acronym="TEMM")
    f.make_meeting("TEMM 13", title_ko="제13차 환경장관회의", mechanism=series, ordinal=13, start="2011")
    rows = [["협의체", "차수", "일시", "구분"], ["환경장관회의", "제14차", "2012. 5. 3.", "정례회의"]]
    entered("meetings", publisher, rows)
    meeting = Meeting.objects.get(ordinal=14)
    assert (meeting.title, meeting.title_ko) == ("TEMM 14", "제14차 환경장관회의")
    # A recorded session keeps its titles.
    Meeting.objects.filter(pk=meeting.pk).update(title_ko="")
    assert states(preview("meetings", publisher, rows)) == {2: "unchanged"}


@pytest.mark.parametrize("word", ["예", "네", "O", "○", "해당", "있음", "Y", "yes", "YES", "1"])
def test_yes(publisher, word):
    upload = preview("meetings", publisher, [["title", "kind", "대략적인 수", "참석자수"], ["A", "forum", word, "3"]])
    assert ["is_participant_count_approximate", "", "yes"] in [list(each) for each in upload.rows.get().changes]


@pytest.mark.parametrize("word", ["아니요", "아니오", "X", "×", "미해당", "해당 없음", "N", "no", "0"])
def test_no(publisher, word):
    column = KINDS["meetings"].by_name["is_participant_count_approximate"]
    assert not column.says_nothing(word)
    assert column.parse(word, None) is False


def test_choices_are_read_in_every_language():
    found = codes_by_label(Meeting._meta.get_field("status"))
    assert {found[text] for text in ("held", "개최됨", "개최")} == {"held"}
    with override("ko"):
        assert codes_by_label(Meeting._meta.get_field("status")) is found


def test_unknown_names_are_added_in_their_language(publisher):
    upload = preview("meetings", publisher, [["title", "kind", "기관"], ["A", "forum", "한국환경공단"]])
    adding.add(Organization, ["한국환경공단"], publisher, upload, "company")
    body = Organization.objects.get()
    assert (body.name, body.name_ko) == ("", "한국환경공단")


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_the_template_of_a_korean_account_explains_its_columns_and_is_read(publisher, suffix):
    kind = KINDS["meetings"]
    with override("ko"):
        rows = list(templates.template(kind))
        sheet = list(templates.explained(kind))
    assert rows[1][rows[0].index("title_ko")] == "제목 (한국어)"
    assert any("회의명" in str(cell) for row in sheet for cell in row)
    rows.append(["새 회의" if name == "title_ko" else "포럼" if name == "kind" else "" for name in rows[0]])
    data = b"".join(delimited.write(rows)) if suffix == "csv" else workbook.write("회의", rows, [20], sheet)
    upload = uploads.preview(kind, publisher, f"회의.{suffix}", data)
    assert [row.number for row in upload.rows.all()] == [4]
    assert problems(upload) == []


def test_errors_are_told_in_the_language_of_the_account(publisher):
    with override("ko"):
        upload = preview("meetings", publisher, [["제목", "구분", "참석자수"], ["회의", "포럼", "많음"]])
    [(_row, _column, value, reason)] = problems(upload)
    assert value == "많음"
    assert has_hangul(reason)
