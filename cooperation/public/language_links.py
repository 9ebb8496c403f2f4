"""The same page in the other languages: links for readers, and what search engines read (hreflang)."""

from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import QueryDict
from django.utils.translation import get_language, to_locale

from ..domain.languages import STAFF, in_language, is_file

# Open Graph names a language with its country.
LOCALES = {"en": "en_US", "ko": "ko_KR"}


class LanguageLink(NamedTuple):
    """The page in another language; `name` is the language's own name."""

    code: str
    name: str
    address: str


def language_links(request) -> list[LanguageLink]:
    """Return the page of the request in each other language, with all parameters that it reads.

    A page that is not found keeps the whole query. For a file or a submitted form, the link leads to the
    home page.
    """
    path, query = request.path, ""
    if request.path_info.startswith(STAFF):
        return []
    if request.method not in ("GET", "HEAD") or is_file(request.path_info):
        path = in_language("/", settings.LANGUAGE_CODE)
    else:
        query = _query_of(request)
    return [
        LanguageLink(code, name, f"{in_language(path, code)}{query and '?'}{query}")
        for code, name in settings.LANGUAGES
        if code != get_language()
    ]


def alternates(address: str) -> list[tuple[str, str]]:
    """Return the path and query of a page in every language by its hreflang; "x-default" is for any other language."""
    found = [(code, in_language(address, code)) for code, _name in settings.LANGUAGES]
    return [*found, ("x-default", in_language(address, settings.LANGUAGE_CODE))]


def locale(language: str) -> str:
    """Return the language as Open Graph names it, such as "ko_KR"."""
    return LOCALES.get(language) or to_locale(language)


def _query_of(request):
    try:
        given = request.GET
    except SuspiciousOperation:
        return ""  # too many parameters: the page says so
    names = getattr(request.resolver_match and request.resolver_match.func, "parameters", given)
    kept = QueryDict(mutable=True)
    for name in names:
        if name in given:
            kept.setlist(name, given.getlist(name))
    return kept.urlencode()
