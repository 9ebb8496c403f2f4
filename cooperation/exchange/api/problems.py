"""Errors as problem details (RFC 9457), which name the parameters that are wrong."""

import json
from dataclasses import dataclass
from http import HTTPStatus

from django.core.exceptions import DisallowedHost
from django.http import HttpResponse, QueryDict
from django.urls import get_script_prefix
from django.utils.translation import gettext_lazy as _

from .addresses import ROOT

CONTENT_TYPE = "application/problem+json"
# The default detail of each status.
DETAILS = {
    400: _("A parameter is wrong."),
    403: _("This is not allowed."),
    404: _("Not found. The addresses of the API are listed at {page}"),
    405: _("The API can only be read, with GET or HEAD."),
    406: _("The API answers in JSON. Accept application/json."),
    409: _("The values of the parameters conflict."),
    410: _("This was withdrawn and is no longer public."),
    411: _("A request to the API has no body."),
    413: _("A request to the API has no body."),
    429: _("Too many requests. Wait as many seconds as Retry-After says."),
    500: _("An internal error occurred. It has been logged."),
    503: _("The registry is busy. Wait as many seconds as Retry-After says."),
}


@dataclass(frozen=True)
class Wrong:
    """A wrong parameter, and a sentence that says what is wrong.

    It is a conflict if the value matches its schema and still cannot be answered.
    """

    parameter: str
    detail: str
    is_conflict: bool = False


class Problem(Exception):
    """An error response with problem details. `headers` are its other headers."""

    def __init__(self, status: int, detail: str = "", wrong: tuple[Wrong, ...] = (), headers: dict | None = None):
        super().__init__(detail)
        self.status, self.detail, self.wrong, self.headers = status, detail, wrong, headers or {}


def refusal(*wrong: Wrong) -> Problem:
    """Return the problem of wrong parameters."""
    return Problem(409 if all(each.is_conflict for each in wrong) else 400, wrong=wrong)


def repeated(parameters: QueryDict, *names: str) -> list[Wrong]:
    """Return those of the parameters that are given with several values, although they take one."""
    message = _("This is given more than once. Enter only one value.")
    return [Wrong(name, message) for name in names if len(set(parameters.getlist(name))) > 1]


def value_of(problem: Problem, page: str = "") -> dict:
    """Return the problem as JSON. Its type is "about:blank": the status says what kind it is (RFC 9457, 4.2.1).

    `page` is the address of the page about the API.
    """
    detail = problem.detail or str(DETAILS.get(problem.status, "")).format(page=page)
    value = {"type": "about:blank", "title": HTTPStatus(problem.status).phrase, "status": problem.status}
    value |= {"detail": detail} if detail else {}
    wrong = [{"parameter": each.parameter, "detail": str(each.detail)} for each in problem.wrong]
    return value | ({"errors": wrong} if wrong else {})


def response_of(problem: Problem, request) -> HttpResponse:
    """Return the response, not to be cached."""
    text = json.dumps(value_of(problem, _page(request)), ensure_ascii=False)
    response = HttpResponse(text, status=problem.status, content_type=CONTENT_TYPE, headers=problem.headers)
    response["Cache-Control"] = "no-store"
    return response


def _page(request):
    path = f"{get_script_prefix()}{ROOT}"
    try:
        return request.build_absolute_uri(path)
    except DisallowedHost:
        return path
