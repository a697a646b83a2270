# Every target does all the set-up it needs: Python 3.11 or newer, make and a package index are enough.
.DEFAULT_GOAL := help
PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DEMO_HOME ?= $(CURDIR)/.demo
WORKERS ?= 2

.PHONY: help setup demo test check lint types contract format soak bench clean

help: ## say what the targets do
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY) ## create .venv with everything pinned

$(READY): pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: install it, or say make PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(PYTHON) is older than Python 3.11: say make PYTHON=/path/to/python3.11"; exit 1; }
	@echo "Setting up $(VENV) with $(PYTHON) (once; needs the package index)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@mkdir -p .links && ln -sfn .. .links/sagsgang
	@touch $(READY)

demo: $(READY) ## set up, fill a demonstration municipality, show what it can answer
	@$(BIN)/sagsgang --home $(DEMO_HOME) demo

test: $(READY) ## set up and run the tests (they bring their own PostgreSQL)
	@$(BIN)/python -m pytest -n $(WORKERS)

check: lint types contract test ## everything that must be green before a commit

lint: $(READY)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(READY)
	@$(BIN)/mypy

contract: $(READY)
	@$(BIN)/lint-imports --no-logo

docs/contract.md: $(READY) $(wildcard operations/*.py operations/table/*.py) ## write the contract anew from the table of operations
	@$(BIN)/python -m sagsgang.operations.contract > $@

format: $(READY) ## put the code in form
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

soak: $(READY) ## the long evidence: thousands of histories, kills at random moments
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup -m soak

bench: $(READY) ## figures side by side in one run, kept under bench/results/
	@$(BIN)/python -m bench
	@$(BIN)/python -m bench.reminders
	@$(BIN)/python -m bench.great_tick
	@$(BIN)/python -m bench.memory
	@$(BIN)/python -m bench.out_of_order

clean: ## forget the set-up and the demonstration
	@if [ -x $(BIN)/sagsgang ] && [ -d $(DEMO_HOME) ]; then $(BIN)/sagsgang --home $(DEMO_HOME) stop || true; fi
	@rm -rf $(VENV) $(DEMO_HOME) .links build dist *.egg-info
