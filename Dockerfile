# The registry as a container: gunicorn on port 8000, static files within, settings from the environment.
FROM python:3.13-slim
# That of cooperation/__init__.py.
ARG VERSION=0.1.0
LABEL org.opencontainers.image.title="Cooperation registry" org.opencontainers.image.version="$VERSION"
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app

COPY requirements/base.txt requirements/
RUN pip install --no-cache-dir --only-binary :all: --require-hashes -r requirements/base.txt

COPY . .
# Settings are required but not used while static files are collected; the running container gets its own.
RUN SECRET_KEY=collecting-static-files-needs-settings-but-not-their-secrets \
    DATABASE_URL=postgresql://nobody@nowhere/nothing ALLOWED_HOSTS=nowhere \
    SITE_NAME=none OWNER=nobody OWNER_URL=https://nowhere.example/ CONTACT=nobody@nowhere.example DATA_LICENCE=CC0-1.0 \
    python manage.py collectstatic --no-input

USER nobody
EXPOSE 8000
HEALTHCHECK CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=10)"]
CMD ["python", "-m", "gunicorn", "-c", "python:config.gunicorn", "config.wsgi"]
