# `make demo` and `make test` are all a newcomer needs; both set up what is missing.
PYTHON := $(shell for p in python3.13 python3.12 python3 python python3.14; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin

.PHONY: setup demo test test-slow test-all check format docs bench clean
.DEFAULT_GOAL := test

setup: .venv/ready

.venv/ready: pyproject.toml uv.lock
	@test -n "$(PYTHON)" || { echo "Liuke needs Python 3.12 or newer on the PATH." >&2; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check 'uv>=0.7'
	VIRTUAL_ENV=$(CURDIR)/.venv $(BIN)/uv sync --quiet --frozen --active --inexact --no-python-downloads
	@touch $@

demo: setup
	$(BIN)/liuke -w demo demo

test: setup
	$(BIN)/pytest -n 2 --dist worksteal

test-slow: setup
	$(BIN)/pytest -n 2 --dist worksteal -m "slow or browser"

test-all: setup
	$(BIN)/pytest -n 2 --dist worksteal -m "" --cov --cov-report=term

check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m docs.generate --check

format: setup
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: setup
	$(BIN)/python -m docs.generate

bench: setup
	$(BIN)/python -m benchmarks

clean:
	rm -rf .venv demo liuke-demo
