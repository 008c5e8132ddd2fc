# `make demo` shows what the library does; `make test` runs all checks. Both set up what they need:
# Python 3.11 or later and the package registry are enough.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: demo test lint types imports docs-check tests docs golden bench clean

demo: $(VENV)/.package
	$(BIN)/iam-report scan sample_data --fail-on never

test: lint types imports docs-check tests

lint: $(VENV)/.dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(VENV)/.dev
	$(BIN)/mypy

imports: $(VENV)/.dev
	$(BIN)/lint-imports

docs-check: $(VENV)/.dev
	$(BIN)/python tools/build_docs.py --check
	$(BIN)/python tools/make_sample_data.py --check

tests: $(VENV)/.dev
	TZ=UTC $(BIN)/python -m pytest -n auto --dist loadfile --cov --cov-report=term:skip-covered

# What is written anew from the code or from a person's decision; look at the difference.
docs: $(VENV)/.dev
	$(BIN)/python tools/build_docs.py
	$(BIN)/python tools/make_sample_data.py

golden: $(VENV)/.dev
	IAM_REPORT_GOLDEN=write $(BIN)/python -m pytest --quiet tests

bench: $(VENV)/.dev
	$(BIN)/python benchmarks/credential_report.py
	$(BIN)/python benchmarks/authorization_details.py
	$(BIN)/python benchmarks/authorization.py
	$(BIN)/python benchmarks/escalations.py
	$(BIN)/python benchmarks/action_patterns.py

clean:
	rm -rf $(VENV) dist .coverage .mypy_cache .pytest_cache .ruff_cache .import_linter_cache

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --upgrade 'pip>=25.1'

$(VENV)/.package: $(VENV)/bin/python pyproject.toml
	$(PIP) install --editable .
	touch $@

$(VENV)/.dev: $(VENV)/.package pyproject.toml
	$(PIP) install --editable . --group dev
	touch $@
