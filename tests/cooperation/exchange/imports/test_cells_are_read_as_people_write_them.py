"""A cell means what people mean by it, or is wrong with a reason; nothing is guessed."""

import pytest

from tests import factories as f

from .conftest import exported, preview, problems, warnings

pytestmark = pytest.mark.django_db


def told(user, kind="agreements", **cells):
    """What the preview says of a new row with these cells: {column: what is understood}."""
    row = {"title": "A treaty", "kind": "treaty", **cells} if kind == "agreements" else cells
    upload = preview(kind, user, [row])
    assert problems(upload) == []
    return {column: after for column, _before, after in upload.rows.get().changes}


def reason(user, kind="agreements", **cells):
    """Why the one wrong cell of such a row is wrong."""
    row = {"title": "A treaty", "kind": "treaty", **cells} if kind == "agreements" else cells
    [(_number, column, value, why)] = problems(preview(kind, user, [row]))
    assert cells[column] == value
    return why


@pytest.fixture
def countries():
    f.make_country("KOR", formal_name="Republic of Korea", other_names="Korea, Republic of\nROK")
    f.make_country("PRK", name="North Korea", alpha_2="KP", numeric="408", other_names="Korea, DPR")
    f.make_country("CIV", name="Côte d’Ivoire", alpha_2="CI", numeric="384", other_names="Ivory Coast")
    f.make_country("VNM")
    f.make_country("DEU")


@pytest.mark.parametrize(
    "written",
    [
        *("South Korea", "south korea", "KOR", "kor", "KR", "410", "south-korea", "Korea, Republic of"),
        "Republic of Korea",
        *(
            "KOREA REPUBLIC OF",
            "Korea, Rep.",
            "The Republic of Korea",
            "ROK",
            "대한민국",
            "Corea del Sur",
            " South\u00a0Korea ",
        ),
    ],
)
def test_a_country_is_known_by_any_name_or_code(publisher, countries, written):
    assert told(publisher, "meetings", title="A", countries=written)["countries"] == "South Korea"


@pytest.mark.parametrize("written", ["Soviet Union", "USSR", "the USSR", "SUN", "810", "soviet-union"])
def test_a_former_country_is_known_by_its_names_and_codes(publisher, countries, written):
    f.make_country("SUN", name="Soviet Union", numeric="810", last_year=1991, other_names="USSR")
    assert told(publisher, "meetings", title="A", countries=written)["countries"] == "Soviet Union"


def test_a_date_after_the_last_year_of_a_former_country_is_doubted(publisher, countries):
    f.make_country("SUN", name="Soviet Union", numeric="810", last_year=1991)
    words = "Soviet Union existed until 1991, and the date is 4 May 1995. Check the country and the date."
    rows = [
        {"title": "A", "countries": "SUN; KOR", "start": "1995-05-04", "host_country": "KOR"},
        {"title": "B", "countries": "KOR", "start": "1995-05-04", "host_country": "SUN"},
        {"title": "C", "countries": "SUN", "start": "1991-05-04", "host_country": "SUN"},
        {"title": "D", "countries": "KOR", "start": "1995-05-04", "host_country": "KOR"},
    ]
    assert warnings(preview("meetings", publisher, rows)) == [
        (2, "countries", "SUN; KOR", words),
        (3, "host_country", "SUN", words),
    ]
    f.make_agreement("Rivers", signed_on="1985")
    parties = [{"agreement": "rivers", "country": "SUN", "consent_on": "1995-05-04", "consent": "ratification"}]
    assert warnings(preview("parties", publisher, parties)) == [(2, "country", "SUN", words)]
    agreements = [{"title": "Seas", "kind": "treaty", "parties": "SUN; KOR", "signed_on": "1995-05-04"}]
    assert warnings(preview("agreements", publisher, agreements)) == [(2, "parties", "SUN; KOR", words)]


def test_several_countries_stand_in_one_cell(publisher, countries):
    for written in ("Viet Nam; Cote d'Ivoire;DE", "VNM\nCIV\n\nDEU", "Germany;Vietnam; IVORY COAST;DEU;"):
        understood = told(publisher, "meetings", title="A", countries=written)["countries"]
        assert understood == "Côte d’Ivoire; Germany; Vietnam"


def test_commas_and_bars_part_what_is_known_by_no_such_name(publisher, countries):
    for written in ("KOR, Vietnam, DEU", "KOR | Viet Nam | Germany", "Korea, Republic of, Germany and VNM"):
        understood = told(publisher, "meetings", title="A", countries=written)["countries"]
        assert understood == "Germany; South Korea; Vietnam"
    words = "There is no country “Republic of Atlantis”."
    assert reason(publisher, "meetings", title="A", countries="KOR, Republic of Atlantis, Germany") == words
    assert told(publisher, authentic_languages="English|French")["authentic_languages"] == "English; French"


def test_a_country_that_is_none_is_said_and_the_others_do_not_hide_it(publisher, countries):
    upload = preview("meetings", publisher, [{"title": "A", "countries": "KOR; Atlantis; Mu"}])
    assert problems(upload) == [
        (2, "countries", "KOR; Atlantis; Mu", "There is no country “Atlantis”."),
        (2, "countries", "KOR; Atlantis; Mu", "There is no country “Mu”."),
    ]


def test_a_name_of_two_is_refused_with_both(publisher):
    f.make_organization("Asian Development Bank", acronym="ADB")
    f.make_organization("African Development Bank", acronym="ADB")
    words = "“ADB” may be African Development Bank or Asian Development Bank."
    assert reason(publisher, "meetings", title="A", organizations="ADB") == words


def test_organizations_topics_regions_and_mechanisms_are_known_by_name_slug_and_acronym(publisher):
    f.make_organization("United Nations Environment Programme", acronym="UNEP", other_names="UN Environment")
    f.make_topic("Air quality", other_names="Clean air")
    f.make_region("Africa")
    f.make_region("South East Asia", other_names="Southeast Asia")
    f.make_mechanism("Tripartite Environment Ministers Meeting", acronym="TEMM", slug="temm")
    for unep, air, temm, regions in (
        ("UNEP", "air-quality", "TEMM", "africa; south-east-asia"),
        ("un environment", "CLEAN AIR", "temm", "Southeast Asia | AFRICA"),
        (
            "United Nations Environment Programme (UNEP)",
            "Air quality",
            "tripartite environment ministers meeting",
            "South East Asia, Africa",
        ),
    ):
        cells = {"organizations": unep, "topics": air, "mechanism": temm, "regions": regions}
        understood = told(publisher, "meetings", title="A", **cells)
        assert understood["regions"] == "Africa; South East Asia"
        assert understood["organizations"] == "United Nations Environment Programme"
        assert understood["topics"] == "Air quality"
        assert understood["mechanism"] == "Tripartite Environment Ministers Meeting"


def test_a_record_is_known_by_slug_reference_or_title(publisher):
    f.make_agreement("Rivers treaty", reference="K-1")
    for written in ("rivers-treaty", "K-1", "Rivers treaty"):
        assert told(publisher, "projects", title="A", agreement=written)["agreement"] == "rivers-treaty"
    f.make_agreement("Rivers treaty", slug="another")
    words = "Several have the title “Rivers treaty”: write the slug or the reference."
    assert reason(publisher, "projects", title="A", agreement="Rivers treaty") == words
    words = "There is no agreement with the slug, reference or title “K-2”."
    assert reason(publisher, "projects", title="A", agreement="K-2") == words


def test_dates_are_echoed_in_words_and_never_guessed(publisher):
    assert told(publisher, signed_on="13/05/2012")["signed_on"] == "13 May 2012"
    assert told(publisher, signed_on="May 2012")["signed_on"] == "May 2012"
    assert told(publisher, signed_on="2012")["signed_on"] == "2012"
    assert "may be 5 April 2012 or 4 May 2012" in reason(publisher, signed_on="04/05/2012")
    assert "a date stored as a number" in reason(publisher, signed_on="41033")
    words = "“4-6 May 2012” is a period, from 4 May 2012 to 6 May 2012. Only one date can be entered here."
    assert reason(publisher, signed_on="4-6 May 2012") == words


def test_dates_are_read_as_korean_offices_write_them(publisher):
    assert told(publisher, signed_on="2010. 11. 17.(수)")["signed_on"] == "17 November 2010"
    assert reason(publisher, signed_on="2010. 11. 17.(목)").endswith("17 November 2010 is a Wednesday.")
    understood = told(publisher, "meetings", title="A", start="2012. 5. 3.(목)~4.(금)")
    assert (understood["start"], understood["end"]) == ("3 May 2012", "4 May 2012")
    assert "Only one date can be entered here." in reason(publisher, signed_on="2012. 5. 3.(목)~4.(금)")


def test_a_period_fills_start_and_end(publisher):
    understood = told(publisher, "meetings", title="A", start="4-6 May 2012", end="")
    assert (understood["start"], understood["end"]) == ("4 May 2012", "6 May 2012")
    assert told(publisher, "meetings", title="A", start="4-6 May 2012", end="2012-05-06")["end"] == "6 May 2012"
    words = "This is a period, and the column “End” has a different end."
    assert reason(publisher, "meetings", title="A", start="4-6 May 2012", end="7 May 2012") == words
    understood = told(publisher, "projects", title="A", planned_start="2012-2014", actual_start="May 2012 - 2013")
    assert (understood["planned_start"], understood["planned_end"]) == ("2012", "2014")
    assert (understood["actual_start"], understood["actual_end"]) == ("May 2012", "2013")


def test_codes_and_their_labels_are_known(publisher):
    for written in ("mou", "MOU", "Memorandum of Understanding", "memorandum  of understanding"):
        assert told(publisher, kind="agreements", binding="Not binding", renewal=written[:0])["binding"]
        upload = preview("agreements", publisher, [{"title": "A", "kind": written}])
        assert problems(upload) == []
    assert reason(publisher, binding="maybe") == "“maybe” is not one of: binding, not binding, not recorded."


@pytest.mark.parametrize(
    ("written", "understood"),
    [
        *(("300000", "300000"), ("300,000", "300000"), ("300 000.50", "300000.50"), ("1,234,567.8", "1234567.80")),
        *(("1.234.567,80", "1234567.80"), ("0.5", "0.50"), ("12,5", "12.50"), ("300000.0", "300000")),
    ],
)
def test_amounts_of_money(publisher, written, understood):
    f.make_project("A")
    cells = {"project": "a", "name": "Stage 1", "amount": written, "currency": "usd"}
    found = told(publisher, "phases", **cells)
    assert found["amount"] == understood
    assert found["currency"] == "USD"


@pytest.mark.parametrize("written", ["1.234", "$352,000", "12,34,56", "1e6", "-5", "many", "1,23,456"])
def test_an_amount_of_two_meanings_or_none_is_refused(publisher, written):
    f.make_project("A")
    cells = {"project": "a", "name": "Stage 1", "amount": written, "currency": "USD"}
    assert "Write only digits" in reason(publisher, "phases", **cells)


def test_numbers_and_truths(publisher):
    cells = {"title": "A", "ordinal": "14.0", "participant_count": "45", "is_participant_count_approximate": "Yes"}
    understood = told(publisher, "meetings", **cells)
    assert understood["ordinal"] == "14"
    assert understood["is_participant_count_approximate"] == "yes"
    assert "is not a whole number" in reason(publisher, "meetings", title="A", ordinal="14th")
    assert "is neither yes nor no" in reason(
        publisher, "meetings", title="A", is_participant_count_approximate="perhaps"
    )
    assert "less than or equal to 32767" in reason(publisher, "meetings", title="A", ordinal="99999")


def test_lists_of_texts_keep_their_commas(publisher):
    assert told(publisher, other_names="Korea, Rivers; K–R")["other_names"] == "Korea, Rivers; K–R"
    assert told(publisher, other_names="One; two\nthree")["other_names"] == "One; two\nthree"


def test_a_text_that_is_too_long_or_no_address_is_refused(publisher):
    assert reason(publisher, title="x" * 601) == (
        "It has 601 characters. The limit is 600. Shorten it, and enter the full text as an other name."
    )
    assert told(publisher, title="x " * 299 + "xx")["title"] == "x " * 299 + "xx"
    assert "at most 60 characters" in reason(publisher, reference="x" * 61)
    assert "lower-case letters" in reason(publisher, slug="No Slug")
    assert reason(publisher, "phases", **phase(currency="XXY")) == "“XXY” is not an ISO 4217 currency code."


def phase(**cells):
    f.make_project("A")
    return {"project": "a", "name": "Stage 1", "amount": "5", "currency": "USD", **cells}


def test_what_looks_wrong_is_a_warning(publisher):
    upload = preview(
        "agreements",
        publisher,
        [
            {"title": "Rivers &amp; lakes", "kind": "treaty", "signed_on": "1012-01-01"},
            {"title": "ConvenciÃ³n", "kind": "treaty", "signed_on": "2012", "in_force_on": "2011"},
        ],
    )
    assert problems(upload) == []
    assert [(number, column, why) for number, column, _value, why in warnings(upload)] == [
        (2, "title", "“&amp;” is a code of HTML. It is read as “&”."),
        (2, "signed_on", "Is the year 1012 right?"),
        (3, "title", "It has characters that look wrong. Check the encoding of the file."),
        (3, "in_force_on", "The entry into force is before the signature. Check that the source says so."),
    ]


def test_tags_of_html_are_left_out_of_texts_with_a_warning(publisher):
    rows = [
        {"title": "A <b>river</b>", "kind": "treaty", "summary": "<p class='x'>Restore<br/>it.</p><p>Now &lt; 5</p>"},
        {"title": "If a <b and c> d", "kind": "treaty", "summary": "<NC> 5 < 6"},
    ]
    upload = preview("agreements", publisher, rows)
    assert [(number, column, why) for number, column, _value, why in warnings(upload)] == [
        (2, "title", "“<b>” is a tag of HTML. It is left out."),
        (2, "summary", "“<p class='x'>” is a tag of HTML. It is left out."),
    ]
    understood = [{column: after for column, _before, after in row.changes} for row in upload.rows.order_by("number")]
    assert [(each["title"], each["summary"]) for each in understood] == [
        ("A river", "Restore\nit.\nNow < 5"),
        ("If a <b and c> d", "<NC> 5 < 6"),
    ]


def test_what_other_programs_write_for_nothing_is_an_empty_cell(publisher):
    f.make_agreement("Rivers", reference="K-1", in_force_on="2012")
    rows = [
        {"title": "Seas", "kind": "treaty", "reference": "NA", "in_force_on": "NA", "terminated_on": "9999-12-31"},
        {"title": "Lakes", "kind": "treaty", "reference": "NA", "in_force_on": "n/a", "terminated_on": "31/12/9999"},
        {"title": "Rivers", "kind": "–", "reference": "K-1", "in_force_on": "null", "terminated_on": ""},
    ]
    upload = preview("agreements", publisher, rows)
    assert problems(upload) == []
    assert [row.state for row in upload.rows] == ["new", "new", "changed"]
    assert upload.notes[1] == (
        "Read as empty cells: “NA” (3), “9999-12-31” (1), “n/a” (1), “31/12/9999” (1), “–” (1), “null” (1)."
    )
    assert warnings(upload) == [(4, "in_force_on", "", "The cell is empty, so the present value will be deleted.")]


def test_na_may_be_namibia_and_may_be_a_text(publisher):
    f.make_country("NAM", name="Namibia", alpha_2="NA", numeric="516")
    upload = preview("meetings", publisher, [{"title": "A", "host_country": "NA", "city": "NA"}])
    assert upload.rows.get().changes[1] == ["city", "", "NA"]
    assert ["host_country", "", "Namibia"] in upload.rows.get().changes
    assert [(column, why) for _number, column, _value, why in warnings(upload)] == [
        ("host_country", "This is read as Namibia. Leave the cell empty if nothing is known."),
        ("city", "“NA” is imported as text. Leave the cell empty if nothing is known."),
    ]


def test_a_text_with_a_bar_goes_out_and_comes_back(publisher):
    f.make_agreement("Rivers", reference="K-1", other_names="K|R")
    upload = preview("agreements", publisher, exported("agreements", publisher))
    assert [row.state for row in upload.rows] == ["unchanged"]
