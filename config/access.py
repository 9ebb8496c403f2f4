"""One log line for each request, written after the response was sent, and the metrics of the request."""

from gunicorn import glogging

from .metrics import count_request
from .request_log import current, route_of


class Logger(glogging.Logger):
    """gunicorn's logger, which calls `access` once for each request, also for those that it refuses itself."""

    def access(self, resp, req, environ, request_time):
        try:
            request = current.get()
            response = {
                "route": route_of(request) if request else "",
                "method": environ["REQUEST_METHOD"],
                "status": int(str(resp.status).split()[0]),
                "ms": round(request_time.total_seconds() * 1000, 1),
                "statements": request.statements if request else 0,
                "bytes": resp.sent,
            }
            cache = getattr(request, "page_cache", "")
            count_request(
                response["route"], response["method"], response["status"], request_time.total_seconds(), cache
            )
            line = [response["method"], response["route"] or "-", response["status"]]
            self.access_log.info("%s %s %s", *line, extra={"response": response})
        except Exception:
            self.exception("The request was not logged.")
