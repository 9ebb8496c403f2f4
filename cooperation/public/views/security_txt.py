"""Where to report a vulnerability: /.well-known/security.txt (RFC 9116)."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

# The RFC recommends less than a year.
VALID_FOR = timedelta(days=90)


@require_safe
def security_txt(request):
    is_page = settings.CONTACT.startswith("https:")
    expires = timezone.now() + VALID_FOR
    lines = [
        f"Contact: {settings.CONTACT if is_page else f'mailto:{settings.CONTACT}'}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
    ]
    if settings.SITE_ADDRESS.startswith("https:"):
        lines.append(f"Canonical: {settings.SITE_ADDRESS}{reverse('security_txt')}")
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")
