# policygraph: what one does with a fresh clone. «make» alone says it.
#
# Everything goes into .venv, from pins with hashes; nothing is installed
# elsewhere, and neither root, Docker nor Java is needed.

# bash stops a recipe at the first command that fails, also within a pipe.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules --no-print-directory

# The Python to build .venv with, 3.11 or later.
PYTHON ?= python3
# embedded: Oxigraph in var/store. neo4j: a Neo4j that is started for the run, its data in var/neo4j.
STORE ?= embedded
# no: «make run» ends after the answer in the terminal.
APP ?= yes
# Parts of «make bench», e.g. make bench SECTIONS="reading loading"; without, all.
SECTIONS ?=
# Further options of pytest, e.g. make test PYTEST="-k quantity".
PYTEST ?=
# Folder with gold/ and corpus/ for make accuracy.
SHARED ?= ../shared
# make pins UPGRADE=--upgrade takes the newest versions; without, a pin changes only where it must.
UPGRADE ?=

VENV := .venv
BIN := $(VENV)/bin
PY := $(BIN)/python
PIP := $(PY) -m pip install --quiet --disable-pip-version-check --no-input
UV := uv==0.13.9

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# ---------------------------------------------------------------- use

.PHONY: run tour
ifeq ($(STORE),neo4j)
run: $(VENV)/.test ## first run: load the sample, ask the question, start the app (STORE=neo4j: on Neo4j; APP=no: no app)
	@$(PY) -m graph.neo4j_server with $(MAKE) tour
else ifeq ($(STORE),embedded)
run: $(VENV)/.run
	@$(MAKE) tour
else
run:
	$(error STORE is embedded or neo4j, not «$(STORE)»)
endif

# What «run» does once a store is there; the environment says which.
tour:
	@printf '\n\033[1m%s\033[0m\n' 'policygraph load data/sample'
	@$(BIN)/policygraph load data/sample
	@printf '\n\033[1m%s\033[0m\n' 'policygraph ask target-owners --from NQ-42'
	@$(BIN)/policygraph ask target-owners --from NQ-42
ifneq ($(APP),no)
	@printf '\n\033[1m%s\033[0m\n' 'streamlit run app.py'
	@$(BIN)/streamlit run app.py
endif

.PHONY: neo4j
neo4j: $(VENV)/.test ## keep a Neo4j running to look around in, its data in var/neo4j
	@$(PY) -m graph.neo4j_server

# ---------------------------------------------------------------- work

.PHONY: test
test: $(VENV)/.test ## all tests, those on a real Neo4j included
	$(PY) -m pytest -n auto $(PYTEST)

.PHONY: check
check: $(VENV)/.test ## everything that must hold: lint, format, types, freshness, tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(PY) -m ontology.render --check
	$(PY) -m pytest -n auto $(PYTEST)

.PHONY: accuracy
accuracy: $(VENV)/.test ## score the reading against the golds in SHARED and write docs/accuracy.md
	@$(PY) -m benchmarks.accuracy --shared '$(SHARED)'

.PHONY: bench
bench: $(VENV)/.test ## measure how fast it is beside limits and peers: docs/performance.md (an hour or two)
	$(PY) -m benchmarks.bench $(SECTIONS)

.PHONY: soak
soak: $(VENV)/.test ## break it often: docs/reliability.md (at most 80 minutes)
	MUTANTS=1000 $(PY) -m pytest -q -n 0 tests/test_mutants.py
	$(PY) -m benchmarks.soak

.PHONY: render
render: $(VENV)/.test ## write anew all that follows from the ontology
	$(PY) -m ontology.render

.PHONY: screenshots
screenshots: $(VENV)/.test ## pictures of every page of the app in both languages, with Chromium: docs/screenshots
	$(PY) tests/screenshots.py

.PHONY: docs
docs: $(VENV)/.run ## the ontology as an HTML page with a diagram: site/ontology.html
	$(PY) -m ontology.rendering.html site/ontology.html

# uv resolves for every Python from 3.11 on at once; the conditions stand in the pins.
.PHONY: pins
pins: $(VENV)/.pins ## write requirements*.txt anew from pyproject.toml
	@compile() { $(VENV)/.pins/bin/uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest \
	  --generate-hashes --custom-compile-command 'make pins' \
	  --group pyproject.toml:build $(UPGRADE) pyproject.toml "$$@"; } && \
	compile --output-file requirements.txt && \
	compile --output-file requirements-dev.txt --extra test --constraint requirements.txt

.PHONY: clean
clean: ## remove what was made here: .venv, caches, build; the stores in var/ stay
	rm -rf $(VENV) build .mypy_cache .pytest_cache .ruff_cache .hypothesis *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# ---------------------------------------------------------------- .venv

# Each stamp stands for a finished install; a changed pin, pyproject.toml or a new .venv makes it stale.
$(VENV)/.run: requirements.txt pyproject.toml $(VENV)/pyvenv.cfg
	@echo 'Installing policygraph (about a minute) …'
	@$(PIP) --require-hashes -r requirements.txt
	@$(PIP) --no-build-isolation --no-deps --editable .
	@touch $@

$(VENV)/.test: requirements-dev.txt pyproject.toml $(VENV)/pyvenv.cfg
	@echo 'Installing policygraph with what its tests need (one or two minutes) …'
	@$(PIP) --require-hashes -r requirements-dev.txt
	@$(PIP) --no-build-isolation --no-deps --editable .
	@touch $@ $(VENV)/.run

$(VENV)/.pins: $(VENV)/pyvenv.cfg
	@$(PYTHON) -m venv --clear $@
	@$@/bin/python -m pip install --quiet --disable-pip-version-check '$(UV)'

$(VENV)/pyvenv.cfg:
	@command -v $(PYTHON) > /dev/null || { \
	  echo 'There is no «$(PYTHON)». Install Python 3.11 or later, or name one: make PYTHON=/path/to/python3 …' >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "$$($(PYTHON) --version) is too old. Name a Python 3.11 or later: make PYTHON=python3.12 …" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2> /dev/null || { \
	  echo 'This Python cannot make virtual environments. On Debian and Ubuntu: apt install python3-venv' >&2; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV)
