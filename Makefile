# The work is done in Python: config/bootstrap.py, config/embedded.py and config/demo.py say how.
PYTHON ?= python3
PY = .venv/bin/python
WITH_DATABASE = $(PY) -m config.embedded
DEMO_DATABASE = $(PY) -m config.embedded --data "$(or $(DATA),.demo)/postgres"
LOCK = uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.12 $(ARGS)
export PORT DATA SECURE

.PHONY: help venv demo demo-reset test bench scale capacity load guide lint format migrations messages shell lock audit licences sbom clean

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' Makefile | expand -t 14

venv:  # .venv with the locked packages: what every command below begins with
	@$(PYTHON) config/bootstrap.py

demo: venv  ## the registry with demo data; PORT=8123 DATA=folder SECURE=1
	@$(PY) -m config.demo

demo-reset: venv  ## the demo from scratch: entered data is lost
	@$(PY) -m config.demo --reset

test: venv  ## all tests, also in a browser; ARGS="tests/config -k demo"
	@$(PY) -m tests.browser.chromium
	@$(PY) -m tests.encryption
	@$(PY) -m pytest $(ARGS)

bench: venv  ## what a fixed set of requests costs at SIZE=s, m or l; ARGS="--markdown"
	@$(PY) -m tests.bench --size $(or $(SIZE),s) $(ARGS)

scale: venv  ## first requests of three machines against one, at SIZE=s, m or l; needs root on Linux
	@$(PY) -m tests.bench.machines --size $(or $(SIZE),s) $(ARGS)

capacity: venv  ## what one request needs at SIZE=s, m or l: the figures of docs/capacity.md; needs nginx
	@$(PY) -m tests.bench.capacity --size $(or $(SIZE),s) $(ARGS)

load: venv  ## load and faults for MINUTES=1, compares acknowledged writes; ARGS="--standbys 2" loses the primary
	@$(PY) -m tests.load --minutes $(or $(MINUTES),1) $(ARGS)

guide: venv  ## retake the screenshots of the staff guide in a browser
	@$(PY) -m tests.browser.chromium
	@$(PY) -m pytest tests/browser/guide_pictures.py -q -n 0

# Settings for commands that need them but serve nobody.
lint migrations shell: export SECRET_KEY = these-commands-serve-nobody-so-this-key-protects-nothing
lint migrations shell: export ALLOWED_HOSTS = localhost
lint migrations shell: export SITE_NAME = Cooperation registry
lint migrations shell: export OWNER = Nobody
lint migrations shell: export OWNER_URL = https://nowhere.example/
lint migrations shell: export CONTACT = nobody@nowhere.example
lint migrations shell: export DATA_LICENCE = CC0-1.0

lint: venv  ## style, missing migrations, Django's checks for deployment
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(WITH_DATABASE) $(PY) manage.py makemigrations --check --dry-run
	@$(WITH_DATABASE) $(PY) manage.py check --deploy --fail-level WARNING

format: venv  ## format the code
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .

migrations: venv  ## write the migrations for changed models; ARGS="regions --name why"
	@$(WITH_DATABASE) $(PY) manage.py makemigrations $(ARGS)

messages: venv  ## extract the strings to translate into locale/, and compile the translations
	@$(PY) -m config.catalogues

shell: venv  ## Python shell with the demo's data; stop the demo first
	@$(DEMO_DATABASE) $(PY) manage.py shell

lock:  ## pin requirements/*.in, needs uv; ARGS=--upgrade takes newer releases
	@$(LOCK) requirements/base.in -o requirements/base.txt
	@$(LOCK) requirements/dev.in -o requirements/dev.txt
	@$(LOCK) requirements/audit.in -o requirements/audit.txt

audit licences sbom: venv  # with the packages of requirements/audit.txt in .audit
	@$(PYTHON) config/bootstrap.py audit
	@$(PY) -m config.packages $@ $(ARGS)

audit:  ## known vulnerabilities of the packages that the registry runs on; ARGS="--vulnerability-service osv"
licences:  ## their licences, and whether each one is allowed
sbom:  ## the list of them with hashes and licences: sbom.cdx.json (CycloneDX)

clean:  ## remove generated files, and the data of the demo and the benchmarks
	rm -rf .venv .audit .demo .bench .load staticfiles test-results .pytest_cache .ruff_cache .hypothesis sbom.cdx.json
