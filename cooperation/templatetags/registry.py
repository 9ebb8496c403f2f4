"""Template tags for dates, money, marks and claims on public pages: `{% load registry %}`."""

from django import template
from django.utils.translation import get_language

from ..domain.money import in_words
from ..public import claims, lines, markup, pictures
from ..public.pieces import frames
from ..public.views.ratings import SIGNER

register = template.Library()
register.filter("when", markup.when)
register.filter("geometry", pictures.geometry)
for tag in (
    claims.claim,
    claims.listed,
    lines.figures_of,
    lines.ledger_lines,
    lines.place,
    lines.total,
    markup.as_of,
    markup.links,
    markup.marks,
    markup.meeting_state,
    markup.outcome_status,
    markup.page_links,
    markup.period,
    markup.project_dates,
    markup.project_status,
    markup.record_links,
    pictures.places,
    pictures.session_marks,
    pictures.timeline_bars,
    pictures.timeline_rows,
):
    register.simple_tag(tag)
register.filter("is_to_come", lambda meeting, today: meeting.is_to_come(today))


class Kept(template.Node):
    """A fragment of a page, rendered once for each language and each combination of its `values`.

    It is cached in `pieces`, those of the state that the page shows, or permanently if it shows no data of the
    registry.
    """

    child_nodelists = ()  # a child template cannot override a block inside: the next page would show this one's content

    def __init__(self, part, name, values, pieces):
        self.part, self.name, self.values, self.pieces = part, name, values, pieces

    def render(self, context):
        pieces = self.pieces.resolve(context) if self.pieces else frames
        if pieces is None:
            return self.part.render(context)
        key = (self.name, get_language(), *(value.resolve(context) for value in self.values))
        return pieces.made(key, lambda: self.part.render(context))


@register.tag
def kept(parser, token):
    """Cache what is between {% kept "name" value ... [in pieces] %} and {% endkept %}.

    It may depend only on the values and on the state of `pieces`. If `pieces` is None it is not cached.
    """
    _tag, name, *values = token.split_contents()
    part = parser.parse(["endkept"])
    parser.delete_first_token()
    pieces = parser.compile_filter(values.pop()) if values[-2:-1] == ["in"] else None
    if pieces:
        values.pop()
    return Kept(part, name, [parser.compile_filter(value) for value in values], pieces)


@register.simple_tag(takes_context=True)
def signed_path(context):
    """Return the signed path of the page, which is the same for every reader."""
    return SIGNER.sign(context["request"].path)


@register.simple_tag
def money(amount, currency):
    """Return an amount with its currency code, or an empty string."""
    return "" if amount is None else in_words(amount, currency)


@register.simple_block_tag
def fact(content, thing, *fields, label=None):
    """Return one row of a list of facts: label, value, marks and expandable claims. Without a value there is no row.

    `fields` name what the row is about; the label defaults to that of the first field.
    """
    if not content.strip():
        return ""
    groups = [thing.evidence.show(field) for field in fields]
    return claims.fact(label or groups[0].label, content, groups)


@register.simple_tag(name="claims")
def claims_about(thing, *fields, is_named=False):
    """Return expandable claims about `fields`; without fields, all claims that the page has not shown yet.

    `is_named` shows what the claims are about as visible text too, if it is not beside them.
    """
    groups = [thing.evidence.show(field) for field in fields] if fields else thing.evidence.rest
    return claims.folded([each for each in groups if each], thing=thing, is_named=is_named)
