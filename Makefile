# Everything that is done to this project from the command line. `make help` lists it.
#
# Overridable: PORT=8000, ARGS="-k queue" (for test, bench, shots and drill), WORKERS=2 (for test),
# PYTHON=/path/to/python (the one to build the virtual environment with).

PORT ?= 8000
WORKERS ?= 2
ARGS ?=
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help install run migrate demo test test-sqlite test-postgres cov check format messages bench shots drill clean

help:  ## Print this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | \
	  awk -F '\t' '{ printf "  make %-14s %s\n", $$1, $$2 }'

install: .venv/.installed  ## Make the virtual environment with what running needs

run: migrate demo  ## Serve the demo at http://127.0.0.1:8000 with a worker, installing what is missing
	@echo "Serving at http://127.0.0.1:$(PORT)/ (Ctrl+C ends it)"
	@DEBUG=1 $(MANAGE) serve 127.0.0.1:$(PORT)

migrate: .venv/.installed  ## Bring the database up to date
	@DEBUG=1 $(MANAGE) migrate

demo: migrate  ## Load the demo project; again, it resets nothing
	@DEBUG=1 $(MANAGE) seed_demo

test: .venv/.installed-dev  ## Run all tests, on SQLite and then on PostgreSQL
	@$(BIN)/python -m tools.run_tests --workers $(WORKERS) -- $(ARGS)

test-sqlite: .venv/.installed-dev  ## Run all tests on SQLite only
	@$(BIN)/python -m tools.run_tests --workers $(WORKERS) --only sqlite -- $(ARGS)

test-postgres: .venv/.installed-dev  ## Run all tests on PostgreSQL only
	@$(BIN)/python -m tools.run_tests --workers $(WORKERS) --only postgresql -- $(ARGS)

cov: .venv/.installed-dev  ## Run all tests on SQLite and measure their branch coverage
	@$(BIN)/python -m tools.run_tests --workers $(WORKERS) --only sqlite -- \
	  --cov --cov-branch --cov-report=term:skip-covered $(ARGS)

check: .venv/.installed-dev  ## Run the static checks: style, types, templates, imports, migrations
	@$(BIN)/python -m tools.run_checks

format: .venv/.installed-dev  ## Put Python and templates into the house's form
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .
	@$(BIN)/djlint --reformat --quiet templates || true  # It ends with 1 when it changed something.

messages: .venv/.installed-dev  ## Bring new sentences into the translations, and compile these
	@$(BIN)/python -m tools.messages

bench: .venv/.installed-dev  ## Measure the text engine, then speed and memory on both databases
	@$(BIN)/python -m benchmarks $(ARGS)

shots: .venv/.installed-dev  ## Photograph every screen into docs/screenshots
	@$(BIN)/python -m tools.take_shots $(ARGS)

drill: .venv/.installed-dev  ## Back the demo up, restore it on both databases, compare all rows
	@$(BIN)/python -m tools.drill $(ARGS)

clean:  ## Remove caches; the data and the virtual environment stay
	@rm -rf .cache .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache .coverage*
	@find . -path ./.venv -prune -o -name __pycache__ -type d -exec rm -rf {} +

# The virtual environment. A stamp newer than the requirements says that they are installed.

.venv/bin/python:
	@for python in $(PYTHON) python3.11 python3; do \
	  if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    $$python -m venv --clear .venv || { rm -rf .venv; exit 1; }; \
	    exit 0; \
	  fi; \
	done; \
	echo "Factcheck needs Python 3.11 or newer: neither python3.11 nor python3 is that." >&2; \
	exit 1

.venv/.installed: requirements.txt .venv/bin/python
	@$(BIN)/python -m pip install --disable-pip-version-check --progress-bar off -r $<
	@touch $@

.venv/.installed-dev: requirements-dev.txt requirements-redis.txt requirements.txt .venv/bin/python
	@$(BIN)/python -m pip install --disable-pip-version-check --progress-bar off -r $<
	@touch $@
