"""The Jinja2 environment of the public pages: the functions and filters that their templates use.

Django's admin, forms and mails use Django's templates.
"""

import re
from functools import lru_cache

from django.conf import settings
from django.template.defaultfilters import date, filesizeformat, linebreaks_filter
from django.templatetags.static import static
from django.urls import get_script_prefix, reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator, capfirst
from django.utils.timezone import template_localtime
from django.utils.translation import get_language, gettext, ngettext, pgettext
from jinja2 import Environment
from markupsafe import Markup

from regions.translated import LANGUAGES, Text, text_of, with_hangul_marked

from ..domain.dates import PartialDate, period_words
from ..domain.evidence import marks_of, open_as_of
from ..domain.hangul import by_script
from ..domain.languages import in_language
from ..domain.marks import MARKS
from ..domain.money import in_words
from ..domain.ordinals import session_number
from ..domain.site import owner, owner_url, site_name
from ..exchange.citations import FORMATS as REFERENCE_FORMATS
from .drawings.labels import cut
from .language_links import alternates, language_links, locale
from .views.ratings import SIGNER

_TAG = re.compile(r"<[^>]*>")


def environment(**options) -> Environment:
    """Return the environment that settings.TEMPLATES names. Autoescape is on."""
    env = Environment(  # noqa: S701  Django sets autoescape
        **options, extensions=["jinja2.ext.i18n"], trim_blocks=True, lstrip_blocks=True
    )
    env.install_gettext_callables(gettext, ngettext, newstyle=True, pgettext=pgettext)
    env.policies["ext.i18n.trimmed"] = True

    def marks(thing, *fields: str):
        """Return the marks of the claims about these fields; "" is the object as a whole."""
        groups = thing.evidence.about(*fields)
        return env.get_template("macros/values.html").module.marks_of_claims(groups) if groups else ""

    env.globals |= {
        "_": _gettext,
        "gettext": _gettext,
        "MARKS": MARKS,
        "REFERENCE_FORMATS": REFERENCE_FORMATS,
        "choice": choice,
        "date_words": date_words,
        "geometry": geometry,
        "marks": marks,
        "alternates": alternates,
        "in_language": in_language,
        "language": get_language,
        "language_links": language_links,
        "locale": locale,
        "marks_of": marks_of,
        "money": in_words,
        "only_in": only_in,
        "open_as_of": open_as_of,
        "name_of_owner": owner,
        "address_of_owner": owner_url,
        "page_address": page_address,
        "period_words": period_words,
        "session_number": session_number,
        "settings": settings,
        "signed": SIGNER.sign,
        "name_of_site": site_name,
        "static": static,
        "text": text_of,
        "url": url,
    }
    env.filters |= {
        "capfirst": capfirst,
        "cut": cut,
        "date": lambda value, form: date(template_localtime(value), form),
        "filesize": filesizeformat,
        "hangul": hangul,
        "in_its_language": in_its_language,
        "lang": lang,
        "linebreaks": linebreaks,
        "plain": plain,
        "split_lines": split_lines,
        "truncated": lambda text, length: _like(text, Truncator(str(text)).chars(length)),
        "truncated_words": lambda text, number: _like(text, Truncator(str(text)).words(number)),
    }
    return env


def _gettext(message: str, /, **values) -> Markup:
    """Do what Jinja2's newstyle gettext does, with a cache."""
    language = get_language()
    return _translated(message, language) % values if values else _formatted(message, language)


@lru_cache(maxsize=4096)
def _translated(message, language):
    return Markup(gettext(message))  # noqa: S704  translations are as safe as templates


@lru_cache(maxsize=4096)
def _formatted(message, language):
    return _translated(message, language) % {}


def url(name: str, *args) -> str:
    return _url(name, args, get_language(), get_script_prefix())


@lru_cache(maxsize=256)
def _url(name, args, _language, _script_prefix):
    return reverse(name, args=args)


def page_address(query, number) -> str:
    """Return the relative address of a page of a list, for the QueryDict of the current page."""
    query = query.copy()
    query.pop("page", None)
    if number != 1:
        query["page"] = number
    return f"?{query.urlencode()}"


def choice(thing, field: str) -> str:
    """Return the label of a field's choice, as get_FOO_display() does, with a cache."""
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


def in_its_language(text: str, language: str = "") -> Text:
    """Return an untranslated text with its language, or with that of its script if none is recorded."""
    if isinstance(text, Text):
        return text
    return Text(str(text), language) if language else by_script(str(text))


def hangul(text: str) -> SafeString | str:
    """Return a sentence that may quote what a reader typed, with its words in Hangul marked as Korean."""
    return text if isinstance(text, Text) or get_language() == "ko" else with_hangul_marked(conditional_escape(text))


def split_lines(text: str) -> list[Text]:
    """Return the lines of a text, each marked with its language."""
    return [_like(text, line) if isinstance(text, Text) else in_its_language(line) for line in text.splitlines()]


def lang(text: str) -> SafeString | str:
    """Return the `lang` attribute of an element (such as in SVG) with text in another language."""
    is_foreign = isinstance(text, Text) and text.is_foreign
    return format_html(' lang="{}"', text.language) if is_foreign else ""


def linebreaks(text: str) -> SafeString:
    """Return the paragraphs of a text, in an element with `lang` if it is in another language."""
    html = linebreaks_filter(str(text))
    if isinstance(text, Text) and text.language != "ko" and (text.is_foreign or get_language() != "ko"):
        html = with_hangul_marked(html)
    if isinstance(text, Text) and text.is_foreign:
        return format_html('<div lang="{}">{}</div>', text.language, html)
    return html


def plain(value) -> str:
    """Return a text or rendered HTML without markup, for attributes and <title>."""
    return Markup(_TAG.sub("", value)) if isinstance(value, Markup) else str(value)  # noqa: S704  it was escaped


def only_in(text: Text) -> str:
    """Return the note for a text that exists only in another language, otherwise ""."""
    return gettext("in %(language)s only") % {"language": LANGUAGES[text.language]} if text.is_foreign else ""


def _like(text, other):
    return text.with_text(other) if isinstance(text, Text) else other


def geometry(value) -> str:
    """Return a number for SVG geometry, independent of the reader's locale: "12.5", "1000"."""
    return f"{value:.1f}".rstrip("0").rstrip(".")
