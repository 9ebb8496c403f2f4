"""The reference fixtures, read as the files they are: what an import may rely on."""

import json
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
from babel import Locale
from babel.core import get_global
from django.utils.text import slugify

REFERENCE = Path(__file__).parents[2] / "fixtures" / "reference"

# Spellings met in treaty databases, in the World Bank's and the United Nations' tables and in the ministry's own text.
SPELLINGS = {
    "Korea, Republic of": "KOR",
    "KOREA REPUBLIC OF": "KOR",
    "Republic of Korea": "KOR",
    "Korea": "KOR",
    "ROK": "KOR",
    "DPRK": "PRK",
    "Korea, Democratic People's Republic of": "PRK",
    "Viet Nam": "VNM",
    "Cote d'lvoire": "CIV",
    "Cote d'Ivoire": "CIV",
    "Côte d’Ivoire": "CIV",
    "Ivory Coast": "CIV",
    "Swaziland": "SWZ",
    "Burma": "MMR",
    "Myanmar": "MMR",
    "Macedonia": "MKD",
    "FYROM": "MKD",
    "The former Yugoslav Republic of Macedonia": "MKD",
    "Czech Republic": "CZE",
    "Turkey": "TUR",
    "Turkiye": "TUR",
    "Cabo Verde": "CPV",
    "Cape Verde": "CPV",
    "Lao PDR": "LAO",
    "Lao People's Democratic Republic": "LAO",
    "Russian Federation": "RUS",
    "Iran (Islamic Republic of)": "IRN",
    "Iran, Islamic Republic of": "IRN",
    "United States of America": "USA",
    "USA": "USA",
    "US": "USA",
    "UK": "GBR",
    "UAE": "ARE",
    "Tanzania, United Republic of": "TZA",
    "Bolivia (Plurinational State of)": "BOL",
    "Venezuela, Republica Bolivariana de": "VEN",
    "Micronesia, Federated States of": "FSM",
    "Egypt, Arab Republic of": "EGY",
    "Congo": "COG",
    "Congo, Republic of": "COG",
    "Congo, Democratic Republic of": "COD",
    "Gambia, The": "GMB",
    "Yemen, Republic of": "YEM",
    "Kyrgyz Republic": "KGZ",
    "Slovak Republic": "SVK",
    "Sao Tome and Principe": "STP",
    "St. Vincent and the Grenadines": "VCT",
    "St Maarten": "SXM",
    "West Bank and Gaza": "PSE",
    "Syrian Arab Republic": "SYR",
    "the Philippines": "PHL",
    "The Netherlands": "NLD",
    "Hong Kong": "HKG",
}

# The countries that the ministry's text puts in a region, and the region it puts them in.
REGIONS_OF_THE_TEXT = {
    "north-east-asia": "KOR CHN JPN",
    "south-east-asia": "VNM THA KHM SGP",
    "middle-east-and-central-asia": "IRN AZE KWT ISR ARE KAZ SAU TKM",
    "africa": "CIV MAR SEN CMR GHA NGA MOZ TZA",
    "europe": "GBR FRA DNK NLD DEU NOR",
    "north-america": "USA CAN",
}

# Korean names other than those of the CLDR, as the foreign ministry of Korea writes them. The name of the CLDR is then
# another name or, for Korea, the formal one.
KOREAN_EXCEPTIONS = {
    "AU": "호주",  # 오스트레일리아
    "CD": "콩고민주공화국",  # 콩고-킨샤사
    "CF": "중앙아프리카공화국",  # 중앙 아프리카 공화국
    "CG": "콩고공화국",  # 콩고-브라자빌
    "DO": "도미니카공화국",  # 도미니카 공화국
    "HK": "홍콩",  # 홍콩(중국 특별행정구)
    "KR": "한국",  # 대한민국
    "MO": "마카오",  # 마카오(중국 특별행정구)
    "PS": "팔레스타인",  # 팔레스타인 지구
    "ZA": "남아프리카공화국",  # 남아프리카
}
# The formal English name of these is only a fuller spelling of the short one; the Korean short name is already full.
FULL_IN_KOREAN = (
    *("ATG", "BIH", "BLM", "COD", "COG", "HMD", "KNA", "LCA", "SGS", "SHN", "SJM", "SPM", "TCA", "UMI", "VCT", "VIR"),
    *("WLF", "ZAF"),
)


def rows(name):
    return [entry["fields"] for entry in json.loads((REFERENCE / name).read_text(encoding="utf-8"))]


def fold(text):
    """What stays of a name once case, accents, kinds of quotes and of spaces no longer count."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "'"))
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).casefold().split())


def names_of(country):
    columns = ("name", "name_ko", "formal_name", "formal_name_ko", "slug", "alpha_2", "alpha_3")
    return [*(country[column] for column in columns if column in country), *country["other_names"]]


@pytest.fixture(scope="module")
def countries():
    return rows("02_countries.json")


@pytest.fixture(scope="module")
def former():
    return rows("02_former_countries.json")


def test_a_former_country_has_a_last_year_and_no_alpha_2(former):
    years = {country["alpha_3"]: country["last_year"] for country in former}
    assert list(years) == sorted(years)
    known = {"SUN": 1991, "CSK": 1992, "YUG": 1992, "SCG": 2006, "DDR": 1990}
    assert {code: years[code] for code in known} == known
    assert not any("alpha_2" in country for country in former)


def test_the_successors_of_a_former_country_are_those_of_its_numeric_code_in_the_cldr(former, countries):
    alpha_3 = {country["alpha_2"]: country["alpha_3"] for country in countries}
    aliases = get_global("territory_aliases")
    for country in former:
        successors = {code for (code,) in country["successors"]}
        # Between Yugoslavia and two of today's countries there was Serbia and Montenegro.
        assert successors - {"SCG"} == {alpha_3[code] for code in aliases[country["numeric"]]}, country["name"]
        assert country["region"] in [each["region"] for each in countries if each["alpha_3"] in successors]


def test_every_country_of_iso_3166_1_stands_once_in_the_order_of_its_code(countries):
    codes = [country["alpha_3"] for country in countries]
    assert len(codes) == 249
    assert codes == sorted(set(codes))
    for field in ("name", "slug", "alpha_2", "numeric"):
        assert len({country[field] for country in countries}) == 249, field


def test_the_short_name_is_the_english_name_of_the_cldr_except_that_korea_is_what_the_ministry_says(countries):
    english = dict(Locale("en").territories)
    assert {c["slug"] for c in countries} == {slugify(english[c["alpha_2"]]) for c in countries}
    english["KR"] = "Korea"
    assert {c["alpha_2"]: c["name"] for c in countries} == {c["alpha_2"]: english[c["alpha_2"]] for c in countries}


def test_the_korean_name_is_that_of_the_cldr_with_a_short_list_of_exceptions(countries):
    cldr = dict(Locale("ko").territories)
    expected = {c["alpha_2"]: KOREAN_EXCEPTIONS.get(c["alpha_2"], cldr[c["alpha_2"]]) for c in countries}
    assert {c["alpha_2"]: c["name_ko"] for c in countries} == expected
    for country in countries:
        if country["alpha_2"] in KOREAN_EXCEPTIONS:
            assert country["name_ko"] != cldr[country["alpha_2"]], "no longer an exception"
            others = [country.get("formal_name_ko"), *country["other_names"]]
            assert cldr[country["alpha_2"]] in others, country["alpha_3"]


def test_a_former_country_has_a_korean_name_too(former):
    assert {country["alpha_3"]: country["name_ko"] for country in former} == {
        "ANT": "네덜란드령 안틸레스",
        "CSK": "체코슬로바키아",
        "DDR": "동독",
        "SCG": "세르비아 몬테네그로",
        "SUN": "소련",
        "YMD": "남예멘",
        "YUG": "유고슬라비아",
    }


@pytest.mark.parametrize(
    ("code", "formal", "korean"),
    [
        ("KOR", "Republic of Korea", "대한민국"),
        ("PRK", "Democratic People’s Republic of Korea", "조선민주주의인민공화국"),
        ("CHN", "People’s Republic of China", "중화인민공화국"),
        ("VNM", "Socialist Republic of Viet Nam", "베트남 사회주의 공화국"),
        ("GBR", "United Kingdom of Great Britain and Northern Ireland", "그레이트브리튼 및 북아일랜드 연합 왕국"),
        ("CIV", "Republic of Côte d’Ivoire", "코트디부아르 공화국"),
        ("JPN", None, None),
    ],
)
def test_the_formal_name_is_given_where_it_differs(countries, code, formal, korean):
    found = [(c.get("formal_name"), c.get("formal_name_ko")) for c in countries if c["alpha_3"] == code]
    assert found == [(formal, korean)]


def test_a_formal_name_is_not_also_the_name_or_another_name(countries):
    for column in ("formal_name", "formal_name_ko"):
        named = [c for c in countries if column in c]
        assert len(named) > 150
        for country in named:
            others = [country["name"], country["name_ko"], *country["other_names"]]
            assert fold(country[column]) not in map(fold, others), country["alpha_3"]


def test_a_formal_name_is_in_both_languages_unless_the_korean_short_name_is_the_full_one(countries, former):
    differing = [c["alpha_3"] for c in (*countries, *former) if ("formal_name" in c) != ("formal_name_ko" in c)]
    assert differing == list(FULL_IN_KOREAN)


def test_every_text_of_the_reference_data_is_in_both_languages(countries):
    texts = [*countries, *rows("01_regions.json"), *rows("03_topics.json")]
    for row in texts:
        for name in ("name", "summary", "policy_directions"):
            assert bool(row.get(name)) == bool(row.get(f"{name}_ko")), (row["slug"], name)
        assert len(row.get("policy_directions", ())) == len(row.get("policy_directions_ko", ())), row["slug"]


def test_m49_stands_beside_the_ministry_s_region(countries):
    by_code = {country["alpha_3"]: country for country in countries}
    assert [code for code, country in by_code.items() if not country["m49_region"]] == ["ATA"]
    assert by_code["ATA"]["m49_subregion"] == ""
    assert by_code["AZE"]["region"] == ["middle-east-and-central-asia"]
    assert (by_code["AZE"]["m49_region"], by_code["AZE"]["m49_subregion"]) == ("142", "145")
    assert by_code["MAR"]["m49_subregion"] != by_code["SEN"]["m49_subregion"]


@pytest.mark.parametrize("region", REGIONS_OF_THE_TEXT)
def test_a_country_that_the_ministry_names_is_in_the_region_where_it_names_it(countries, region):
    regions = {country["alpha_3"]: country["region"] for country in countries}
    assert {code: regions[code] for code in REGIONS_OF_THE_TEXT[region].split()} == {
        code: [region] for code in REGIONS_OF_THE_TEXT[region].split()
    }


def test_no_name_stands_for_two_countries(countries, former):
    owners = {}
    for country in (*countries, *former):
        for name in names_of(country):
            owners.setdefault(fold(name), set()).add(country["alpha_3"])
    assert {name: codes for name, codes in owners.items() if len(codes) > 1} == {}


def test_no_other_name_is_given_twice_or_has_stray_space(countries, former):
    for country in (*countries, *former):
        other = country["other_names"]
        assert [name for name, count in Counter(other).items() if count > 1] == [], country["alpha_3"]
        assert [name for name in other if name != " ".join(name.split()) or not name] == [], country["alpha_3"]


@pytest.mark.parametrize(("spelling", "code"), SPELLINGS.items())
def test_a_spelling_met_elsewhere_leads_to_its_country(countries, spelling, code):
    assert [c["alpha_3"] for c in countries if fold(spelling) in map(fold, names_of(c))] == [code]


def test_the_ministry_s_misspelling_is_another_name_because_folding_does_not_repair_it(countries):
    ivory_coast = next(country for country in countries if country["alpha_3"] == "CIV")
    assert fold("Cote d'lvoire") != fold(ivory_coast["name"])
    assert "Cote d'lvoire" in ivory_coast["other_names"]


def test_every_country_is_in_a_region_of_the_file_and_every_region_has_a_country(countries):
    regions = rows("01_regions.json")
    slugs = [region["slug"] for region in regions]
    assert {country["region"][0] for country in countries} == set(slugs)
    assert [region["position"] for region in regions] == list(range(1, len(regions) + 1))


def test_the_direction_for_europe_and_north_america_stands_on_both():
    directions = {region["slug"]: region["policy_directions"] for region in rows("01_regions.json")}
    assert directions["europe"] == directions["north-america"] != []
    assert {slug: len(found) for slug, found in directions.items()} == {
        "north-east-asia": 2,
        "south-east-asia": 3,
        "middle-east-and-central-asia": 2,
        "africa": 2,
        "europe": 1,
        "north-america": 1,
        "south-asia": 0,
        "latin-america-and-the-caribbean": 0,
        "oceania-and-antarctica": 0,
    }


def test_topics_have_two_levels_and_parents_come_first():
    seen = {}
    for topic in rows("03_topics.json"):
        if topic["parent"]:
            assert seen[topic["parent"][0]] is None, topic["slug"]
        assert topic["slug"] not in seen
        assert topic["slug"] == slugify(topic["name"])
        seen[topic["slug"]] = topic["parent"]
    assert len(seen) == 46
    assert sum(parent is None for parent in seen.values()) == 8
    assert all(any(parent == [top] for parent in seen.values()) for top, parent in seen.items() if parent is None)


def test_no_topic_name_stands_for_two_topics():
    owners = Counter(
        name
        for topic in rows("03_topics.json")
        for name in {fold(name) for name in (topic["name"], topic["name_ko"], *topic["other_names"])}
    )
    assert [name for name, count in owners.items() if count > 1] == []
