"""The first page of the admin: the user's own work, what they changed last, and the to-do list of the registry."""

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ..domain.addresses import admin_address
from ..domain.roles import may_publish, may_view
from ..history.recent import recent_changes
from ..models import RECORDS
from ..workflow import review, todo
from ..workflow.mail import form_of
from ..workflow.scheduled import refused
from .paging import page_of
from .system_checks import number_of_errors

# Lines of each list on the first page; a separate page lists all.
FEW = 10
PER_PAGE = 50


def is_publisher(user) -> bool:
    return any(may_publish(user, model) for model in RECORDS)


def needs_of(user, today, needs) -> list[tuple[todo.Need, list[dict]]]:
    """Return the to-do lines of a page, with number and link for each kind that the user may see.

    There is no link if the number is 0. A line about several kinds names those with a number above 0.
    """
    lines = []
    for need in needs:
        found, seen = [], [model for model in need.kinds if may_view(user, model)]
        for model in seen:
            if number := todo.count(need, model, user, today):
                page = admin_address(model, "changelist")
                kind = model._meta.verbose_name if number == 1 else model._meta.verbose_name_plural
                most = f"{todo.MOST}+" if number > todo.MOST else str(number)
                found.append({"number": most, "kind": kind, "address": f"{page}?{need.parameter}={need.key}"})
        if seen and not found:
            found = [{"number": "0", "kind": seen[0]._meta.verbose_name_plural if len(seen) == 1 else ""}]
        if seen:
            lines.append((need, found))
    return lines


def index_context(request) -> dict:
    user, today = request.user, localdate()
    own = {
        "waiting_count": review.for_publisher(user).count(),
        "own_submissions": [each for name, title, rows in _submissions(user) if (each := _first(name, title, rows))],
        "own_needs": _above_zero(needs_of(user, today, todo.OWN)),
        "refused": [
            (record, admin_address(record, "change", record.pk), refusal)
            for record, refusal in refused()
            if may_view(user, type(record))
        ],
    }
    return {
        **own,
        "number_of_errors": number_of_errors(user),
        "has_own_work": any(own.values()),
        "is_publisher": is_publisher(user),
        "needs": _above_zero(needs_of(user, today, todo.OF_REGISTRY)),
        "recent": [
            (change, admin_address(change.model, "history" if change.is_deleted else "change", change.pk))
            for change in recent_changes(user, FEW)
            if may_view(user, change.model)
        ],
    }


def submissions_view(site, request):
    """List the user's own submissions that were returned, or those that wait for a publisher."""
    lists = {name: (title, rows) for name, title, rows in _submissions(request.user)}
    title, rows = lists[request.GET.get("list") if request.GET.get("list") in lists else "waiting"]
    page = page_of(request, rows, PER_PAGE)
    context = {
        "rows": [(each, form_of(each)) for each in page],
        "chosen": request.GET.get("list") or "waiting",
        "page": page,
        "page_range": page.paginator.get_elided_page_range(page.number),
    }
    return site.render(request, "admin/cooperation/submissions.html", title, context)


def _submissions(user):
    yield "returned", _("Returned to you"), review.returned_to(user)
    yield "waiting", _("Waiting for a publisher"), review.waiting_of(user)


def _first(name, title, rows):
    """Return the first rows of a list of submissions and their number, or None if there are none."""
    first = list(rows[: FEW + 1])
    number = len(first) if len(first) <= FEW else rows.count()
    found = {"name": name, "title": title, "number": number, "has_more": number > FEW}
    return {**found, "rows": [(each, form_of(each)) for each in first[:FEW]]} if first else None


def _above_zero(lines):
    return [(need, found) for need, found in lines if "address" in found[0]]
