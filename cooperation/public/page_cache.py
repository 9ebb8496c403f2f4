"""The page cache. Pages are exact: the token of the last public commit tells whether a cached page is still current.

A page is stored with the state that it shows, and with nothing about its reader. One statement reads the current state.
A page of that state is sent again, and a browser that already has it gets a 304 without rendering. A streamed file
is not stored, but a browser that has it gets a 304 too. Only views marked with `cached` take part, and only for readers
without a session.

A page is also rendered from that state: the index in memory is used as it is, and the first other statement opens a
transaction that sees the state, or raises SnapshotExpired if it has changed.
"""

from collections import OrderedDict
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from gzip import compress
from hashlib import blake2b
from threading import Lock

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.db import connection, transaction
from django.http import HttpResponse, HttpResponseNotModified, QueryDict
from django.urls import Resolver404
from django.utils.http import parse_etags
from django.utils.translation import get_language

from .. import index
from ..database.installation import check_release
from ..database.standby import LAG, check
from ..domain.languages import resolved
from ..exchange.api.endpoints import CONTENT_TYPE
from ..exchange.citations import FORMATS
from ..exchange.feeds import atom
from .clients import SAFE, has_session

ENCODING = "gzip"
MOST_PAGES = 4096
MOST_BYTES = 32 * 1024 * 1024  # per server process
# The media types of pages, citations, feeds and API responses.
CACHED_TYPES = {
    *("text/html; charset=utf-8", CONTENT_TYPE, atom.CONTENT_TYPE),
    *(each.content_type for each in FORMATS.values()),
}
# What determines how a page looks, besides its data.
CODE = ("config", "cooperation", "regions", "templates", "static", "locale", "requirements")
SHOWN_SETTINGS = (
    *("SITE_NAME", "OWNER", "OWNER_URL", "SITE_NAME_KO", "OWNER_KO", "OWNER_URL_KO"),
    *("CONTACT", "DATA_LICENCE", "PREVIEW_IMAGE", "DEMONSTRATION"),
    *("HOME_COUNTRY", "LANGUAGE_CODE", "SITE_ADDRESS", "STATIC_URL", "TIME_ZONE"),
)

ASK = f"""
SELECT token::text, (SELECT digest FROM cooperation_release WHERE part = 'release'), {LAG}
FROM cooperation_publicversion WHERE to_regclass('cooperation_publiccommit_token') IS NOT NULL
"""  # noqa: S608
ASK_IN_SNAPSHOT = f"SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY; {ASK}"


def cached(view, *parameters: str):
    """Mark the view as cacheable: it is the same for every reader and depends on these query parameters only."""
    view.parameters = parameters
    return view


@dataclass(frozen=True, slots=True)
class Page:
    """A cached response, and the state that it shows."""

    state: tuple
    etag: str
    headers: dict
    body: bytes


class Pages:
    """An LRU cache of pages, with one page for each address: that of its newest state."""

    def __init__(self, most: int = MOST_PAGES, most_bytes: int = MOST_BYTES):
        self.most, self.most_bytes = most, most_bytes
        self.bytes = 0
        self.pages = OrderedDict()
        self.lock = Lock()

    def get(self, address: tuple, state: tuple) -> Page | None:
        """Return the page at the address in that state, or None."""
        with self.lock:
            page = self.pages.get(address)
            if page is None or page.state != state:
                return None
            self.pages.move_to_end(address)
            return page

    def put(self, address: tuple, page: Page) -> None:
        """Store the page, and drop the least recently used ones."""
        size = _size(address, page)
        with self.lock:
            if before := self.pages.pop(address, None):
                self.bytes -= _size(address, before)
            if size > self.most_bytes // 8:
                return
            self.pages[address] = page
            self.bytes += size
            while self.bytes > self.most_bytes or len(self.pages) > self.most:
                self.bytes -= _size(*self.pages.popitem(last=False))


def _size(address, page):
    # Python's overhead for each page is about a kilobyte.
    return len(page.body) + sum(len(part) for part in address) + 1024


class PageCache:
    """Middleware that answers from the cache if possible, and renders other pages."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.pages = Pages()

    def __call__(self, request):
        if connection.in_atomic_block:
            # The state changes at commit, and the transaction that contains this request is not committed yet.
            return self.get_response(request)
        state, lag = _ask(ASK)  # without a database every page is a 503, cached pages too
        check(lag, is_read=_is_read_only(request))
        address = address_of(request)
        if address is None or state is None:
            return self.get_response(request)
        page = self.pages.get(address, state)
        request.page_cache = "hit" if page else "miss"
        etag = page.etag if page else etag_of(address, state)
        if _etag_matches(request, etag):
            request.page_cache = "hit"
            return _with_cache_headers(HttpResponseNotModified(), etag)
        return HttpResponse(page.body, headers=page.headers) if page else self.render(request, address, state)

    def render(self, request, address, state):
        """Render the page from one snapshot, and cache it."""
        # Unused parameters and session cookies without a session must not affect a page that others get.
        request.GET = QueryDict(address[-1])
        request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
        try:
            response = self.get_response_at(ReadSnapshot(state), request)
        except SnapshotExpired:
            response = self.get_response_at(ReadSnapshot(), request)
        state = request.public_state
        if state is not None and _is_for_everybody(response):
            etag = etag_of(address, state)
            _with_cache_headers(response, etag)
            if response.streaming:
                # Its rows are read later: some may be newer than the state, none is older.
                return response
            if ENCODING in address:
                level = 5 if settings.PAGE_CACHE else 1  # a higher level pays off if the response is sent again
                response.content = compress(response.content, compresslevel=level, mtime=0)
                response["Content-Encoding"] = ENCODING
                response["Content-Length"] = str(len(response.content))
            if settings.PAGE_CACHE and request.method == "GET":
                self.pages.put(address, Page(state, etag, dict(response.headers), response.content))
        return response

    def get_response_at(self, read_snapshot, request):
        with read_snapshot:
            request.public_state = read_snapshot.state
            response = self.get_response(request)
            if read_snapshot.transaction:
                # Nothing was written, and the connection may be the cause of the error.
                transaction.set_rollback(response.status_code >= 500)
        return response


class SnapshotExpired(BaseException):
    """The state of the page has changed during rendering. No `except Exception` may catch this."""


class ReadSnapshot:
    """The snapshot that a page shows: the given state, or the current one if none is given.

    The first statement opens a transaction that sees the state, or raises SnapshotExpired. A page without statements
    opens no transaction.
    """

    def __init__(self, state: tuple | None = None):
        self.state = state
        self.transaction = None

    def __enter__(self):
        with ExitStack() as entered:
            entered.push(self._end)
            if self.state is None:
                self._begin()
            entered.enter_context(connection.execute_wrapper(self._before))
            entered.enter_context(index.as_of(self.state and self.state[0]))
            self._leave = entered.pop_all()
        return self

    def __exit__(self, *error):
        return self._leave.__exit__(*error)

    def _before(self, execute, *statement):
        if self.transaction is None:
            self._begin()
        return execute(*statement)

    def _begin(self):
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        now, _lag = _ask(ASK_IN_SNAPSHOT)
        if self.state not in (None, now):
            raise SnapshotExpired
        self.state = now

    def _end(self, *error):
        if self.transaction:
            self.transaction.__exit__(*error)


def address_of(request) -> tuple | None:
    """Return the cache key of a page, with its query string last; None if the answer is for this reader only.

    The query string has only the parameters that the page reads, in a fixed order, so campaign parameters do not create
    another cache entry. With any other parameter, a view with `refuses_others` is not cached.
    """
    if request.method not in {"GET", "HEAD"} or settings.DEBUG:
        return None
    parameters = _parameters_at(request.path_info)
    if parameters is None or has_session(request):
        return None
    try:
        query_string = request.META.get("QUERY_STRING", "")
        if query_string and _refuses_others(request.path_info) and not set(_parsed(query_string)) <= set(parameters):
            return None
        query = _cached_query(parameters, query_string)
        encoding = ENCODING if _accepts_gzip(request.META.get("HTTP_ACCEPT_ENCODING", "")) else ""
        # The path that selects the view, and the prefix of its links.
        path = request.META.get("SCRIPT_NAME", ""), request.path_info
        return request.scheme, request.get_host(), *path, get_language() or "", encoding, query
    except SuspiciousOperation:
        return None  # a host that is not allowed, or too many parameters: Django refuses the request


@lru_cache(maxsize=64)
def _accepts_gzip(accepted):
    """Return whether an Accept-Encoding (RFC 9110, 12.5.3) accepts gzip. Public pages contain no secret to guess."""
    for each in accepted.lower().split(","):
        name, _, weight = each.partition(";")
        if name.strip() == ENCODING:
            return weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False


@lru_cache(maxsize=2048)
def _parameters_at(path):
    with suppress(Resolver404):
        return getattr(resolved(path).func, "parameters", None)


@lru_cache(maxsize=2048)
def _refuses_others(path):
    return getattr(getattr(resolved(path).func, "view_class", None), "refuses_others", False)


def _parsed(query_string):
    return QueryDict(query_string.encode("latin-1"))  # as WSGI passes it (PEP 3333)


@lru_cache(maxsize=2048)
def _cached_query(parameters, query_string):
    given = _parsed(query_string)
    kept = QueryDict(mutable=True)
    for name in parameters:
        if name in given:
            kept.setlist(name, given.getlist(name))
    return kept.urlencode()


def _is_read_only(request) -> bool:
    """Return whether a standby can answer: the method is safe and not from staff, who must see what they saved."""
    is_staff = request.path_info.startswith("/admin/") or settings.SESSION_COOKIE_NAME in request.COOKIES
    return request.method in SAFE and not is_staff


def _ask(statement) -> tuple[tuple | None, float | None]:
    """Return the state that readers see now, and how far a standby is behind; None on a primary.

    The state is None if states are not counted. A new day of the index is a new state.

    Raise OtherRelease if the database belongs to another release.
    """
    with connection.cursor() as cursor:
        cursor.execute(statement)
        if statement is ASK_IN_SNAPSHOT:
            cursor.nextset()
        row = cursor.fetchone()
    if row is None:
        return None, None
    token, digest, lag = row
    check_release(digest)
    return (token,), lag


def etag_of(address: tuple, state: tuple) -> str:
    """Return the ETag of the page in that state, as this release renders it."""
    text = "\n".join((release(), *state, *address))
    # A weak ETag, because a proxy may compress the response.
    return f'W/"{blake2b(text.encode(errors="surrogatepass"), digest_size=16).hexdigest()}"'


@cache
def release() -> str:
    digest = blake2b(digest_size=16)
    for name in SHOWN_SETTINGS:
        digest.update(f"{name}={getattr(settings, name)}\n".encode())
    for folder in CODE:
        for path in sorted((settings.BASE_DIR / folder).rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                digest.update(str(path.relative_to(settings.BASE_DIR)).encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()


def _etag_matches(request, etag):
    asked = request.META.get("HTTP_IF_NONE_MATCH")
    # Compare weakly (RFC 9110, 13.1.2): a proxy may have made the ETag strong.
    return bool(asked) and etag.removeprefix("W/") in {each.removeprefix("W/") for each in parse_etags(asked)}


def _with_cache_headers(response, etag):
    response["ETag"] = etag
    response["Cache-Control"] = "public, no-cache"
    response["Vary"] = "Accept-Encoding"
    return response


def _is_for_everybody(response):
    return (
        response.status_code == 200
        and not response.cookies
        and (response.streaming or response.get("Content-Type", "") in CACHED_TYPES)
        and not response.has_header("Cache-Control")
        and not response.has_header("Vary")
    )
