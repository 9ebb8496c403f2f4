"""Pages for an iframe on another site: a list, a timeline, or the sessions of a series; and oEmbed, which finds them.

They have no forms and no previews. config/headers.py lets other sites show them. Standard: oEmbed 1.0
(https://oembed.com).
"""

from copy import copy
from urllib.parse import urlsplit

from django.http import Http404, HttpResponse, JsonResponse, QueryDict
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.generic import View

from ...domain.addresses import origin_of
from ...domain.languages import language_of
from ...exchange.citations import publisher
from .countries import DRAWN, CountryDetail
from .embeds import LEDGER, TIMELINE
from .mechanisms import MechanismDetail
from .record_page import to_list
from .timelines import chronicle


class EmbeddedList:
    """Mixin for the view of a list: its first rows."""

    template_name = "cooperation/embed_list.html"

    def get(self, request):
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs):
        """Add the address of the full page."""
        return super().get_context_data(**kwargs) | {"embed": self.embeds()[0]}


def embedded_list(list_view):
    """Return the view of the list for an iframe."""
    return type(f"Embedded{list_view.__name__}", (EmbeddedList, list_view), {})


class EmbeddedPart:
    """Mixin for the view of a detail page: one part of it; 404 for a draft or without that part."""

    part = ""

    def get(self, request, slug):
        """Return the part; 404; or 410 for a withdrawn record."""
        self.object = self.get_object()
        if getattr(self.object, "withdrawn_at", None):
            context = {"embed": None, "trail": [to_list(self.model)]}
            response = TemplateResponse(request, "cooperation/embed_withdrawn.html", context, status=410)
            response.is_embedded = True
            return response
        embed = next((each for each in embeds_of(self) if each.part == self.part), None)
        if embed is None:
            raise Http404
        context = {"object": self.object, "embed": embed, "today": self.today, "updated_at": self.object.updated_at}
        return TemplateResponse(request, f"cooperation/embed_{self.part}.html", context | self.shown())

    def shown(self) -> dict:
        """Return the context of the part."""
        raise NotImplementedError


class CountryTimeline(EmbeddedPart, CountryDetail):
    """The timeline of a country."""

    part = TIMELINE

    def shown(self):
        return {"chronicle": chronicle(self.short, shown=DRAWN)}


class MechanismTimeline(EmbeddedPart, MechanismDetail):
    """The timeline of a series."""

    part = TIMELINE

    def shown(self):
        return {"chronicle": chronicle(self.short, self.object)}


class MechanismLedger(EmbeddedPart, MechanismDetail):
    """The sessions of a series by number."""

    part = LEDGER

    def shown(self):
        return self.sessions()


def embeds_of(view) -> list:
    """Return the embeds of a page. `view` is set up; a detail view has its object."""
    thing = getattr(view, "object", None)
    if thing is not None and not getattr(thing, "is_public", True):
        return []
    return view.embeds()


class OEmbed(View):
    """Describes how to embed a page: its first part that can be embedded, or the one that the fragment names.

    The description is in the language of that page.
    """

    WIDTH = 640
    MOST = 100_000

    def get(self, request):
        """Return the description; 400 for a wrong parameter, 404 without an embed, 501 for a format other than JSON."""
        response = self._response()
        response["Access-Control-Allow-Origin"] = "*"
        return response

    def _response(self):
        given = self.request.GET
        if given.get("format", "json") != "json":
            return _refusal(_("format: Only json is available."), 501)
        if not given.get("url"):
            return _refusal(_("url: Enter the address of a page."), 400)
        most = {}
        for name in ("maxwidth", "maxheight"):
            text = given.get(name, "").strip() or str(self.MOST)
            if not (text.isascii() and text.isdecimal() and len(text) < 10 and int(text)):
                return _refusal(_("%(name)s: Enter a number of pixels.") % {"name": name}, 400)
            most[name] = int(text)
        url = given["url"].strip()
        with override(language_of(_path_of(url))):
            if embed := self._find(url):
                return self._describe(embed, min(self.WIDTH, most["maxwidth"]), min(embed.height, most["maxheight"]))
        return _refusal(_("url: No page at this address can be embedded."), 404)

    def _describe(self, embed, width, height):
        origin = origin_of(self.request)
        context = {"embed": embed, "origin": origin, "width": width, "height": height}
        return JsonResponse(
            {
                "version": "1.0",
                "type": "rich",
                "title": embed.title,
                "provider_name": ", ".join(publisher()),
                "provider_url": f"{origin}{reverse('home')}",
                "html": render_to_string("cooperation/embed_code.html", context).strip(),
                "width": width,
                "height": height,
            }
        )

    def _find(self, url):
        """Return the embed of the page at the address, or None."""
        try:
            parts = urlsplit(url)
            if parts.scheme not in ("http", "https") or parts.netloc != self.request.get_host():
                return None
            match = resolve(parts.path)
        except (ValueError, Resolver404):
            return None
        view = getattr(match.func, "view_class", View)()
        if not hasattr(view, "embeds"):
            return None
        request = copy(self.request)
        request.GET = QueryDict(parts.query)
        view.setup(request, *match.args, **match.kwargs)
        if "slug" in match.kwargs:
            try:
                view.object = view.get_object()
            except Http404:
                return None
        elif not view.filterset.is_valid():
            return None
        embeds = embeds_of(view)
        wanted = [each for each in embeds if parts.path == each.path or parts.fragment == each.part]
        return next(iter([*wanted, *embeds]), None)


def _path_of(url):
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def _refusal(message, status):
    return HttpResponse(f"{message}\n", status=status, content_type="text/plain; charset=utf-8")
