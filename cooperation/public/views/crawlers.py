"""robots.txt, and the sitemap with the address of every public page.

A sitemap file has at most MOST pages, each in every language, and takes one statement for each kind in it. If there are
more, /sitemap.xml is a sitemap index. The protocol is that of sitemaps.org.
"""

from functools import cache
from xml.sax.saxutils import escape

from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import LocalePrefixPattern, get_resolver, reverse
from django.utils.translation import override
from django.views.decorators.http import require_safe

from regions.models import Country, Region

from ... import index
from ...domain.addresses import origin_of
from ...domain.languages import in_language, languages
from ...models import RECORDS, Organization, Source, Topic
from ...models.in_order import ids_of
from .topics import public_topics

# The protocol allows 50,000 addresses and 50 MB; this bounds the memory and the time that one file takes.
MOST = 5_000
XMLNS = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"
MODELS = {model._meta.model_name: model for model in (Region, Country, Topic, *RECORDS, Organization, Source)}
PAGES = "pages"  # the file of the pages that show no single object


@require_safe
def robots(request):
    """Exclude pages that are not for readers, and name the sitemap."""
    closed = [reverse("admin:index")]
    closed += [in_language(reverse(name), language) for name in ("rate", "search_suggest") for language in languages()]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), ""]
    lines.append(f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}")
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


@require_safe
def sitemap(request):
    """Return all addresses, or the sitemap index."""
    snapshot = index.now()
    ids = {kind: public_ids(kind, snapshot) for kind in MODELS}
    if len(addresses_of_pages()) + sum(map(len, ids.values())) <= MOST:
        return _urlset(request, [*addresses_of_pages(), *(each for kind in ids for each in _rows(kind, ids[kind]))])
    files = [(PAGES, 1)]
    files += [(kind, number) for kind, found in ids.items() for number in range(1, -(-len(found) // MOST) + 1)]
    origin = escape(origin_of(request))
    addresses = [f"{origin}{escape(reverse('sitemap_part', args=file))}" for file in files]
    return _xml("sitemapindex", [_element("sitemap", address) for address in addresses])


@require_safe
def sitemap_part(request, kind, number):
    """Return one file of the index."""
    if kind == PAGES and number == 1:
        return _urlset(request, addresses_of_pages())
    if kind not in MODELS or number < 1:
        raise Http404
    found = public_ids(kind, index.now())[(number - 1) * MOST : number * MOST]
    if not found:
        raise Http404
    return _urlset(request, _rows(kind, found))


def public_ids(kind, snapshot):
    """Return the sorted ids of the objects with a public page, as a sequence."""
    if kind in index.KINDS:
        return snapshot[kind].whole
    model = MODELS[kind]
    if model is Topic:
        return sorted(public_topics(snapshot))
    rows = Source.objects.cited() if model is Source else model.objects.all()
    return ids_of(rows.order_by("pk"))


def _rows(kind, ids):
    """Return the path and the time of the last change of each object that is still public."""
    model = MODELS[kind]
    rows = model.objects.published() if model in RECORDS else model.objects.all()
    rows = rows.filter(pk__in=list(ids)).order_by("pk").values_list("slug", "updated_at")
    address = reverse(f"{kind}_list")  # detail pages are below it; to call reverse() for each takes too long
    return [(f"{address}{slug}/", updated_at) for slug, updated_at in rows]


@cache
def addresses_of_pages():
    """Return the path of each page without an object, such as lists; they have no modification time.

    Search pages, feeds and embeds are left out.
    """
    (in_languages,) = [each for each in get_resolver().url_patterns if isinstance(each.pattern, LocalePrefixPattern)]
    patterns = [pattern for group in in_languages.url_patterns for pattern in group.url_patterns]
    pages = [each for each in patterns if not each.pattern.converters and hasattr(each.callback, "parameters")]
    with override(settings.LANGUAGE_CODE):
        paths = [reverse(each.name) for each in pages if each.name not in {"search", "registry_feed"}]
    return [(path, None) for path in paths if not path.startswith("/embed/")]


def _urlset(request, pages):
    """Return each page in each language, with links to the other languages (Google's form of hreflang)."""
    origin = escape(origin_of(request))
    parts = []
    for path, changed in pages:
        addresses = {language: f"{origin}{escape(in_language(path, language))}" for language in languages()}
        others = "".join(
            f'<xhtml:link rel="alternate" hreflang="{name}" href="{address}"/>'
            for name, address in (*addresses.items(), ("x-default", addresses[settings.LANGUAGE_CODE]))
        )
        parts += [_element("url", address, changed, others) for address in addresses.values()]
    return _xml("urlset", parts, f' xmlns:xhtml="{XHTML}"')


def _element(name, address, changed=None, more=""):
    lastmod = f"<lastmod>{changed.isoformat(timespec='seconds')}</lastmod>" if changed else ""
    return f"<{name}><loc>{address}</loc>{lastmod}{more}</{name}>\n"


def _xml(root, parts, namespaces=""):
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{XMLNS}"{namespaces}>\n'
    return HttpResponse("".join([head, *parts, f"</{root}>\n"]), content_type="application/xml; charset=utf-8")
