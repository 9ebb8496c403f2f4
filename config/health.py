"""Health check for container engines, load balancers and the demo."""

from django.http import HttpResponse

from cooperation.index import is_ready


class HealthMiddleware:
    """Answers /healthz with 200 "ok" if the process has the index in memory, and with 503 until then.

    It does not query the database: if that becomes unavailable later, a restart would not help.

    It is middleware and not a view because health checks use http and an IP address: the host name check and the
    redirect to https, which come later, would reject them.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path_info != "/healthz":
            return self.get_response(request)
        ready = is_ready()
        return HttpResponse(
            "ok\n" if ready else "The index is not read yet.\n",
            status=200 if ready else 503,
            content_type="text/plain",
            headers={"Cache-Control": "no-store"},
        )
