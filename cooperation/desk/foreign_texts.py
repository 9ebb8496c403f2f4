"""Adds `lang` to the texts of an admin page that are not in its language.

A record may have its title in one language only, and the admin shows titles without their language in lists, links,
histories, messages and choices.
"""

import re

from django.utils.translation import get_language

from regions.translated import FIRST, with_hangul_marked

from ..domain.hangul import has_hangul

_TAG = re.compile(r"""(<!--.*?-->|<!?/?[a-zA-Z](?:"[^"]*"|'[^']*'|[^>"'])*>)""", re.DOTALL)
_NAME = re.compile(r"<(/?)([a-zA-Z][\w-]*)")
_LANG = re.compile(r"""\slang=["']?([\w-]+)""")
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
# Elements whose content has no markup or no language.
_SKIPPED = {"head", "script", "style", "textarea", "svg", "code", "pre", "kbd", "samp"}
_WORD = re.compile(r"[(\[“‘]*[A-Za-z][a-z’-]+[a-z][,.;:)\]”’…]*")


def mark(html: str) -> str:
    """Return the page with `lang` added to texts in Hangul, or to English texts if the page is in Korean."""
    page = get_language()
    if page == FIRST and not has_hangul(html):
        return html
    parts, open_elements = _TAG.split(html), [("", page)]
    for at, part in enumerate(parts):
        if at % 2:
            _follow(part, open_elements)
            continue
        name, language = open_elements[-1]
        if not part.strip() or any(each in _SKIPPED for each, _language in open_elements):
            continue
        if name == "option":
            if foreign := _foreign(part, language):
                parts[at - 1] = f'{parts[at - 1][:-1]} lang="{foreign}">'
        elif name != "title" and (foreign := _foreign(part, language)):
            marked = f'<span lang="{foreign}">{part.strip()}</span>'
            parts[at] = with_hangul_marked(part) if foreign == "ko" else part.replace(part.strip(), marked)
    return "".join(parts)


def _follow(tag, open_elements):
    """Open or close an element. Elements without an end tag, such as a paragraph, end with their parent."""
    if not (found := _NAME.match(tag)):
        return
    closes, name = found[1], found[2].lower()
    if closes:
        if any(each == name for each, _language in open_elements):
            while open_elements.pop()[0] != name:
                pass
    elif name not in _VOID and not tag.endswith("/>"):
        language = _LANG.search(tag)
        open_elements.append((name, language[1] if language else open_elements[-1][1]))


def _foreign(text, language):
    """Return the language of a text if it is not `language`, that of its element; else "".

    English counts from two words: a single one may be an acronym or a code.
    """
    if has_hangul(text):
        return "ko" if language != "ko" else ""
    is_english = language == "ko" and sum(bool(_WORD.fullmatch(word)) for word in text.split()) > 1
    return FIRST if is_english else ""
