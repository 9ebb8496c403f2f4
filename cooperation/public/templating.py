"""The Jinja2 environment of the public pages: the functions and filters that their templates use.

Django's admin, forms and mails use Django's templates.
"""

from functools import lru_cache

from django.conf import settings
from django.contrib.humanize.templatetags.humanize import ordinal
from django.template.defaultfilters import date, filesizeformat, linebreaks_filter, truncatewords
from django.templatetags.static import static
from django.urls import get_script_prefix, reverse
from django.utils.text import Truncator, capfirst
from django.utils.timezone import template_localtime
from django.utils.translation import get_language, gettext, ngettext, override
from jinja2 import Environment, Template

from ..domain.dates import PartialDate, period_words
from ..domain.evidence import marks_of, open_as_of
from ..domain.marks import MARKS
from ..domain.money import in_words
from ..exchange.citations import FORMATS as REFERENCE_FORMATS
from .views.ratings import SIGNER


class _Template(Template):
    """Activates the language while the template is rendered: looking up the default one takes ten times as long."""

    def render(self, *args, **kwargs):
        with override(get_language()):
            return super().render(*args, **kwargs)


class _Environment(Environment):
    template_class = _Template


def environment(**options) -> Environment:
    """Return the environment that settings.TEMPLATES names. Autoescape is on."""
    made = _Environment(**options, extensions=["jinja2.ext.i18n"], trim_blocks=True, lstrip_blocks=True)
    made.install_gettext_callables(_gettext, ngettext, newstyle=True)
    made.policies["ext.i18n.trimmed"] = True

    def marks(thing, *fields: str):
        """Return the marks of the claims about these fields; "" is the thing as a whole. Most have no claims."""
        groups = thing.evidence.about(*fields)
        return made.get_template("macros/values.html").module.marks_of_claims(groups) if groups else ""

    made.globals |= {
        "MARKS": MARKS,
        "REFERENCE_FORMATS": REFERENCE_FORMATS,
        "choice": choice,
        "date_words": date_words,
        "geometry": geometry,
        "marks": marks,
        "language": get_language,
        "marks_of": marks_of,
        "money": in_words,
        "ordinal": ordinal,
        "open_as_of": open_as_of,
        "page_address": page_address,
        "period_words": period_words,
        "settings": settings,
        "signed": SIGNER.sign,
        "static": static,
        "url": url,
    }
    made.filters |= {
        "capfirst": capfirst,
        "date": lambda value, form: date(template_localtime(value), form),
        "filesize": filesizeformat,
        "linebreaks": linebreaks_filter,
        "truncated": lambda text, length: Truncator(text).chars(length),
        "truncated_words": truncatewords,
    }
    return made


def _gettext(message):
    return _translated(message, get_language())


@lru_cache(maxsize=4096)
def _translated(message, language):
    return gettext(message)


def url(name: str, *args) -> str:
    return _url(name, args, get_script_prefix())


@lru_cache(maxsize=256)
def _url(name, args, prefix):
    return reverse(name, args=args)


def page_address(query, number) -> str:
    """Return the relative address of a page of a list, for the QueryDict of the current page."""
    query = query.copy()
    query.pop("page", None)
    if number != 1:
        query["page"] = number
    return f"?{query.urlencode()}"


def choice(thing, field: str) -> str:
    """Return the label of a field's choice, like Django's get_FOO_display(), which builds its lookup on each call."""
    code = getattr(thing, field)
    return _choices(type(thing), field, get_language()).get(code, code)


@lru_cache(maxsize=256)
def _choices(model, field, language):
    return {code: str(label) for code, label in model._meta.get_field(field).flatchoices}


def date_words(value: PartialDate) -> str:
    """Return a partial date in words, such as "March 2005"."""
    return _date_words(value, get_language())


@lru_cache(maxsize=8192)
def _date_words(value, language):
    return value.words


def geometry(value) -> str:
    """Return a number for SVG geometry, independent of the reader's locale: "12.5", "1000"."""
    return f"{value:.1f}".rstrip("0").rstrip(".")
