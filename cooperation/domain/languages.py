"""The language of an address: Korean pages begin with /ko/, English ones have no prefix.

Paths are those of `request.path_info`: they begin with a slash. See docs/languages.md.
"""

from django.conf import settings
from django.http import FileResponse
from django.urls import Resolver404, ResolverMatch, get_script_prefix, resolve
from django.utils.translation import get_language, override

STAFF = "/admin/"
ASKED = "language"  # the parameter of the pages before sign-in, where no account decides
# The media types of responses in one language. A file of another type holds every language, or none.
IN_ONE_LANGUAGE = ("text/html", "text/plain", "application/atom+xml", "text/calendar")


def languages() -> list[str]:
    """Return the codes of the languages of the interface, that of the addresses without a prefix first."""
    return [code for code, _name in settings.LANGUAGES]


def in_each_language(text) -> list[str]:
    """Return a text that is translated lazily in each language of the interface, each different one once."""
    found = []
    for language in languages():
        with override(language):
            found.append(str(text))
    return list(dict.fromkeys(found))


def current_language() -> str:
    """Return the active language, which is one of `languages()`."""
    found = get_language()
    return found if found in languages() else settings.LANGUAGE_CODE


def language_of(path: str) -> str:
    """Return the language of the page at the path. Nothing else decides it."""
    first = path[1:].partition("/")[0]
    return first if first != settings.LANGUAGE_CODE and first in languages() else settings.LANGUAGE_CODE


def prefix_of(language: str) -> str:
    """Return what the paths of pages in the language begin with: "/ko", or "" for the language without a prefix."""
    return "" if language == settings.LANGUAGE_CODE else f"/{language}"


def without_prefix(path: str) -> str:
    """Return the path of the page without its language, such as "/meetings/" for "/ko/meetings/"."""
    return path.removeprefix(prefix_of(language_of(path))) or "/"


def in_language(address: str, language: str) -> str:
    """Return the address of the same page in the language: a path as reverse() returns it, maybe with a query."""
    root = get_script_prefix()
    return f"{root.rstrip('/')}{prefix_of(language)}{without_prefix(f'/{address.removeprefix(root)}')}"


def asking_for(language: str) -> str:
    """Return the query with which an address of a page before sign-in asks for the language."""
    return "" if language == settings.LANGUAGE_CODE else f"?{ASKED}={language}"


def resolved(path: str) -> ResolverMatch:
    """Return the view of the path, whatever language is active: the patterns depend on it. Raises Resolver404."""
    with override(language_of(path)):
        return resolve(path)


def is_file(path: str) -> bool:
    """Return whether the path is that of a public file, which has one address without a language."""
    others = [code for code in languages() if code != settings.LANGUAGE_CODE]
    if not others or path.endswith("/") or path.startswith(STAFF) or language_of(path) != settings.LANGUAGE_CODE:
        return False
    with override(others[0]):  # its pages have a prefix, so a match without one is a file
        try:
            resolve(path)
        except Resolver404:
            return False
    return True


def answer_in(language: str, get_response, request):
    """Return the response to the request with the language active, also while it is streamed.

    Content-Language says so, unless the response is a file, which holds every language or none.
    """
    with override(language):
        response = get_response(request)
    if response.get("Content-Type", "").startswith(IN_ONE_LANGUAGE):
        response.setdefault("Content-Language", language)
    if response.streaming and not isinstance(response, FileResponse):
        response.streaming_content = _each_in(language, iter(response.streaming_content))
    return response


def _each_in(language, parts):
    while True:
        with override(language):
            part = next(parts, None)
        if part is None:
            return
        yield part
