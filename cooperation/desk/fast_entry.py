"""Endpoints for the scripts of the forms: how a date is read, and the members of a bloc."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from django.utils.translation import gettext as _

from ..domain.choices import OrganizationKind
from ..domain.dates import PartialDate
from ..domain.roles import may_view
from ..domain.written_dates import NotUnderstood, Period, read, read_date
from ..models import Organization

# The fields that a citation of a bloc's members may name.
MEMBERS = ("members", "memberships")


def date_view(site, request):
    """Return how a date is read, or why it cannot be read; `period` in the query string allows a period."""
    text = request.GET.get("text", "").replace("\x00", "")[:100].strip()
    if not text:
        return JsonResponse({})
    try:
        found = read(text) if "period" in request.GET else read_date(text)
    except NotUnderstood as error:
        return JsonResponse({"problem": str(error)})
    if isinstance(found, Period):
        return JsonResponse({"words": found.words, "start": found.start, "end": found.end})
    return JsonResponse({"words": found.words, "start": found})


def blocs_view(site, request):
    _must_view(request)
    blocs = Organization.objects.filter(kind=OrganizationKind.BLOC, memberships__isnull=False).distinct()
    return JsonResponse({"blocs": [{"id": bloc.pk, "name": str(bloc)} for bloc in blocs]})


def bloc_view(site, request, pk):
    """Return the members of a bloc on the date `on`, for checkboxes, and the source that lists them."""
    _must_view(request)
    bloc = Organization.objects.filter(pk=pk, kind=OrganizationKind.BLOC).first()
    if bloc is None:
        raise Http404
    try:
        on = read_date(request.GET.get("on", "").replace("\x00", "")[:100])
    except NotUnderstood:
        on = None
    members, doubtful = members_of(bloc, on)
    cited = bloc.citations.filter(field__in=MEMBERS, source__isnull=False).select_related("source")
    sources = list(dict.fromkeys(_dated(each.source) for each in cited))
    return JsonResponse(
        {
            "name": str(bloc),
            "as_of": _("Members on or in %(when)s.") % {"when": on.words} if on else _("Members at present."),
            "source": _("Source: %(sources)s.") % {"sources": "; ".join(sources)}
            if sources
            else _("No source is cited for this list."),
            "members": [{"id": each.pk, "name": str(each), "doubtful": each in doubtful} for each in members],
            "doubt": _("joined or left at about that time"),
        }
    )


def members_of(bloc: Organization, on: PartialDate | None):
    """Return the countries that may have been members on the date, and those for whom it is uncertain.

    Without a date, return those that have not left.
    """
    members, doubtful = [], set()
    for row in bloc.memberships.select_related("country"):
        joined, left = row.joined_on, row.left_on
        if on is None:
            is_in = left is None
        else:
            is_in = not (joined and joined.first > on.last) and not (left and left.last < on.first)
            if is_in and ((joined and joined.last > on.first) or (left and left.first <= on.last)):
                doubtful.add(row.country)
        if is_in and row.country not in members:
            members.append(row.country)
    return members, doubtful


def _dated(source):
    return (
        _("%(source)s, as of %(date)s") % {"source": source, "date": source.as_of.words}
        if source.as_of
        else str(source)
    )


def _must_view(request):
    if not may_view(request.user, Organization):
        raise PermissionDenied
