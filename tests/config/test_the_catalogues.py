"""The catalogues: every string is translated and certain, placeholders agree, and the compiled files are current."""

import re

import pytest
from django.conf import settings

from config import catalogues

PLACEHOLDERS = re.compile(r"%\(\w+\)[a-z]|%[sd%]|\{\w*\}")
TAGS = re.compile(r"</?[a-z][^>]*>")
TRANSLATED = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


@pytest.fixture(scope="module")
def strings():
    return catalogues.extracted()


@pytest.fixture(params=TRANSLATED)
def catalogue(request):
    return catalogues.read(request.param)


def messages(catalogue):
    return [each for each in catalogue if each.id]


def sources(message):
    """Return the English text; of two forms the plural, which has the number."""
    return message.id if isinstance(message.id, str) else message.id[-1]


def test_each_language_of_the_interface_has_a_catalogue():
    assert catalogues.languages() == sorted(TRANSLATED)


def test_every_string_is_in_the_catalogue_and_no_other(catalogue, strings):
    assert {(each.context, each.id) for each in messages(catalogue)} == {
        (each.context, each.id) for each in messages(strings)
    }


def test_every_string_is_translated_and_none_is_uncertain(catalogue):
    untranslated = [each.id for each in messages(catalogue) if not all(catalogues.strings_of(each))]
    assert untranslated == []
    assert [each.id for each in messages(catalogue) if each.fuzzy] == []


def test_translations_have_the_placeholders_and_the_markup_of_the_string(catalogue):
    wrong = [
        (sources(each), text)
        for each in messages(catalogue)
        for text in catalogues.strings_of(each)
        for kind in (PLACEHOLDERS, TAGS)
        if sorted(kind.findall(sources(each))) != sorted(kind.findall(text))
    ]
    assert wrong == []


def test_the_compiled_catalogue_is_that_of_its_source(catalogue):
    language = str(catalogue.locale)
    assert catalogues.path_of(language, "mo").read_bytes() == catalogues.compiled(catalogue)
    assert catalogues.path_of(language, "po").read_bytes() == catalogues.source_of(catalogues.updated(language))


def test_strings_of_django_s_templates_are_found(strings):
    """Lines of these templates are indented, which is an error in the Python that templatize() makes of them."""
    files = {name.split("/")[1] for each in messages(strings) for name, _line in each.locations if "/" in name}
    assert {"admin", "jinja"} <= files
