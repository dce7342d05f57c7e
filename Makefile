# The front door. Everything else is `almoner --help`.
#
#   make up     builds Almoner and brings it up on this machine with demo data
#   make test   installs what the tests need, then runs all of them
#   make lint   formatting, clippy, unused dependencies, licences
#   make prove  the proofs that are too long for every run; prints a table, kept in docs/proofs.md
#   make console  the web console alone; make up and make build do it when its sources changed
#   make docs   everything in the repository that is generated: the document, the pages

CARGO ?= cargo
export CARGO_TERM_COLOR ?= auto
# Debug builds start quicker and are what the tests exercise; RELEASE=1 builds the real thing.
ifeq ($(RELEASE),1)
PROFILE := --release
BINARY := target/release/almoner
else
PROFILE :=
BINARY := target/debug/almoner
endif

.PHONY: up build console test setup lint prove docs bench

up: setup-run build
	$(BINARY) up $(ARGS)

build: console
	$(CARGO) build $(PROFILE) --locked -p almoner

console:
	scripts/console

setup-run:
	scripts/setup run

setup:
	scripts/setup test

test: setup
	scripts/test

lint:
	scripts/setup lint
	scripts/lint

prove: setup
	scripts/prove

docs: build
	scripts/docs

bench: setup
	scripts/bench
