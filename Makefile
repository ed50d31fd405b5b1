# Two commands are enough: `make run` to try it, `make test` to trust it.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: run story test check setup lint format types contracts lock sbom advisories clean

run: setup ## the bot and the simulator page on this machine, no tokens needed
	@$(BIN)/makegood simulate

story: setup ## the whole loop as text
	@$(BIN)/makegood story

test: setup ## every test
	@$(BIN)/pytest

check: setup lint types contracts test ## what must hold before a change lands

setup: $(READY)

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Makegood needs Python 3.11 or newer; $(PYTHON) is older. Try: make PYTHON=python3.12 setup"; exit 1; }
	@echo "Setting up $(VENV) (a minute or two, once) ..."
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing. On Debian or Ubuntu: apt install python3-venv"; exit 1; }
	@$(BIN)/python -m pip install --disable-pip-version-check --quiet --require-hashes --no-deps -r requirements.lock
	@$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation --editable .
	@touch $(READY)

lint: setup
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

format: setup
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

types: setup
	@$(BIN)/mypy

contracts: setup
	@$(BIN)/lint-imports

lock: ## pin the newest versions by hash; needs uv
	@uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet --upgrade --output-file requirements.lock
	@sed -i '1i # Every package that Makegood runs and is tested with, pinned by hash. Made by `make lock`.' requirements.lock

sbom: setup ## the list of parts, as CycloneDX, in sbom.cdx.json
	@$(BIN)/python -m tools.parts --out sbom.cdx.json

advisories: setup ## what an advisory database knows against the parts; "not audited" where none answers
	@$(BIN)/python -m tools.parts --audit

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
