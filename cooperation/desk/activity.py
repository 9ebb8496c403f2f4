"""The activity log of all records and accounts, for publishers, as a page and as CSV."""

from datetime import UTC, datetime, time, timedelta

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect, StreamingHttpResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.timezone import localdate, localtime, make_aware
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import history
from ..domain.addresses import admin_address, origin_of
from ..domain.choices import AccountAction, RecordAction
from ..domain.roles import may_see_accounts, may_see_activity, may_view
from ..exchange.exports import csv
from ..workflow.activity import ACCOUNT, NOBODY, Line, Position, Query, all_lines, lines, people

PER_PAGE = 50
CHUNK = 1000
LABELS = dict(RecordAction.choices) | dict(AccountAction.choices)
COLUMNS = ("time", "person", "user_name", "action", "times", "kind", "name", "details", "origin", "address")


def _is_in_range(day):
    if not 1900 <= day.year < 3000:
        raise forms.ValidationError(_("Enter a year between 1900 and 2999."))


class ActivityForm(forms.Form):
    """The filters of the page. The last day is included."""

    person = forms.ChoiceField(label=gettext_lazy("Person"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    action = forms.ChoiceField(label=gettext_lazy("Action"), required=False)

    def __init__(self, user, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.sees_accounts = may_see_accounts(user)
        self.people = people(self.sees_accounts)
        self.kinds = {kind: model for kind, model in history.kinds().items() if may_view(user, model)}
        kinds = {kind: capfirst(model._meta.verbose_name) for kind, model in self.kinds.items()}
        actions = {key: name for key, name in RecordAction.choices if key != RecordAction.RESTORED}
        actions[RecordAction.CREATED] = _("created or restored")
        if self.sees_accounts:
            kinds[ACCOUNT] = _("Account")
            actions = dict(AccountAction.choices) | actions
        everybody = {NOBODY: _("No account (such as planned publications)"), **self.people}
        self.fields["person"].choices = [("", _("Everybody")), *((str(pk), name) for pk, name in everybody.items())]
        self.fields["kind"].choices = [("", _("All kinds")), *kinds.items()]
        self.fields["action"].choices = [
            ("", _("All actions")),
            *((key, capfirst(name)) for key, name in actions.items()),
        ]
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        wrong = {"invalid": _("Enter a date, such as 2026-11-28.")}
        for name, label in (("from", _("From")), ("to", _("To (included)"))):
            self.fields[name] = forms.DateField(
                label=label, required=False, widget=widget, error_messages=wrong, validators=[_is_in_range]
            )

    def clean(self):
        first, last = self.cleaned_data.get("from"), self.cleaned_data.get("to")
        if first and last and last < first:
            self.add_error("to", _("This day is before the first one."))

    def query(self) -> Query:
        chosen = self.cleaned_data
        first, last = chosen["from"], chosen["to"]
        return Query(
            tuple(self.kinds),
            self.sees_accounts,
            int(chosen["person"]) if chosen["person"] else None,
            first and make_aware(datetime.combine(first, time.min)),
            last and make_aware(datetime.combine(last + timedelta(days=1), time.min)),
            chosen["kind"],
            chosen["action"],
        )


def activity_view(site, request):
    """List the activity, the latest first."""
    form = _form(request)
    found, older = [], ""
    if form.is_valid():
        found = lines(form.query(), _before(request), PER_PAGE + 1)
        if len(found) > PER_PAGE:
            found = found[:PER_PAGE]
            older = _address(request, before=_written(found[-1].position))
    context = {
        "form": form,
        "days": _by_day(found, form.people),
        "older": older,
        "newest": _address(request) if "before" in request.GET else "",
        "csv": f"{reverse('admin:activity_csv')}{_address(request)}",
    }
    return site.render(request, "admin/cooperation/activity.html", _("Who did what"), context)


def activity_csv_view(site, request):
    """Stream all lines of the page's filters as CSV. Invalid filters redirect to the page, which shows the errors."""
    form = _form(request)
    if not form.is_valid():
        return HttpResponseRedirect(f"{reverse('admin:activity')}{_address(request)}")
    origin = origin_of(request)
    chunks = ([_cells(line, form.people, origin) for line in chunk] for chunk in all_lines(form.query(), CHUNK))
    parts = csv.lines(COLUMNS, chunks)
    response = StreamingHttpResponse(parts, content_type=csv.CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="who-did-what-{localdate().isoformat()}.csv"'
    return response


def _form(request):
    if not may_see_activity(request.user):
        raise PermissionDenied
    return ActivityForm(request.user, request.GET)


def _before(request) -> Position | None:
    """Return the position in the query string that the page follows."""
    text = request.GET.get("before")
    if not text:
        return None
    try:
        at, is_change, pk = text.split("~")
        at, pk = datetime.fromisoformat(at), int(pk)
        if at.tzinfo is None or is_change not in ("0", "1") or not 0 < pk < 2**63:
            raise ValueError(text)
        at = at.astimezone(UTC)
    except (ValueError, OverflowError):  # the first and last day overflow in UTC
        messages.warning(request, _("This page does not exist. The first page is shown."))
        return None
    return Position(at, is_change == "1", pk)


def _written(position):
    return f"{position.at.isoformat()}~{int(position.is_change)}~{position.id}"


def _address(request, **values):
    """Return the query string with the chosen filters, and `values`."""
    query = request.GET.copy()
    for name in [name for name, value in query.items() if name == "before" or not value]:
        del query[name]
    query.update(values)
    return f"?{query.urlencode()}"


def _by_day(found, names):
    days = {}
    for line in found:
        at = localtime(line.position.at)
        days.setdefault(at.date(), []).append(
            {
                "line": line,
                "at": at,
                "who": _who(line, names),
                "what": _what(line),
                "kind": _kind(line),
                "form": _form_address(line),
                "diff": _diff_address(line),
            }
        )
    return days.items()


def _who(line: Line, names):
    if line.user_id is None:
        return _("no account (%(origin)s)") % {"origin": line.origin} if line.origin else _("no account")
    return names.get(line.user_id, line.user_name)


def _what(line: Line):
    return capfirst(", ".join(str(LABELS[action]) for action in line.actions))


def _kind(line: Line):
    return _("account") if line.kind == ACCOUNT else history.kinds()[line.kind]._meta.verbose_name


def _form_address(line: Line):
    """Return the address of the form of the record or account, or "" if it is deleted."""
    if line.is_deleted:
        return ""
    return reverse("admin:auth_user_change", args=[line.pk]) if line.kind == ACCOUNT else _page_address(line, "change")


def _diff_address(line: Line):
    return "" if line.kind == ACCOUNT else f"{_page_address(line, 'history')}?change={line.position.id}"


def _page_address(line, page):
    return admin_address(history.kinds()[line.kind], page, line.pk)


def _cells(line, names, origin):
    address = _diff_address(line) or _form_address(line)
    return [
        line.position.at,
        _who(line, names),
        line.user_name,
        [str(LABELS[action]) for action in line.actions],
        line.times,
        str(_kind(line)),
        line.name,
        line.details,
        line.origin,
        f"{origin}{address}" if address else "",
    ]
