# `make demo` and `make test` do all the set-up. `make` alone lists the rest.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --constraint constraints.txt
SAMPLE := sample_dossiers/b1e1_fort.pdf
MAP := carte-demo.html

.DEFAULT_GOAL := help
.PHONY: help demo web test check tools train bench clean
.DELETE_ON_ERROR:

help:
	@echo "make demo    install, pre-read a sample dossier, show its coverage map, write $(MAP)"
	@echo "make web     install, open the app"
	@echo "make test    install, run the whole suite (CI runs this)"
	@echo "make check   formatting, lint, types and the fast tests, before a commit"
	@echo "make train   rebuild models/ from the repository's data"
	@echo "make bench   measure reading, matching and exports; see benchmarks/README.md"
	@echo "make clean   remove the environment and the caches"

# The stamps lie inside the environment: removing it removes them.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed: make demo PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing Prélecture in $(VENV): a few minutes, the first time only."
	$(PIP) --editable .
	@touch $@

$(VENV)/installed-dev: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing Prélecture and its test tools in $(VENV): a few minutes, the first time only."
	$(PIP) --editable '.[dev,postgresql]'
	@touch $@ $(VENV)/installed

$(VENV)/installed-train: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) --editable '.[train]'
	@touch $@ $(VENV)/installed

demo: $(VENV)/installed
	$(BIN)/prelecture relire $(SAMPLE) -r icd-racm -e B1E1 --html $(MAP)
	@echo "La même carte, à ouvrir dans un navigateur ou à imprimer : $(CURDIR)/$(MAP)"

web: $(VENV)/installed
	$(BIN)/prelecture web

test: $(VENV)/installed-dev tools
	$(BIN)/python -m pytest -m "not model and not browser"
	$(BIN)/python -m pytest -m "model and not browser"
	$(BIN)/python -m pytest -m browser

check: $(VENV)/installed-dev
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/python -m pytest -m "not model and not browser"

# Programs that some tests drive; those tests are skipped where a program is missing.
tools:
	@bash .ci/tools

train: $(VENV)/installed-train
	$(BIN)/python -m prelecture.training

bench: $(VENV)/installed-dev
	$(BIN)/python benchmarks/matching.py
	$(BIN)/python benchmarks/exports.py

clean:
	rm -rf $(VENV) $(MAP) .pytest_cache .mypy_cache .ruff_cache .hypothesis
