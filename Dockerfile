# The registry as a container: gunicorn with static files, settings from the environment and from files. compose.yaml
# builds and runs it, and docs/deploy.md says how to pin the two images by their digests.
ARG PYTHON_IMAGE=python:3.13-slim-trixie
ARG POSTGRES_IMAGE=postgres:18-trixie

# pg_dump must not be older than the server.
FROM ${POSTGRES_IMAGE} AS postgres

FROM ${PYTHON_IMAGE} AS build
WORKDIR /app
RUN python3 -m venv /venv
COPY requirements/base.txt requirements/
RUN /venv/bin/pip install --no-cache-dir --only-binary :all: --require-hashes -r requirements/base.txt
COPY . .
# Settings are required but not used while static files are collected; the running container gets its own.
RUN SECRET_KEY=collecting-static-files-needs-settings-but-not-their-secrets \
    DATABASE_URL=postgresql:///nothing ALLOWED_HOSTS=nowhere \
    SITE_NAME=none OWNER=nobody OWNER_URL=https://nowhere.example/ CONTACT=nobody@nowhere.example DATA_LICENCE=CC0-1.0 \
    /venv/bin/python manage.py collectstatic --no-input && \
    /venv/bin/python -m compileall -q config cooperation regions

FROM ${PYTHON_IMAGE}
# As in cooperation/__init__.py.
ARG VERSION=0.1.0
LABEL org.opencontainers.image.title="Cooperation registry" org.opencontainers.image.version="$VERSION"
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app
# age and gpg encrypt backups. PostgreSQL's programs and library come from the server's image.
RUN apt-get update && \
    apt-get install --yes --no-install-recommends age gpg gpg-agent liblz4-1 libpq5 libzstd1 && \
    rm -rf /var/lib/apt/lists/*
COPY --from=postgres /usr/lib/postgresql/*/bin/pg_dump /usr/lib/postgresql/*/bin/pg_restore /usr/lib/postgresql/*/bin/psql /usr/local/bin/
COPY --from=postgres /usr/lib/*-linux-gnu/libpq.so.5* /usr/local/lib/
# A volume gets the owner of its folder.
RUN ldconfig && pg_dump --version && pg_restore --version && psql --version && \
    groupadd --system --gid 10001 registry && \
    useradd --system --uid 10001 --gid registry --no-create-home registry && \
    install -d -o registry -g registry /run/registry /srv/archive /srv/backup /srv/export
COPY --from=build /venv /venv
COPY --from=build /app /app

USER registry
HEALTHCHECK --start-period=120s CMD ["python3", "deploy/containers/healthy.py"]
CMD ["python3", "-m", "gunicorn", "-c", "python:config.gunicorn", "config.wsgi"]
