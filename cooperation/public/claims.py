"""Render the claims behind a value: what each source says. See markup.py for why these are functions."""

from html import escape

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ..domain.evidence import Claim, Claims
from .markup import display, html, link, mark, marks_of, when


def fact(label, value: str, groups: list[Claims]) -> SafeString:
    """Return one row of a list of facts: label, value, marks and the expandable claims."""
    label = conditional_escape(label)
    told = folded([each for each in groups if each], label)
    return html(f"<div>\n  <dt>{label}</dt>\n  <dd>{value}{marks_of(groups)}{told}</dd>\n</div>\n")


def folded(groups: list[Claims], about: str = "", *, thing=None, is_named: bool = False) -> SafeString:
    """Return expandable claims, or an empty string if there are none.

    If `about` (HTML) is given, it names what all claims are about. Otherwise each group has its own label, and the
    summary has the label of the `thing`.
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
    """Return the claims at the end of a page, each group under its label."""
    return html(
        "".join(
            f'<h3>{escape(str(claims.label))}</h3>\n<ul class="claims">\n{_items(claims)}</ul>\n' for claims in groups
        )
    )


def _items(claims):
    return "".join(f"<li>{claim(each)}</li>\n" for each in claims)


def claim(of: Claim, *, hides_source: bool = False) -> SafeString:
    """Return one claim: value, marks, source (unless the page is about that source), quotation and note."""
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
