# Everyday commands. The same ones run in .ci/run.
#
#   make run     installs by name what is missing (as root), builds, starts the demonstration province
#   make test    everything, browser journeys included; prints what it skipped and why
#   make lint    format and clippy
#   make deps    only the system packages

SHELL := /bin/bash
PROFILE ?= dev
TARGET := $(or $(CARGO_TARGET_DIR),target)
BINARY := $(TARGET)/$(if $(filter dev,$(PROFILE)),debug,$(PROFILE))/lienthong

# what the macros know about the schema is committed in .sqlx: no build needs a database
export SQLX_OFFLINE ?= true

.PHONY: run build test unit journeys lint fmt deps deps-test assets

run: deps assets build
	$(BINARY) up

build:
	@echo "==> cargo build ($(PROFILE)): the first time takes up to a quarter of an hour on two cores"
	cargo build --profile $(PROFILE) -p lienthong-cli -p lienthong-simulators

deps:
	@scripts/install-deps.sh run

deps-test:
	@scripts/install-deps.sh test

# the front-end package is built when its sources are newer than its output
assets:
	@scripts/build-assets.sh

test: unit journeys

unit: deps-test assets
	cargo test --profile $(PROFILE) --workspace --no-fail-fast

# the browser stories need the binary, Chromium and Node
journeys: deps-test build
	@scripts/journeys.sh $(BINARY)

lint: assets
	cargo fmt --all --check
	cargo clippy --profile $(PROFILE) --workspace --all-targets -- -D warnings

fmt:
	cargo fmt --all
