"""Middleware for all paths below /api/: only known parameters, JSON, and errors as problem details."""

from functools import lru_cache
from http import HTTPStatus

from django.core.exceptions import SuspiciousOperation
from django.http import HttpResponse, HttpResponsePermanentRedirect, QueryDict
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from ...filters.option import brief
from .endpoints import CONTENT_TYPE, PARAMETERS
from .problems import CONTENT_TYPE as PROBLEM
from .problems import Problem, Wrong, refusal, response_of

FOLDER = "/api/"
METHODS = "GET, HEAD, OPTIONS"
KEPT = ("Allow", "Retry-After", "RateLimit", "RateLimit-Policy")  # headers of an error page
ONE_DAY = 24 * 60 * 60


class JsonApi:
    """Runs before the page cache, which drops unknown parameters, and replaces the error pages of the site."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not request.path_info.startswith(FOLDER):
            return self.get_response(request)
        if request.method == "OPTIONS":
            return _preflight_response()
        if request.path_info.endswith("/") and _parameters_at(request.path_info.removesuffix("/")) is not None:
            path, _question, query = request.get_full_path().partition("?")
            location = path.removesuffix("/") + (query and f"?{query}")
            return HttpResponsePermanentRedirect(location, preserve_request=True)
        try:
            _check(request)
        except Problem as problem:
            return response_of(problem, request)
        response = self.get_response(request)
        if response.status_code < HTTPStatus.BAD_REQUEST or response.get("Content-Type") == PROBLEM:
            return response
        return response_of(Problem(response.status_code, headers=_kept(response)), request)


def _preflight_response():
    """Return the response to a CORS preflight request."""
    headers = {
        "Allow": METHODS,
        "Access-Control-Allow-Methods": METHODS,
        "Access-Control-Allow-Headers": "If-None-Match",
        "Access-Control-Max-Age": str(ONE_DAY),
    }
    return HttpResponse(status=204, headers=headers)


def _check(request):
    names = _parameters_at(request.path_info)
    if names is None:
        return
    if not request.accepts(CONTENT_TYPE):
        raise Problem(406)
    try:
        given = QueryDict(request.META.get("QUERY_STRING", ""))
    except SuspiciousOperation:
        raise Problem(400, _("There are too many parameters.")) from None
    message = _("“{name}” is not a parameter of this address.")
    wrong = [Wrong(brief(name), message.format(name=brief(name))) for name in given if name not in names]
    for name in names:
        if any(not text.strip() for text in given.getlist(name)):
            wrong.append(Wrong(name, _("This parameter is empty. Give it a value or leave it out.")))
    if wrong:
        raise refusal(*wrong)


@lru_cache(maxsize=2048)
def _parameters_at(path):
    """Return the names of the parameters of the endpoint at this path; None if there is no endpoint."""
    try:
        match = resolve(path)
    except Resolver404:
        return None
    return PARAMETERS.get(match.url_name) if "api" in match.namespaces else None


def _kept(response):
    return {name: response[name] for name in KEPT if response.has_header(name)}
