"""How pages write what sources say, to open beside a value. Functions for the reason that markup.py gives."""

from html import escape

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ..domain.evidence import Claim, Claims
from .markup import display, html, link, mark, marks_of, when


def fact(label, value: str, groups: list[Claims]) -> SafeString:
    """Return a row of a list of facts: label, value, marks, and the claims to open."""
    label = conditional_escape(label)
    told = folded([each for each in groups if each], label)
    return html(f"<div>\n  <dt>{label}</dt>\n  <dd>{value}{marks_of(groups)}{told}</dd>\n</div>\n")


def folded(groups: list[Claims], about: str = "", *, thing=None, is_named: bool = False) -> SafeString:
    """Return claims to open, nothing where there are none.

    They are all about what `about` says, as HTML; else each group has its label, and the whole that of the `thing`.
    """
    if not groups:
        return html("")
    hidden = "" if is_named else ' class="visually-hidden"'
    lists = ""
    for claims in groups:
        label = "" if about and len(groups) == 1 else f'<p class="about">{escape(str(claims.label))}</p>\n'
        lists += f"{label}<ul>\n{_items(claims)}</ul>\n"
    summary = f"<summary>{escape(_('Sources'))}<span{hidden}>: {about or escape(str(thing))}</span></summary>"
    return html(f'<details class="claims">\n{summary}\n{lists}</details>')


def listed(groups: list[Claims]) -> SafeString:
    """Return the claims that a page tells at its end, each group under its label."""
    return html(
        "".join(
            f'<h3>{escape(str(claims.label))}</h3>\n<ul class="claims">\n{_items(claims)}</ul>\n' for claims in groups
        )
    )


def _items(claims):
    return "".join(f"<li>{claim(each)}</li>\n" for each in claims)


def claim(of: Claim, *, hides_source: bool = False) -> SafeString:
    """Return one claim: its value, its marks, its source unless the page is about that, the words, the note."""
    citation, value = of.citation, _value(of)
    parts = [f"<strong>{value}</strong>"] if value else []
    if citation.is_disputed:
        parts.append(mark(_("disputed"), "mark disputed"))
    parts.append(mark(display(citation, "basis")))
    if citation.is_incomplete:
        parts.append(mark(_("list incomplete")))
    if hides_source:
        parts.append(escape(citation.locator))
    text = f"<p>\n{'\n'.join(parts)}\n</p>\n"
    if not hides_source:
        text += f"{_source(citation)}\n"
    if citation.quotation:
        text += f"<blockquote><p>{escape(citation.quotation)}</p></blockquote>\n"
    if citation.note:
        text += f"<p>{mark(_('Note:'), 'soft')} {escape(citation.note)}</p>\n"
    return html(text)


def _value(of):
    if of.field is None or not of.field.is_relation:
        return escape(of.words)
    return "".join(link(each) if hasattr(each, "get_absolute_url") else escape(str(each)) for each in of.pieces)


def _source(citation):
    source = citation.source
    if not source:
        return f'<p class="soft">{escape(_("No source: an editor's reading."))}</p>'
    text = link(source)
    if citation.locator:
        text += f", {escape(citation.locator)}"
    if source.as_of:
        text += f", {escape(_('as of'))} {when(source.as_of)}"
    return f"<p>{text} {mark(f'({display(source, "origin")})', 'soft')}</p>"
