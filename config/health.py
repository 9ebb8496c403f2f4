"""Health check for container engines, load balancers and the demo."""

from django.http import HttpResponse


class HealthMiddleware:
    """Answers /healthz with 200 "ok". It does not query the database: restarting this process would not repair it.

    It is middleware and not a view because health checks use http and an IP address: the host name check and the
    redirect to https, which come later, would reject them.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path_info != "/healthz":
            return self.get_response(request)
        return HttpResponse("ok\n", content_type="text/plain", headers={"Cache-Control": "no-store"})
