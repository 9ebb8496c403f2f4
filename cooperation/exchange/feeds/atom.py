"""Atom: a page of changes (RFC 4287, with the paging links of RFC 5005, section 3)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from cooperation import __version__

from ...domain.languages import in_language
from ...domain.site import owner_url, site_name
from ..citations import publisher
from ..xml import allowed
from .entries import Entry
from .identity import host_of, tag_uri

CONTENT_TYPE = "application/atom+xml; charset=utf-8"
ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True)
class Feed:
    """A page of a feed.

    `name` identifies the feed, whatever page it is. `page` is the address of the web page with the same content,
    `links` are the addresses of this and other pages of the feed, by their relation. Addresses are paths with a query.
    """

    title: str
    name: str
    page: str
    links: dict[str, str]


def write(feed: Feed, entries: list[Entry], today: date, origin: str) -> bytes:
    """Return the document. `origin` is the scheme and host of all addresses.

    Its time is that of the latest entry; an empty feed has that of the beginning of `today`.
    """
    origin = origin.rstrip("/")
    host = host_of(origin)
    root = Element("feed", {"xmlns": ATOM, "xml:lang": get_language()})
    _text(root, "id", tag_uri(host, feed.name))
    _text(root, "title", f"{feed.title} – {site_name()}" if feed.title else site_name())
    midnight = datetime.combine(today, time.min, timezone.get_default_timezone())
    _text(root, "updated", _time(max((entry.updated for entry in entries), default=midnight)))
    author = SubElement(root, "author")
    _text(author, "name", publisher()[0])
    if not settings.DEMONSTRATION:
        _text(author, "uri", owner_url())
    _text(root, "rights", settings.DATA_LICENCE.name)
    _text(root, "generator", "Cooperation registry", version=__version__)
    _link(root, "alternate", f"{origin}{feed.page}", "text/html")
    for relation, path in feed.links.items():
        _link(root, relation, f"{origin}{path}", "application/atom+xml")
    _link(root, "license", settings.DATA_LICENCE.url)
    for entry in entries:
        _entry(root, entry, origin, host)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def _entry(root, entry, origin, host):
    element = SubElement(root, "entry")
    _text(element, "id", tag_uri(host, entry.kind, entry.pk))
    language = {"xml:lang": entry.title.language} if entry.title.is_foreign else {}
    _text(element, "title", entry.title, **language)
    _text(element, "updated", _time(entry.updated))
    if entry.published:
        _text(element, "published", _time(entry.published))
    _link(element, "alternate", f"{origin}{entry.path}", "text/html")
    kinds = f"{origin}{_scheme(entry.kind)}"
    SubElement(element, "category", term=entry.kind, scheme=kinds, label=allowed(entry.kind_label))
    for slug, name in entry.topics:
        SubElement(element, "category", term=slug, scheme=f"{origin}{_scheme('topic')}", label=allowed(name))
    if entry.summary:
        _text(element, "summary", entry.summary)


def _scheme(kind):
    """Return the path that names the categories of a kind, the same in every language."""
    return in_language(reverse(f"{kind}_list"), settings.LANGUAGE_CODE)


def _text(parent, name, text, **attributes):
    SubElement(parent, name, attributes).text = allowed(text)


def _link(parent, relation, address, media_type=""):
    SubElement(parent, "link", {"rel": relation, **({"type": media_type} if media_type else {}), "href": address})


def _time(at: datetime) -> str:
    return f"{at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='seconds')}Z"
