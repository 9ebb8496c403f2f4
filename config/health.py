"""Does the process answer? Told to whoever probes it: a container engine, a load balancer, the demo."""

from django.http import HttpResponse


class HealthMiddleware:
    """Answers /healthz with 200 "ok". It does not ask the database: a new process would not bring that back.

    A middleware and not a view, for a probe comes by http and by the machine's number: the host name check and the
    redirect to https, which stand behind it, would turn it away.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path_info != "/healthz":
            return self.get_response(request)
        return HttpResponse("ok\n", content_type="text/plain", headers={"Cache-Control": "no-store"})
