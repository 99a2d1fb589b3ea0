# `make serve` and `make test` do all set-up by themselves; the rest is for whoever changes something.
# What is installed lies in .venv/ and node_modules/, what is built in build/ and site/.

PYTHON ?= python3
PORT ?= 8000
MINUTES ?= 60

PY := .venv/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --quiet
INSTALLED := .venv/.installed node_modules/.installed
LINTED := pysrc overrides tests

export NO_MKDOCS_2_WARNING := 1
export PATH := $(CURDIR)/.venv/bin:$(PATH)

.PHONY: help serve site test browsers firefox check words bench soak format lock torch clean
.DELETE_ON_ERROR:

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 10

serve: $(INSTALLED) ## build the site, serve it on 127.0.0.1 and print the address
	$(PY) -m overrides.serve --port $(PORT)

site: $(INSTALLED) ## build the site into site/, for the address in SITE_URL
	$(PY) -m mkdocs build --strict

test: $(INSTALLED) .venv/.chromium .venv/.torch ## run every test, in a real browser too
	$(PY) -m pytest --numprocesses 2

browsers: $(INSTALLED) .venv/.chromium .venv/.browsers ## the same visit in Chromium, Firefox and WebKitGTK, whichever is here
	$(PY) -m pytest tests/browsers -m browsers

firefox: $(INSTALLED) .venv/.chromium .venv/.browsers ## the browser tests in Firefox, but for those that only Chromium can run
	BROWSER=firefox $(PY) -m pytest tests/browser

check: $(INSTALLED) ## seconds: style, types, contracts, spelling, the package's tests
	$(PY) -m pytest -q tests/test_house.py tests/package tests/demos tests/session pysrc/onefilter

format: $(INSTALLED) ## put the sources into the agreed style
	ruff check --fix $(LINTED)
	ruff format $(LINTED)
	node_modules/.bin/biome check --write

words: $(INSTALLED) ## bring the catalogues of other languages up to date with the code
	$(PY) -m overrides.catalogues

bench: $(INSTALLED) .venv/.chromium .venv/.torch ## measure, print tables, write build/bench.json; BENCH="boot --rounds 2" is quicker
	$(PY) -m tests.bench $(BENCH)

soak: $(INSTALLED) .venv/.chromium ## a reader clicks through everything for an hour, or MINUTES=4; counts in build/reliability.json
	$(PY) -m tests.bench.soak --minutes $(MINUTES)

lock: .venv/.installed ## renew requirements.txt and package-lock.json
	$(PIP) install uv
	.venv/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	    --no-header --no-annotate --extra site --extra test --output-file requirements.txt pyproject.toml
	npm install --package-lock-only --ignore-scripts
	cd tests/bench/peers && ../../../.venv/bin/uv pip compile --quiet --universal --python-version 3.11 \
	    --generate-hashes --no-header --no-annotate --output-file tools.txt tools.in
	cd tests/bench/peers && ../../../.venv/bin/uv pip compile --quiet --universal --python-version 3.14 --no-deps \
	    --generate-hashes --no-header --no-annotate --output-file wheels.txt wheels.in
	cd tests/bench/peers && npm install --package-lock-only --ignore-scripts --omit-lockfile-registry-resolved

torch: .venv/.installed ## install PyTorch for the oracle tests, whatever its size
	$(PY) -m tests.torch_oracle --force
	@touch .venv/.torch

clean: ## remove what was built, keep what was installed
	rm -rf build site dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find $(LINTED) -name __pycache__ -prune -exec rm -rf {} +

.venv/.installed: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo "Python 3.11 or newer is needed. If it has another name: make PYTHON=python3.12 …"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	    { [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -qq -y python3-venv; } || \
	    { echo "Python cannot make a virtual environment. Try: sudo apt-get install python3-venv"; exit 1; }
	@echo "Installing the Python packages into .venv (once)"
	@[ -x $(PY) ] || $(PYTHON) -m venv .venv
	@$(PIP) install --require-hashes -r requirements.txt && \
	    $(PIP) install --no-deps --no-build-isolation --editable . || \
	    { echo "The Python packages could not be installed: see above. Is there a network?" \
	      "A broken .venv can be deleted and made anew."; exit 1; }
	@touch $@

node_modules/.installed: package-lock.json .npmrc | .venv/.installed
	@echo "Installing the npm packages into node_modules (once)"
	@npm ci --ignore-scripts --silent || \
	    { echo "The npm packages could not be installed: see above, or run 'npm ci' for more. Is there a network?"; exit 1; }
	@touch $@

.venv/.chromium: tests/chromium.py | .venv/.installed
	$(PY) -m tests.chromium
	@touch $@

.venv/.browsers: tests/browsers/install.py | .venv/.installed
	$(PY) -m tests.browsers.install
	@touch $@

.venv/.torch: tests/torch_oracle.py | .venv/.installed
	$(PY) -m tests.torch_oracle
	@touch $@
