# The tasks of the project; `make help` lists them.
.DEFAULT_GOAL := help
SHELL := /bin/sh

PYTHON ?= python3
PORT ?= 8000
MICROSITE_INSTANCE ?= instance
MICROSITE_ENVIRONMENT ?= development
export PORT MICROSITE_INSTANCE MICROSITE_ENVIRONMENT

BIN := .venv/bin
RUN := .venv/.run
DEV := .venv/.dev
AUDITORS := tools/audit/node_modules/.created
CATALOGS := $(wildcard translations/*/LC_MESSAGES/messages.po translations/*/*/LC_MESSAGES/messages.po)
COMPILED := $(CATALOGS:.po=.mo)
# The lock files are complete. Without --no-deps, pip resolves the extra of a locked package to a
# release newer than the lock, and then refuses it.
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet

# Two terminals may run make at the same time on a fresh clone: one sets up, the other waits.
SETUP := flock .setup.lock $(MAKE) --no-print-directory --silent
PYTEST := $(BIN)/python -m pytest --numprocesses=auto --dist=worksteal

## help: list these targets
help:
	@sed -n 's/^## \([^:]*\): /\1	/p' $(MAKEFILE_LIST) | awk -F'\t' '{printf "  make %-14s %s\n", $$1, $$2}'

## serve: set up and serve on 127.0.0.1:8000 (HOST, PORT, MICROSITE_INSTANCE change that)
serve: install
	@$(BIN)/microsite database upgrade
	@$(BIN)/microsite demo
	@exec $(BIN)/gunicorn wsgi:app

## check: lint, types and the tests without browser, processes or long computations; under a minute
check: lint typecheck
	$(PYTEST) -m "not browser and not processes and not slow" $(ARGS)

## test: everything: lint, types and every test, spread over the cores
test: lint typecheck
	@tools/system-programs
	$(PYTEST) $(ARGS)

## lint: code style, import layers, names and words
lint: dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m tools.house

## typecheck: mypy over the program, the tools and the tests
typecheck: dev
	$(BIN)/mypy

## coverage: all tests, and which lines of the program they never reach
coverage: dev
	@tools/system-programs
	$(PYTEST) --cov --cov-report=term-missing $(ARGS)

## install: only set up: environment, locked packages, catalogs
install:
	@$(SETUP) $(RUN) $(COMPILED)

# The same with what tests and tools need.
dev:
	@$(SETUP) $(DEV) $(COMPILED)

## bench-scan: redirects compared with an empty WSGI app and a plain Flask view (needs wrk)
bench-scan: dev
	@tools/system-programs wrk
	@LOGLEVEL=error $(BIN)/python -m tools.bench.scan $(ARGS)

## bench-pages: home, list and article compared with a constant Flask view (needs wrk)
bench-pages: dev
	@tools/system-programs wrk
	@LOGLEVEL=error $(BIN)/python -m tools.bench.pages $(ARGS)

## bench-qr: codes a second, compared with python-qrcode and segno
bench-qr: dev
	@$(BIN)/python -m tools.bench.codes $(ARGS)

## bench-news: loading articles, their memory, searching them
bench-news: dev
	@$(BIN)/python -m tools.bench.news $(ARGS)

## bench-pack: a print pack of 40,000 placements, and the latency of scans meanwhile (needs wrk)
bench-pack: dev
	@tools/system-programs wrk
	@LOGLEVEL=error $(BIN)/python -m tools.bench.pack $(ARGS)

## print-report: decode rates of degraded codes, written to docs/print.md (15 minutes)
print-report: dev
	@tools/system-programs zbar
	@$(BIN)/python -m tools.bench.print_report $(ARGS)

## audit: Lighthouse, axe, the Nu HTML checker and the Observatory's rules on the public pages
audit: dev $(AUDITORS)
	@tools/system-programs chromium
	@$(BIN)/python -m tools.audit $(ARGS)

## messages: update the catalogs from the texts in the code
messages: dev
	$(BIN)/pybabel -q extract -F translations/babel.toml -k lazy_gettext --add-location=file \
		--sort-output --project=microsite --version=1 \
		--msgid-bugs-address=microsite -o translations/messages.pot \
		--header-comment="# The texts of the site, as the code and the templates have them." .
	$(BIN)/pybabel -q update -i translations/messages.pot -d translations --no-fuzzy-matching \
		--ignore-obsolete --ignore-pot-creation-date

## icons: draw the icons and the cards for shared links, with the names from site.toml
icons: dev
	@$(BIN)/python -m tools.icons

## docs: the references of settings, commands and detection, from the code and the tests
docs: dev
	@$(BIN)/python -m tools.reference

## format: format the code
format: dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

## lock: lock the newest versions that pyproject.toml allows (needs uv)
lock:
	requirements/lock

## clean: remove everything that can be rebuilt (not the instance folder)
clean:
	rm -rf .venv tools/audit/node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis $(COMPILED)

.PHONY: help dev serve check test lint typecheck coverage install audit docs bench-scan bench-pages \
	bench-qr bench-pack bench-news print-report messages icons format lock clean

.venv/.created:
	@echo "Setting up in .venv; the first time takes a minute."
	@$(PYTHON) -m venv --clear .venv
	@touch $@

$(RUN): requirements/run.txt pyproject.toml .venv/.created
	@$(PIP) --require-hashes --no-deps -r requirements/run.txt
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(DEV): requirements/dev.txt $(RUN)
	@$(PIP) --require-hashes --no-deps -r requirements/dev.txt
	@touch $@

$(AUDITORS): tools/audit/package-lock.json tools/audit/package.json
	@tools/system-programs node java
	@for program in npm java; do command -v $$program >/dev/null || exit 1; done
	@npm ci --prefix tools/audit --ignore-scripts --silent
	@touch $@

%.mo: %.po $(RUN)
	@$(BIN)/pybabel -q compile -i $< -o $@ -l $(notdir $(patsubst %/LC_MESSAGES/,%,$(dir $<)))
