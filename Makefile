# Limpide: one command each. `make` alone lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input
ROWS ?= 1000
WORKERS ?= logical
SPECTRAL := @stoplight/spectral-cli@6.16.3

.DEFAULT_GOAL := help
.PHONY: help setup run story test test-long conformance lint types format openapi openapi-lint bench migrate lock docs clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

$(VENV)/.run: requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "setting up $(VENV) (once, about a minute)…" >&2
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-deps --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.lock
	@$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@

$(VENV)/.bench: $(VENV)/.dev requirements-bench.lock
	@$(PIP) --require-hashes -r requirements-bench.lock
	@touch $@

setup: $(VENV)/.dev ## everything a developer needs, in .venv

run: $(VENV)/.run ## the service on 127.0.0.1:8000, with a first key and a demonstration file to try
	@$(BIN)/python scripts/run_here.py --rows $(ROWS)

story: $(VENV)/.run ## the main job on the demonstration file, in a fresh base, told as a story
	@$(BIN)/python scripts/tell_story.py --rows $(ROWS)

test: $(VENV)/.dev ## all tests but the long ones, on every core (WORKERS=0: one process); a real PostgreSQL comes from pip
	@$(BIN)/python -m pytest -m "not long" -n $(WORKERS) --dist worksteal

test-long: $(VENV)/.dev ## the full counts that an issue names
	@TEST_TIMES=8 $(BIN)/python -m pytest tests/core -m "not long" -n $(WORKERS) --dist worksteal
	@$(BIN)/python -m pytest -m "long" --timeout 7200

conformance: $(VENV)/.dev ## pass rates on the corpora of ../shared/data; fails when one falls
	@$(BIN)/python -m pytest tests/conformance -s

lint: $(VENV)/.dev ## style, spelling, layers, types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/codespell
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/mypy

types: $(VENV)/.dev ## types alone
	@$(BIN)/mypy

format: $(VENV)/.dev ## put the code in shape
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

openapi: $(VENV)/.dev ## openapi/v1.json from the code
	@mkdir -p openapi
	@$(BIN)/limpide openapi > openapi/v1.json

openapi-lint: ## openapi/v1.json by Spectral, from the npm registry; needs node
	@npm exec --yes --package=$(SPECTRAL) -- spectral lint openapi/v1.json --ruleset openapi/ruleset.yaml --fail-severity=warn

bench: $(VENV)/.bench ## measure, and write docs/benchmarks.md
	@$(BIN)/python scripts/bench_import.py --write

migrate: $(VENV)/.run ## bring the configured base (LIMPIDE_DATABASE_URL, LIMPIDE_DATA_DIR) to the newest schema
	@$(BIN)/limpide migrate

lock: $(VENV)/.dev ## requirements*.lock again, with hashes and without addresses
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate pyproject.toml --group bench -c requirements.lock -o requirements-bench.lock

docs: $(VENV)/.dev ## what is generated in docs/ (issue codes, settings, metrics, limits, samples)
	@$(BIN)/python scripts/make_docs.py

clean: ## remove the demonstration base and what tools leave behind
	@rm -rf build data-demo .mypy_cache .ruff_cache .pytest_cache .hypothesis
