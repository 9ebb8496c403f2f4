"""Is the registry alive? Answered to whoever probes it: a container engine, a load balancer, the demo."""

import logging

from django.db import DatabaseError, connection
from django.http import HttpResponse

logger = logging.getLogger(__name__)


class HealthMiddleware:
    """Answers /healthz: 200 "ok" if the database answers, else 503 "database unavailable".

    A middleware and not a view, for a probe comes by http and by the machine's number: the host name check and the
    redirect to https, which stand behind it, would turn it away.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path_info != "/healthz":
            return self.get_response(request)
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        except DatabaseError as error:
            logger.warning("database unavailable: %s", " ".join(str(error).split()))
            response = HttpResponse("database unavailable\n", content_type="text/plain", status=503)
        else:
            response = HttpResponse("ok\n", content_type="text/plain")
        response["Cache-Control"] = "no-store"
        return response
