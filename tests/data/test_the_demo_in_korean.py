"""The demo's Korean texts: written by the editors, and a title only where a name is known, cited or inferred."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Q

from cooperation.models import RECORDS, Agreement, Citation, Mechanism, Meeting, Organization, Outcome, Phase, Source
from regions.translated import columns

pytestmark = pytest.mark.xdist_group("demo data")

HANGUL = re.compile(r"[가-힣]")
# Texts that exist in both languages or in none. A title or name may be in English only.
ALWAYS_BOTH = {"summary", "text", "city", "cadence", "signed_at", "policy_directions"}
# What the ministry names in English only, as far as is known.
WITHOUT_A_KOREAN_TITLE = {
    "1992 UNCSD (UN Commission on Sustainable Development)",
    "ASEAN Civil Servants Training Project",
    "Bilateral meeting of Korea and China",
    "Bilateral meeting of Korea and Japan",
    "Climate Change Ministerial Meeting",
    "Invitation training for ASEAN member countries, 2012",
    "Invitation training programs with ASEAN member countries",
    "Joint declaration of “21st Century Comprehensive Partnership”",
    "Korea-ASEAN River Restoration Forum",
    "Korea-US work program between 2013 and 2015",
    "Partnership for Coping with Korea-ASEAN Climate Change",
    "Project for Building Korea-ASEAN Biological Diversity Research Capability",
    "Project for Restoring Destroyed Tropical Forests in South East Asia",
    "Research on Causes of the Poor Visibility in Large Cities",
    "Singapore Declaration Concerning Climate Change, Energy and Environment",
    "Ten Priority Cooperation Areas for Future Tripartite Environment Cooperation",
    "Workshop for Strengthening Research Capability of 4 Countries including Cambodia",
}


def translated_texts():
    """Yield each row with the name of a translated text and the text in both languages."""
    for label in ("regions", "cooperation"):
        for model in apps.get_app_config(label).get_models():
            for name in getattr(model, "translated", {}):
                for row in model._base_manager.all():
                    yield row, name, *(getattr(row, column) for column in columns(name))


def test_what_the_editors_write_is_in_both_languages(demo_fixtures):
    found = [
        (str(row), name) for row, name, en, ko in translated_texts() if name in ALWAYS_BOTH and bool(en) != bool(ko)
    ]
    assert found == []


def test_each_column_is_in_its_language(demo_fixtures):
    for row, name, english, korean in translated_texts():
        assert not HANGUL.search(str(english)), (row, name)
        assert not korean or HANGUL.search(str(korean)), (row, name)


def test_a_record_without_a_known_korean_name_has_an_english_title_only(demo_fixtures):
    without = {
        title for model in RECORDS for title in model.objects.filter(title_ko="").values_list("title", flat=True)
    }
    memoranda = {title for title in without if title.startswith("Environmental Cooperation MOU between Korea and ")}
    assert len(memoranda) == 15
    assert without - memoranda == WITHOUT_A_KOREAN_TITLE
    assert not Phase.objects.filter(name_ko="").exists()
    assert [each.slug for each in Organization.objects.filter(name_ko="")] == [
        "united-states-asia-environmental-partnership"
    ]


@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model.__name__)
def test_a_korean_title_is_cited_or_inferred_with_a_reason(demo_fixtures, model):
    kind = model._meta.model_name
    for record in model.objects.exclude(title_ko=""):
        citation = Citation.objects.get(**{kind: record}, field="title_ko")
        assert citation.value == record.title_ko
        assert citation.source or (citation.basis == "inferred" and citation.note), record
        if citation.basis == "stated" and citation.quotation:
            assert citation.source.language == "ko", record
            assert HANGUL.search(citation.quotation), record


@pytest.mark.parametrize(
    ("model", "slug", "title"),
    [
        (Meeting, "temm-14", "제14차 한·중·일 환경장관회의"),
        (Meeting, "korea-vietnam-emm-9", "제9차 한·베트남 환경장관회의"),
        (Meeting, "cbd-cop-12", "제12차 생물다양성협약 당사국총회"),
        (Meeting, "neaspec-som-22", "2018년 10월 동북아환경협력계획 고위급회의"),
        (Mechanism, "neaspec", "동북아환경협력계획"),
        (Agreement, "korea-us-environmental-cooperation-agreement", "한·미 환경협력협정"),
    ],
)
def test_records_have_the_korean_names_that_the_ministries_use(demo_fixtures, model, slug, title):
    assert model.objects.get(slug=slug).title_ko == title


def test_a_name_does_not_repeat_its_acronym_or_its_other_names(demo_fixtures):
    for model, name in ((Mechanism, "title_ko"), (Organization, "name_ko")):
        for row in model.objects.exclude(**{name: ""}):
            korean = getattr(row, name)
            assert not row.acronym or row.acronym not in korean, row
            assert korean not in row.other_names.splitlines(), row


def test_a_source_says_the_language_of_its_title_and_quotations(demo_fixtures):
    assert set(Source.objects.values_list("language", flat=True)) == {"en", "ko"}
    for source in Source.objects.all():
        assert bool(HANGUL.search(source.title)) == (source.language == "ko"), source
    quoted = Citation.objects.filter(~Q(quotation=""), source__language="en").values_list("quotation", flat=True)
    assert not [text for text in quoted if HANGUL.search(text)]


def test_no_sentence_looks_translated_word_for_word(demo_fixtures):
    """Endings and particles that the guide of the project's Korean forbids."""
    texts = [korean for _row, name, _en, korean in translated_texts() if name in ("summary", "text") and korean]
    texts += Outcome.objects.values_list("text_ko", flat=True)
    assert len(texts) > 100
    forbidden = re.compile(r"에 의해|되어지|가지고 있|당신|그것|에 대하여|해요\.|이에요\.|  ")
    assert not [text for text in texts if forbidden.search(text)]
    assert not [text for text in texts if not text.endswith("니다.") and not text.endswith("참고하세요.")]


def test_quotations_are_not_translated():
    fixtures = Path(__file__).parents[2] / "fixtures" / "demo"
    assert "_ko" not in (fixtures / "09_documents.json").read_text(encoding="utf-8")
    assert "_ko" not in (fixtures / "01_sources.json").read_text(encoding="utf-8")
