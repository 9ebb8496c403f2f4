"""What the web server loads."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# PostgreSQL calls the connection so, and the history what it writes for nobody who is signed in.
os.environ.setdefault("PGAPPNAME", "web server")
# Requests do not wait for the database without end (config/settings.py).
os.environ.setdefault("DATABASE_TIMEOUTS", "on")
application = get_wsgi_application()
