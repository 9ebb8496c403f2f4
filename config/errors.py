"""Pages for what goes wrong. They ask the database for nothing: it may be what went wrong."""

import sys

from django.db import InterfaceError, OperationalError
from django.shortcuts import render


def page_not_found(request, exception):
    """404: nothing is published at this address."""
    return render(request, "404.html", status=404)


def server_error(request):
    """500, or 503 where the database cannot be reached: then the same address will work again."""
    if isinstance(sys.exception(), (OperationalError, InterfaceError)):
        response = render(request, "503.html", status=503)
        response["Retry-After"] = "60"
    else:
        response = render(request, "500.html", status=500)
    response["Cache-Control"] = "no-store"
    return response
