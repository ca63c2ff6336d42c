# The commands of this project. `make help` lists them.
# Every one of them makes what it needs first: a Python >= 3.12 is all that has to be there.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help venv demo stop status test check bench format lock messages schema-check wheel wheel-smoke

export COLOCATION_STARTED_AT := $(shell date +%s)
PY := .venv/bin/python
# Two test processes for two cores; `make test WORKERS=0` runs in one. ARGS goes to pytest: make test ARGS='-k hold'
WORKERS ?= 2
ARGS ?=
SIZE ?= S
ONLY ?=

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

venv:  ## .venv with the locked packages (every other command does this first)
	@python=$$(dev/find-python) && "$$python" dev/bootstrap.py

demo: venv  ## NetBox with the plugin and a demo data centre, and one case of each procedure walked to its end
	@$(PY) -m dev.demonstrate

stop: venv  ## stop everything that `make demo` and `make test` started
	@$(PY) -m dev.stand stop

status: venv  ## what is running
	@$(PY) -m dev.stand status

test: venv  ## the whole test suite
	@$(PY) -m pytest -n $(WORKERS) --dist loadscope --no-loadscope-reorder $(ARGS)

check: venv  ## lint, format, import contracts, missing migrations, types, spelling
	@$(PY) -m dev.check

bench: venv  ## placing, addressing, installing and pages beside NetBox's own; make bench SIZE=M for 1,000 racks, L for 10,000
	@$(PY) -m dev.bench --size $(SIZE) --only '$(ONLY)'

format: venv  ## put the code into the project's format
	@$(PY) -m ruff check --fix-only --quiet . ; $(PY) -m ruff format .

lock: venv  ## write the locked requirements anew, with the newest versions
	@$(PY) -m dev.lock

messages: venv  ## gather the plugin's strings into its Indonesian catalogue, and compile it
	@$(PY) -m dev.messages

schema-check: venv  ## compare the fast way of migrating with the plain one (some seven minutes)
	@$(PY) -m dev.schema_check

wheel: venv  ## build the wheel into dist/ and look at what is in it
	@$(PY) -m dev.wheel

wheel-smoke: venv  ## install the wheel into a plain NetBox and migrate there
	@$(PY) -m dev.wheel_smoke
