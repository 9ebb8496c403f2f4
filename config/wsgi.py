"""The WSGI application."""

import os

from django.core.wsgi import get_wsgi_application
from django.template import engines
from django.urls import reverse
from django.utils.translation import override

from cooperation.domain.languages import languages

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# PostgreSQL shows this name for the connection, and the history uses it for changes without a signed-in user.
os.environ.setdefault("PGAPPNAME", "web server")
# Database timeouts for requests (config/settings.py).
os.environ.setdefault("DATABASE_TIMEOUTS", "on")
application = get_wsgi_application()
# Load all pages and compile their templates now: gunicorn's workers share them, and no first request waits for it.
for language in languages():
    with override(language):
        reverse("home")
for template in engines["jinja2"].env.list_templates(extensions=["html"]):
    engines["jinja2"].get_template(template)
