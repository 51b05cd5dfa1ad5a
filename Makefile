# make run     try it: web server, workers, a sandbox Omnitron and POS; PORT=8000; FRESH=1 starts over
# make test    the whole suite on PostgreSQL and Redis, after the small one on SQLite
# make test-faults  minutes of killing and crashing; each figure is printed
# make witness  record anew what every door says of 300 orders, and print what moved;
#               EVERY=10 only looks at one order in ten, and records nothing
# make bench   what grows with the house, as ratios within one run
# make check   style, types, import contracts, migrations, deployment settings
# make lock    write both lock files anew from pyproject.toml

PYTHON ?= python3
PORT ?= 8000
PY = .venv/bin/python
DEMO = SECRET_KEY_FILE=.demo/secret_key FIELD_ENCRYPTION_KEYS_FILE=.demo/field_encryption_keys \
	DATABASE_URL=sqlite:///.demo/oms.sqlite3 REDIS_URL= OMS_SANDBOX=1 \
	OUTBOUND_ALLOWED_NETWORKS=127.0.0.0/8 LOG_LEVEL=WARNING
PIP = $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes
OFFLINE = echo "The Python packages could not be fetched. The first run needs the network, or a package \
index that pip knows (PIP_INDEX_URL, PIP_FIND_LINKS); later runs do not." >&2; exit 1
NEW_KEY = $(PY) -c 'import base64, os; print(base64.urlsafe_b64encode(os.urandom(32)).decode())'

.PHONY: run test test-faults witness bench check lock

run: .venv/run.stamp
	@mkdir -p staticfiles; umask 077; mkdir -p .demo; for key in secret_key field_encryption_keys; do \
		[ -s .demo/$$key ] || $(NEW_KEY) > .demo/$$key; done
	@printf '%s\n' $(DEMO) > .demo/env  # ENV_FILE=.demo/env lets other commands join in
	@unset DATABASE_URL_FILE REDIS_URL_FILE; export ENV_FILE=.demo/env; \
		exec env $(DEMO) $(PY) manage.py demo --port $(PORT) \
		$(if $(filter-out 0 no,$(FRESH)),--fresh)

test: .venv/dev.stamp
	@TEST_DATABASE_URL=sqlite:///:memory: $(PY) -m pytest -q tests/sqlite
	@$(PY) -m pytest -q -n auto --maxprocesses 8

test-faults: .venv/dev.stamp
	@$(PY) -m pytest -q -m faults tests

witness: .venv/dev.stamp
	@WITNESS=$(if $(EVERY),look,record) WITNESS_EVERY=$(or $(EVERY),1) $(PY) -m pytest -q -n 0 -m '' tests/witness/test_witness.py

bench: .venv/dev.stamp
	@$(PY) -m pytest -q -m bench tests/bench

check: export SECRET_KEY := $(shell head -c 40 /dev/urandom | od -An -tx1 | tr -d ' \n')
check: export FIELD_ENCRYPTION_KEYS := $(shell head -c 32 /dev/urandom | base64 | tr '+/' '-_')
check: export DATABASE_URL := sqlite:///:memory:
check: export REDIS_URL :=
check: export HTTPS := on
check: export NUM_PROXIES := 1
check: export ENV_FILE := /dev/null
check: .venv/dev.stamp
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/lint-imports --no-logo
	.venv/bin/mypy .
	$(PY) manage.py makemigrations --check --dry-run
	$(PY) manage.py check --deploy --fail-level WARNING

lock:
	@tools=$$(mktemp -d) && trap 'rm -rf "$$tools"' EXIT && \
	$(PYTHON) -m venv $$tools && $$tools/bin/pip install --quiet uv && \
	compile="$$tools/bin/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-emit-find-links" && \
	$$compile --custom-compile-command "make lock" -o requirements.lock && \
	$$compile --custom-compile-command "make lock" -o requirements-dev.lock \
		--extra dev --constraint requirements.lock

# The environment is renewed when its lock changes; one for development is never cut back to run.

.venv/run.stamp: requirements.lock | .venv/made.stamp
	@[ ! -e .venv/dev.stamp ] || $(MAKE) --no-print-directory .venv/dev.stamp
	@[ -e .venv/dev.stamp ] || $(PIP) -r requirements.lock || { $(OFFLINE); }
	@touch $@

.venv/dev.stamp: requirements-dev.lock | .venv/made.stamp
	@$(PIP) -r requirements-dev.lock || { $(OFFLINE); }
	@touch $@

.venv/made.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "This needs Python 3.11 or newer: make PYTHON=python3.11 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "Python lacks its venv module: install the package python3-venv first." >&2; exit 1; }
	@echo "Setting up Python packages in .venv; the first time takes a minute."
	@$(PYTHON) -m venv .venv
	@touch $@
