"""Renders the parameters of a list. Uses functions instead of templates because there are hundreds of options."""

from functools import lru_cache

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .option import grouped
from .several import BoundSeveral

_escaped = lru_cache(maxsize=8192)(escape)
_COUNT = ' <span class="count">%s</span>'


def panels(form) -> SafeString:
    """Return all parameters of a list except the page, each with its value and its errors.

    Multiple-choice parameters are collapsed if nothing is selected; those without options are left out.
    """
    parts = [_words(form["q"])]
    parts += [_several(field) for field in form if isinstance(field, BoundSeveral) and field.options]
    if "to" in form.fields:
        parts.append(_period(form["from"], form["to"]))
    parts.append(one_of(form["sort"]))
    return mark_safe("\n".join(parts))  # noqa: S308 user input and names are escaped


def one_of(field) -> SafeString:
    name = field.name
    options = "".join(
        f'<option value="{escape(each.value)}"{" selected" if each.is_chosen else ""}>{escape(each.label)}</option>'
        for each in field.options
    )
    control = f'<select name="{name}" id="{name}"{_marked(field)}>{options}</select>'
    return mark_safe(f'<div class="filter" id="filter-{name}">{_label(field)}{_errors(field)}{control}</div>')  # noqa: S308


def _label(field):
    return f'<label for="{field.name}">{escape(field.label)}</label>'


def _errors(field):
    if not field.errors:
        return ""
    messages = "".join(f"<p>{escape(message)}</p>" for message in field.errors)
    return f'<div class="error" id="{field.name}-error">{messages}</div>'


def _marked(field, described_by=""):
    ids = " ".join(filter(None, (described_by, f"{field.name}-error" if field.errors else "")))
    return (' aria-invalid="true"' if field.errors else "") + (f' aria-describedby="{ids}"' if ids else "")


def _words(field):
    control = f'<input type="search" name="q" id="q" value="{escape(field.typed)}" maxlength="200"{_marked(field)}>'
    return f'<div class="filter" id="filter-q">{_label(field)}{_errors(field)}{control}</div>'


def _several(field):
    number, name, label = len(field.chosen), field.name, escape(field.label)
    described = f' aria-describedby="{name}-error"' if field.errors else ""
    return (
        f'<details class="filter" id="filter-{name}"{" open" if number else ""}>'
        f"<summary>{label}{f' <span class="soft">({number})</span>' if number else ''}</summary>"
        f'<fieldset{described}><legend class="visually-hidden">{label}</legend>{_errors(field)}'
        f'<div class="options">{_check_boxes(name, field.options)}</div></fieldset></details>'
    )


def _check_boxes(name, options):
    language = get_language()
    return "\n".join(
        f'<label class="option{" below" if option.depth else ""}"><input type="checkbox" name="{name}" '
        f'value="{_escaped(option.value)}"{" checked" if option.is_chosen else ""}'
        f"{' aria-invalid="true"' if option.is_wrong else ''}> <span>{_escaped(option.label)}</span>"
        f"{'' if option.count is None else _COUNT % grouped(option.count, language)}</label>"
        for option in options
    )


def _period(*ends):
    form = _(
        'A year, a month or a day: 2012, <span class="whole">2012-05</span> or <span class="whole">2012-05-04</span>.'
    )
    fields = "".join(
        f'<div id="filter-{field.name}">{_label(field)}{_errors(field)}<input type="text" name="{field.name}" '
        f'id="{field.name}" value="{escape(field.typed)}" autocomplete="off"{_marked(field, "period-form")}></div>'
        for field in ends
    )
    return (
        f'<fieldset class="filter period"><legend>{escape(_("Period"))}</legend>'
        f'<p class="soft small" id="period-form">{form}</p>{fields}</fieldset>'
    )
