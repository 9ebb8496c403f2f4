# The work is done in Python: see config/bootstrap.py, config/embedded.py and config/demo.py.
PYTHON ?= python3
PY = .venv/bin/python
WITH_DATABASE = $(PY) -m config.embedded
export PORT DATA SECURE

.PHONY: help venv demo demo-reset test lint format lock migrations shell clean

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 14

venv:  ## .venv with the locked packages; every other target makes it first
	@$(PYTHON) config/bootstrap.py

demo: venv  ## the registry with demo data; PORT=8123 DATA=folder SECURE=1
	@$(PY) -m config.demo

demo-reset: venv  ## the demo from its beginning: what was entered is lost
	@$(PY) -m config.demo --reset

test: venv  ## every test, the browser's too; ARGS="tests/ground -k demo"
	@$(PY) -m tests.browser.chromium
	@$(PY) -m pytest $(ARGS)

# What needs settings but serves nobody runs with these, on a database that is thrown away.
lint migrations: export SECRET_KEY = these-commands-serve-nobody-so-this-key-protects-nothing
lint migrations: export ALLOWED_HOSTS = localhost

lint: venv  ## style, missing migrations, Django's own checks for deployment
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(WITH_DATABASE) $(PY) manage.py makemigrations --check --dry-run
	@$(WITH_DATABASE) $(PY) manage.py check --deploy --fail-level WARNING

migrations: venv  ## write the migrations that the models ask for
	@$(WITH_DATABASE) $(PY) manage.py makemigrations $(ARGS)

format: venv  ## put the code into its style
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .

clean:  ## remove what the commands made, the demo's data too
	rm -rf .venv .demo staticfiles test-results .pytest_cache .ruff_cache .hypothesis
