# What one does with the microsite. `make help` lists it.
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
AUDITORS := audit/node_modules/.made
CATALOGS := $(wildcard translations/*/LC_MESSAGES/messages.po)
COMPILED := $(CATALOGS:.po=.mo)
# The locked files are complete. --no-deps keeps pip from looking past them: with an extra of a locked
# package it would take up a release that is newer than the lock, and refuse it.
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet

## help: list these targets
help:
	@sed -n 's/^## \([^:]*\): /\1	/p' $(MAKEFILE_LIST) | awk -F'\t' '{printf "  make %-14s %s\n", $$1, $$2}'

## serve: set everything up and serve on 127.0.0.1:8000 (PORT, MICROSITE_INSTANCE can be given)
serve: install
	@$(BIN)/microsite database upgrade
	@$(BIN)/microsite demo
	@exec $(BIN)/gunicorn wsgi:app

## test: run every test there is, and the linters before them
test: $(DEV) $(COMPILED)
	@tools/system-programs
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m pytest $(ARGS)

## coverage: the tests, and which lines of the program they never reach
coverage: $(DEV) $(COMPILED)
	@tools/system-programs
	$(BIN)/python -m pytest --cov --cov-report=term-missing $(ARGS)

## install: set up only: environment, locked packages, catalogs
install: $(RUN) $(COMPILED)

## bench-scan: the redirector beside an empty WSGI app and a plain Flask view (needs wrk)
bench-scan: $(DEV) $(COMPILED)
	@tools/system-programs wrk
	@LOGLEVEL=error $(BIN)/python -m tools.bench.scan $(ARGS)

## bench-pages: home, list and article beside a Flask view that answers a constant (needs wrk)
bench-pages: $(DEV) $(COMPILED)
	@tools/system-programs wrk
	@LOGLEVEL=error $(BIN)/python -m tools.bench.pages $(ARGS)

## bench-qr: codes a second, beside python-qrcode and segno
bench-qr: $(DEV)
	@$(BIN)/python -m tools.bench.codes $(ARGS)

## bench-news: loading articles, their memory, searching them
bench-news: $(DEV)
	@$(BIN)/python -m tools.bench.news $(ARGS)

## bench-pack: a print pack of 40,000 placements, and what scans notice of it (needs wrk)
bench-pack: $(DEV) $(COMPILED)
	@tools/system-programs wrk
	@LOGLEVEL=error $(BIN)/python -m tools.bench.pack $(ARGS)

## print-report: how often decoders read degraded codes, into docs/print.md (a quarter of an hour)
print-report: $(DEV)
	@tools/system-programs zbar
	@$(BIN)/python -m tools.bench.print_report $(ARGS)

## audit: the public pages before Lighthouse, axe, the Nu HTML checker and the Observatory's rules
audit: $(DEV) $(COMPILED) $(AUDITORS)
	@tools/system-programs chromium
	@$(BIN)/python -m tools.audit $(ARGS)

## messages: bring the catalogs up to date with the texts in the code
messages: $(DEV)
	$(BIN)/pybabel -q extract -F translations/babel.toml -k lazy_gettext --add-location=file \
		--sort-output --project=microsite --version=1 \
		--msgid-bugs-address=microsite -o translations/messages.pot \
		--header-comment="# The texts of the site, as the code and the templates have them." .
	$(BIN)/pybabel -q update -i translations/messages.pot -d translations --no-fuzzy-matching \
		--ignore-obsolete --ignore-pot-creation-date

## icons: draw the icons and the cards of shared links, with the names of site.toml on them
icons: $(DEV)
	@$(BIN)/python -m tools.icons

## format: put the code in its form
format: $(DEV)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

## lock: choose the newest versions that fit pyproject.toml and lock them (needs uv)
lock:
	requirements/lock

## clean: remove what can be made again (not the instance)
clean:
	rm -rf .venv audit/node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis $(COMPILED)

.PHONY: help serve test coverage install audit bench-scan bench-pages bench-qr bench-pack bench-news print-report messages icons format lock clean

.venv/.made:
	@echo "Setting up in .venv; the first time takes a minute."
	@$(PYTHON) -m venv --clear .venv
	@touch $@

$(RUN): requirements/run.txt pyproject.toml .venv/.made
	@$(PIP) --require-hashes --no-deps -r requirements/run.txt
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(DEV): requirements/dev.txt $(RUN)
	@$(PIP) --require-hashes --no-deps -r requirements/dev.txt
	@touch $@

$(AUDITORS): audit/package-lock.json audit/package.json
	@tools/system-programs node java
	@for program in npm java; do command -v $$program >/dev/null || exit 1; done
	@npm ci --prefix tools/audit --ignore-scripts --silent
	@touch $@

%.mo: %.po $(RUN)
	@$(BIN)/pybabel -q compile -i $< -o $@ -l $(notdir $(patsubst %/LC_MESSAGES/,%,$(dir $<)))
