# What a newcomer needs: `make review` and `make test`. Everything happens in .venv; nothing else is touched.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: setup review test hermetic lint bench lock clean

setup: $(READY)

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Nova needs Python 3.11 or later: make PYTHON=python3.11 ..."; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@sh .ci/bubblewrap
	@touch $@

review: $(READY)
	@$(BIN)/nova review $(ARGS)

test: lint
	$(BIN)/python -m pytest -q -m "not outer" -n 2
	$(BIN)/python -m pytest -q -m outer -n 2 --durations=5

hermetic: $(READY)
	$(BIN)/python -m pytest -q -m "not outer"

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --cache-dir $(VENV)/.import_linter
	NOVA_HOME=$(VENV)/.nova $(BIN)/nova decisions lint --check
	NOVA_HOME=$(VENV)/.nova $(BIN)/nova decisions check --check

bench: $(READY)
	$(BIN)/python -m bench $(ARGS)

# Names, versions and hashes only: --no-emit-index-url and no annotations keep addresses out.
lock:
	$(PYTHON) -m venv $(VENV)/lock && $(VENV)/lock/bin/pip install --quiet uv
	$(VENV)/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --no-annotate --group dev --output-file requirements.lock pyproject.toml

clean:
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache
