# `make` alone lists what there is. Everything runs in this folder's own .venv, which is built on first use.

.DEFAULT_GOAL := help
SHELL := /bin/bash

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
SOURCES := $(wildcard src tests bench examples)

# The first Python that starts and is new enough. Name another with `make PYTHON=/path/to/python ...`.
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for python in python3.11 python3; do \
	if $$python -c '$(NEW_ENOUGH)' 2>/dev/null; then echo $$python; break; fi; done)

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s  %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(READY): pyproject.toml
	@if ! "$(PYTHON)" -c '$(NEW_ENOUGH)' 2>/dev/null; then \
		echo "error: no Python 3.11 or newer found" >&2; \
		echo "  install one, or name it: make PYTHON=/path/to/python3.11" >&2; exit 1; fi
	@echo "setting up $(VENV)"
	@test -x $(BIN)/python || "$(PYTHON)" -m venv $(VENV)
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --editable '.[dev]'
	@touch $@

.PHONY: setup
setup: $(READY) ## build .venv with everything the other targets need

.PHONY: demo
demo: $(READY) ## the main job: two models are packed, proven equal, and asked behind an emulated AWS gateway
	@$(BIN)/python examples/main_job/run.py

.PHONY: serve
serve: $(READY) ## the same, and it stays up
	@$(BIN)/python examples/main_job/run.py --stay

.PHONY: examples
examples: $(READY) ## irises without scikit-learn, Sonar compared with R, a model of the weather served
	@$(BIN)/python examples/iris/run.py
	@$(BIN)/python examples/sonar/run.py
	@$(BIN)/python examples/weather/run.py

.PHONY: test
test: $(READY) ## run the tests
	@$(BIN)/python -m pytest -q -n auto

.PHONY: test-slow
test-slow: $(READY) ## run the tests that take long
	@$(BIN)/python -m pytest -q -n auto -m slow --timeout 1800

.PHONY: test-others
test-others: $(READY) ## hold the emulator beside other implementations, and load it (says what that needs and is not installed)
	@$(BIN)/python -m pytest -q -m others --timeout 300 tests/others

.PHONY: check
check: $(READY) ## check format, lint, types and who imports whom
	@$(BIN)/ruff format --check --quiet $(SOURCES)
	@$(BIN)/ruff check --quiet $(SOURCES)
	@$(BIN)/mypy --no-error-summary $(SOURCES)
	@$(BIN)/lint-imports --no-logo
	@echo "all checks passed"

.PHONY: bench
bench: $(READY) ## measure speed and size, side by side with the alternatives
	@$(BIN)/python -m bench

.PHONY: format
format: $(READY) ## put the code into its format, and repair what can be repaired
	@$(BIN)/ruff check --quiet --fix-only $(SOURCES)
	@$(BIN)/ruff format --quiet $(SOURCES)

.PHONY: clean
clean: ## remove .venv, caches and built files
	@rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage htmlcov
	@find $(SOURCES) -name __pycache__ -type d -prune -exec rm -rf {} +
