"""Parts of addresses: the scheme and host of a request, and the paths of pages of the admin."""

from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse


def origin_of(request: HttpRequest) -> str:
    """Return the scheme and host, without a slash at the end."""
    return f"{request.scheme}://{request.get_host()}"


def admin_address(model: type[Model] | Model, page: str, *args) -> str:
    """Return the path of a page of the model's admin, such as "changelist", or "change" with an id."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)
