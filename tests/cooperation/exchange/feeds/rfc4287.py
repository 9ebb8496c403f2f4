"""The grammar of Atom feeds (RFC 4287) in our own words, with the links between pages of RFC 5005, section 3."""

import re
from collections import Counter
from datetime import datetime
from xml.etree import ElementTree

ATOM = "{http://www.w3.org/2005/Atom}"
# How often each element may occur: (least, most); None means any number.
COMMON = {"author": (0, None), "category": (0, None), "contributor": (0, None), "id": (1, 1), "link": (0, None)}
COMMON |= {"rights": (0, 1), "title": (1, 1), "updated": (1, 1)}
FEED = COMMON | {"generator": (0, 1), "icon": (0, 1), "logo": (0, 1), "subtitle": (0, 1), "entry": (0, None)}
ENTRY = COMMON | {"content": (0, 1), "published": (0, 1), "source": (0, 1), "summary": (0, 1)}
PERSON = {"name": (1, 1), "uri": (0, 1), "email": (0, 1)}
TEXTS = {"title", "subtitle", "summary", "rights"}
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)\Z", re.ASCII)
# An absolute IRI: a scheme, a colon, and no character that must be escaped.
IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`\x00-\x1f]+\Z")
MEDIA_TYPE = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+(;.*)?\Z", re.ASCII)
LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*\Z")
PAGING = ("first", "last", "previous", "next")


def problems(document: bytes) -> list[str]:
    """Return what is wrong with the document, each problem as a sentence; nothing if it is a valid feed."""
    try:
        root = ElementTree.fromstring(document)  # noqa: S314  our own document
    except ElementTree.ParseError as error:
        return [f"not well-formed: {error}"]
    if root.tag != f"{ATOM}feed":
        return ["the root is not atom:feed"]
    return [*_feed(root)]


def _feed(feed):
    yield from _children(feed, FEED, "feed")
    entries = feed.findall(f"{ATOM}entry")
    if not feed.findall(f"{ATOM}author") and not all(entry.findall(f"{ATOM}author") for entry in entries):
        yield "neither the feed nor each entry has an author"
    relations = Counter(link.get("rel", "alternate") for link in feed.findall(f"{ATOM}link"))
    if relations["self"] != 1:
        yield "the feed has no link to itself, or several"
    yield from (f"the feed has several links to its {name} page" for name in PAGING if relations[name] > 1)
    for number, entry in enumerate(entries, 1):
        yield from _entry(entry, f"entry {number}")
    ids = Counter(entry.findtext(f"{ATOM}id") for entry in entries)
    yield from (f"several entries have the id {name}" for name, count in ids.items() if count > 1)


def _entry(entry, where):
    yield from _children(entry, ENTRY, where)
    relations = [link.get("rel", "alternate") for link in entry.findall(f"{ATOM}link")]
    if entry.find(f"{ATOM}content") is None and "alternate" not in relations:
        yield f"{where}: neither content nor a link to its page"


def _children(element, allowed, where):
    language = element.get("{http://www.w3.org/XML/1998/namespace}lang")
    if language is not None and not LANGUAGE.match(language):
        yield f"{where}: {language!r} is not a language"
    counts = Counter(child.tag for child in element)
    for name, (least, most) in allowed.items():
        count = counts.pop(f"{ATOM}{name}", 0)
        if count < least or (most is not None and count > most):
            yield f"{where}: {count} times {name}"
    yield from (f"{where}: {tag} does not belong here" for tag in counts if tag.startswith(ATOM))
    for child in element:
        yield from _child(child, child.tag.removeprefix(ATOM), where)
    alternates = [
        (link.get("type"), link.get("hreflang"))
        for link in element.findall(f"{ATOM}link")
        if link.get("rel", "alternate") == "alternate"
    ]
    if len(set(alternates)) < len(alternates):
        yield f"{where}: two alternate links of the same type and language"


def _child(child, name, where):
    text = child.text or ""
    if name in TEXTS:
        if child.get("type", "text") not in ("text", "html", "xhtml"):
            yield f"{where}: {name} has the type {child.get('type')!r}"
        elif child.get("type", "text") != "xhtml" and len(child):
            yield f"{where}: {name} has elements"
    elif name in ("updated", "published"):
        if not is_date(text):
            yield f"{where}: {name} is {text!r}"
    elif name == "id":
        if not IRI.match(text):
            yield f"{where}: id is {text!r}"
    elif name in ("author", "contributor"):
        yield from _children(child, PERSON, f"{where}, {name}")
    elif name == "uri":
        if not IRI.match(text):
            yield f"{where}: uri is {text!r}"
    elif name in ("name", "generator"):
        if not text.strip():
            yield f"{where}: {name} is empty"
    elif name == "link":
        yield from _link(child, where)
    elif name == "category":
        if not child.get("term"):
            yield f"{where}: category without a term"
        if child.get("scheme") is not None and not IRI.match(child.get("scheme")):
            yield f"{where}: category with the scheme {child.get('scheme')!r}"


def _link(link, where):
    if not IRI.match(link.get("href", "")):
        yield f"{where}: link to {link.get('href')!r}"
    relation = link.get("rel", "alternate")
    if not re.match(r"[a-z][a-z0-9.-]*\Z", relation) and not IRI.match(relation):
        yield f"{where}: link with the relation {relation!r}"
    if link.get("type") is not None and not MEDIA_TYPE.match(link.get("type")):
        yield f"{where}: link with the type {link.get('type')!r}"


def is_date(text: str) -> bool:
    """Return whether the text is a date and time of RFC 3339 that exists."""
    if not DATE.match(text):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
