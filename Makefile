# What one types. `make help` lists it. Everything needed is installed from the lock files; nothing else is touched.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
RUN := $(VENV)/bin/python
VAR := $(or $(PARINDEX_VAR),var)

.DEFAULT_GOAL := help
.PHONY: help demo test check fmt bench thorough hostile mutants clean assets what-tests-need

help: ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

# Packages are installed only when their lock file is newer than its stamp. A half-made environment is taken away again.
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { echo "Python 3.11 or newer is needed as $(PYTHON) (set PYTHON=...)." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "Python's venv module is needed (Debian: apt-get install python3-venv)." >&2; exit 1; }

$(VENV)/run.stamp: requirements.txt | $(VENV)/bin/python
	@$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/dev.stamp: requirements-dev.txt | $(VENV)/bin/python
	@$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

assets: $(VENV)/run.stamp ## fonts and chart script, from installed packages
	@$(RUN) -m tools.assets

demo: $(VENV)/run.stamp ## the portal with real published results on 127.0.0.1:8000 (PORT= changes it)
	@PORT=$(PORT) PARINDEX_DEMO=1 $(RUN) -m tools.demo

what-tests-need:
	@sh tools/ensure-what-tests-need.sh

test: $(VENV)/dev.stamp assets what-tests-need ## every test, on SQLite and on PostgreSQL, with the browser
	@$(RUN) -m tools.assets
	@$(RUN) -m tools.run_tests $(ARGS)

check: $(VENV)/dev.stamp ## lint, format, types, templates, import contracts, migrations, deployment settings
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy parindex scoring units tools
	$(VENV)/bin/djlint templates --lint --quiet
	$(VENV)/bin/lint-imports
	PARINDEX_VAR=$(VAR)/check PARINDEX_DEMO=1 $(RUN) manage.py makemigrations --check --dry-run
	PARINDEX_VAR=$(VAR)/check SECRET_KEY=$$($(RUN) -c 'import secrets; print(secrets.token_urlsafe(64))') ALLOWED_HOSTS=example.vn $(RUN) manage.py check --deploy --fail-level WARNING

fmt: $(VENV)/dev.stamp ## put the code into its form
	@$(VENV)/bin/ruff check --fix --quiet . ; $(VENV)/bin/ruff format --quiet .

bench: $(VENV)/dev.stamp ## figures with their peers
	@for file in benchmarks/[a-z]*.py; do echo "== $$file"; PARINDEX_DEMO=1 $(RUN) -m benchmarks.$$(basename $$file .py) || exit 1; done
	@echo "== benchmarks/workbook_back.py check"; PARINDEX_DEMO=1 $(RUN) -m tools.pgtmp -- $(CURDIR)/$(VENV)/bin/python -m benchmarks.workbook_back check

thorough: $(VENV)/dev.stamp ## the full sizes of tests that the everyday run scales down (hours)
	@PARINDEX_SHEETS=100000 PARINDEX_PAIRS=20000 PARINDEX_WHAT_IFS=10000 PARINDEX_TRIALS=10000 PARINDEX_TWO_WRITERS=200 PARINDEX_PUBLISH_RACE=200x20 PARINDEX_WORKFLOW_SEQUENCES=5000 \
	 PARINDEX_ALTERATIONS=1000 PARINDEX_TAMPERED=2000 PARINDEX_IMPORT_KILLS=250 PARINDEX_FORMULAS=2000 PARINDEX_HOSTILE_WORKBOOKS=10000 PARINDEX_BOMBS=500 \
	 $(RUN) -m tools.run_tests tests/core tests/scoring tests/exports tests/e2e/test_bombs.py

hostile: $(VENV)/dev.stamp ## 10,000 hostile workbooks and 500 archive bombs before the reader (about ten minutes)
	@$(RUN) -m tests.hostile.run 10000 --jobs 2
	@$(RUN) -m tests.hostile.bombs 500

mutants: $(VENV)/dev.stamp ## the arithmetic with one thing wrong at a time: how many the tests notice
	@PARINDEX_SHEETS=400 PARINDEX_WHAT_IFS=60 PARINDEX_TRIALS=60 $(VENV)/bin/mutmut run && $(RUN) -m tools.mutants

clean: ## remove what can be made again; the database stays
	rm -rf $(VENV) node_modules $(VAR)/static $(VAR)/assets $(VAR)/test-reports
