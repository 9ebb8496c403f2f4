"""What the user chooses about a file on its page: columns, the order of day and month, and what values mean."""

from django.contrib import messages
from django.db import DatabaseError, transaction
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from ..exchange.imports import checking, date_order, headers, uploads
from ..exchange.imports.kind import WRONG
from ..exchange.imports.kinds import KINDS
from ..exchange.imports.sheet import Unreadable
from ..models import Upload
from .import_source import SourceForm
from .import_values import ValuesForm

CHOICES = {"_columns", "_orders", "_values", "_source"}


def choose(request, upload: Upload):
    """Read or check the file again as the user chose. Return a redirect, or a dictionary for the page if something is
    wrong.
    """
    if "_columns" in request.POST:
        part, choices, errors = "columns", *_columns_sent(request.POST, upload)
    elif "_orders" in request.POST:
        part, choices, errors = "dates", _orders_sent(request.POST, upload), {}
    elif "_source" in request.POST:
        form = SourceForm(request.user, upload, request.POST)
        if not form.is_valid():
            return {"source_form": form, "part": "source"}
        part, choices, errors = "source", {"source": form.save(upload)}, {}
    else:
        return _values_sent(request, upload)
    if errors:
        return {"column_errors": errors, "chosen": choices, "part": part}
    with transaction.atomic():
        try:
            if part == "columns":
                uploads.receive_again(upload, choices)
            else:
                uploads.check_again(upload, choices)
        except Unreadable as error:
            messages.error(request, str(error))
            transaction.set_rollback(True)
        else:
            checking.check(upload, request.user)  # all of a short file
            if part == "columns":
                texts = [each["text"] for each in upload.headers]
                headers.remember(KINDS[upload.kind], texts, [each["column"] for each in upload.headers])
            messages.success(request, _("The file was read again."))
    return HttpResponseRedirect(reverse("admin:import", args=[upload.pk]))


def _columns_sent(sent, upload):
    """Return the choices, and error messages by the place of a column."""
    kind = KINDS[upload.kind]
    texts = [each["text"] for each in upload.headers]
    names = [sent.get(f"column-{place}", each["column"]) for place, each in enumerate(upload.headers)]
    names = [name if name in kind.by_name else "" for name in names]
    values = {each.name: sent.get(f"value-{each.name}", "") for each in headers.for_all_rows(kind, names)}
    values = {name: value for name, value in values.items() if value in dict(headers.values_of(kind.by_name[name]))}
    choices = {"columns": {str(place): name for place, name in enumerate(names)}, "values": values}
    return choices, headers.twice(kind, texts, names)


def _orders_sent(sent, upload):
    orders = {name: sent.get(f"order-{name}", "") for name in upload.dates}
    return {"orders": {name: order for name, order in orders.items() if order in date_order.ORDERS}}


def _values_sent(request, upload):
    form = ValuesForm(request, upload, request.POST)
    if not form.is_valid():
        return {"values_form": form, "part": "values"}
    try:
        form.save()
        uploads.check_again(upload)
        checking.check(upload, request.user)
    except DatabaseError:
        messages.error(request, _("Nothing was saved, because something else was saved at the same moment. Try again."))
    else:
        messages.success(request, _("The file was read again."))
    address = reverse("admin:import", args=[upload.pk])
    return HttpResponseRedirect(f"{address}#values" if form.has_more else address)


def choices_context(request, upload: Upload, wrong: dict) -> dict:
    """Return what the page shows to choose from. `wrong` is what `choose` returned, if something is wrong."""
    kind = KINDS[upload.kind]
    chosen = wrong.get("chosen", upload.choices)
    names = [
        chosen.get("columns", {}).get(str(place), each["column"]) if wrong.get("part") == "columns" else each["column"]
        for place, each in enumerate(upload.headers)
    ]
    texts = [each["text"] for each in upload.headers]
    errors = wrong.get("column_errors") or headers.twice(kind, texts, names)
    columns = [
        {
            "place": place,
            "header": headers.shown(each["text"], place),
            "examples": each["examples"],
            "chosen": names[place],
            "likely": "" if names[place] else _likely(kind, each["text"], names),
            "error": errors.get(place, ""),
        }
        for place, each in enumerate(upload.headers)
        if (each["text"].strip() or each["examples"]) and each["text"].strip() != WRONG
    ]
    given = [*names, *upload.choices.get("values", {})]
    left = [each for each in columns if not each["chosen"] or each["error"]]
    proposals = date_order.proposals(upload.dates)
    orders = upload.choices.get("orders", {})
    return {
        "columns_left": left,
        "column_groups": [left, [each for each in columns if each not in left]],
        "column_choices": [(each.name, each.label) for each in kind.columns],
        "column_errors": errors,
        "is_identified": headers.is_identified(kind, given),
        "is_readable": (headers.is_identified(kind, given) and not errors) or not upload.headers,
        "identities": list(map(kind.shown, kind.identities)),
        "needs_series": headers.needs_series(kind, names),
        "valued": [
            {
                "column": each,
                "values": headers.values_of(each),
                "chosen": upload.choices.get("values", {}).get(each.name, ""),
            }
            for each in headers.for_all_rows(kind, names)
        ],
        "dates": [
            {
                "name": name,
                "label": kind.shown(name),
                **found,
                "chosen": orders.get(name, proposals.get(name, "")),
                "is_proposed": name not in orders and bool(proposals.get(name)),
                "is_mixed": all(found["counts"].values()),
            }
            for name, found in upload.dates.items()
            if found["unclear"]
        ],
        "orders": date_order.ORDERS,
        "values_form": wrong.get("values_form") or ValuesForm(request, upload),
        "source_form": wrong.get("source_form") or SourceForm(request.user, upload),
        "part": wrong.get("part", ""),
    }


def _likely(kind, text, names):
    column = kind.likely(text)
    return column.label if column and column.name not in names else ""
