# Two promises: `make demo` sets everything up and runs the main job; `make test` sets everything up and proves it.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
VENV := .venv
BIN := $(VENV)/bin
PYTHON := $(BIN)/python

.PHONY: help demo test setup setup-test lint types layers migrations unit postgres browser lock clean screenshots

help: ## what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

demo: setup ## set everything up, build the demo city, match it, start the portal
	$(BIN)/duijie demo $(DEMO)

test: setup-test ## set everything up and prove it
	$(MAKE) --no-print-directory lint types layers migrations
	$(PYTHON) scripts/prove.py

setup: ## virtual environment, locked packages, front-end files
	@scripts/setup.sh base

setup-test: ## the same with what the tests need: a browser, Chinese fonts, a database server, Java
	@scripts/setup.sh test

lint:
	@$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types:
	@$(BIN)/mypy

layers:
	@$(BIN)/lint-imports

migrations:
	@DUIJIE_DATA_DIR=$$(mktemp -d) $(PYTHON) manage.py makemigrations --check --dry-run

unit: ## tests without browser, PostgreSQL and Spark
	@$(PYTHON) -m pytest -q -n 2 -m "not browser and not postgres and not spark"

lock: ## pin every package again, with hashes and without addresses
	@scripts/lock.sh

screenshots: ## take the README's pictures from a running demo
	@$(PYTHON) scripts/screenshots.py

clean: ## remove what setup made; the data in var/ stays
	@rm -rf $(VENV) node_modules frontend/node_modules build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
