"""The endpoints of the API: the list of each kind of object, one object by its id, changes, and OpenAPI."""

import json
from functools import partial

from django.http import HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from ninja import NinjaAPI

from ... import index
from ...domain.addresses import origin_of
from . import changes, choices, details, lists, openapi, parameters
from .addresses import ROOT, Addresses
from .objects import objects
from .problems import Problem, Wrong, refusal, response_of
from .shapes import SHAPES

CONTENT_TYPE = "application/json"
# The query parameters of each endpoint by the name of its URL; others are refused (middleware.py).
PARAMETERS = {}
# The OpenAPI operation of each endpoint by its path: functions, because the language is not known yet.
DESCRIBED = {}

api = NinjaAPI(version=openapi.VERSION, docs_url=None, openapi_url=None, urls_namespace="api")


@api.exception_handler(Problem)
def _refuse(request, problem):
    return response_of(problem, request)


@api.exception_handler(choices.Unknown)
def _refuse_names(request, error):
    return response_of(refusal(Wrong(error.parameter, str(error))), request)


def add(path: str, name: str, view, names: tuple[str, ...] = (), describe=None) -> None:
    """Add an endpoint that takes the query parameters `names`. `describe` returns its OpenAPI operation."""
    PARAMETERS[name] = names
    router = api.default_router
    router.add_api_operation(path, ["GET"], view, url_name=name, operation_id=name, include_in_schema=bool(describe))
    router.add_api_operation(path, ["HEAD"], view, include_in_schema=False)
    if describe:
        DESCRIBED[f"/{ROOT}{path.lstrip('/')}"] = describe


def answer(value) -> HttpResponse:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return HttpResponse(text, content_type=CONTENT_TYPE)


def document(origin: str) -> dict:
    """Return the description of the API in OpenAPI 3.1."""
    found = openapi.complete(api.get_openapi_schema(path_prefix=ROOT), origin)
    for path, describe in DESCRIBED.items():
        found["paths"][path]["get"] |= describe()
    return found


def _list_view(model):
    def view(request):
        snapshot, origin = index.now(), origin_of(request)
        found = lists.list_of(model, request.GET, snapshot)
        about, ids, options = lists.answer(found, f"{origin}{request.path}")
        about["page"] = f"{origin}{about['page']}"
        return answer(about | {"results": list(objects(model, ids, found.day, origin, **options))})

    return view


def _detail_view(model):
    def view(request, id: str):  # noqa: A002  the name in the address, which the description shows
        options, origin = choices.of([model], request.GET), origin_of(request)
        found = details.found(model, id, index.now().day, origin, **options)
        if isinstance(found, dict):
            return answer(found)
        query = request.GET.urlencode()
        address = f"{Addresses(origin).api(model, found)}{query and '?'}{query}"
        return (HttpResponsePermanentRedirect if id.isdecimal() else HttpResponseRedirect)(address)

    return view


def _changes_view(request):
    return answer(changes.answer(request.GET, origin_of(request)))


def _names(of):
    return tuple(each.name for each in of)


for _model in SHAPES:
    _kind = _model._meta.model_name
    add(
        f"/{_model.address}",
        f"{_kind}_list",
        _list_view(_model),
        _names(parameters.of_list(_model)),
        partial(openapi.list_operation, _model),
    )
    add(
        f"/{_model.address}/{{id}}",
        f"{_kind}_detail",
        _detail_view(_model),
        _names(parameters.of_detail(_model)),
        partial(openapi.detail_operation, _model),
    )
add("/changes", "changes", _changes_view, _names(parameters.of_changes()), openapi.changes_operation)
add("/openapi.json", "openapi", lambda request: answer(document(origin_of(request))))
