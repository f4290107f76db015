# Thin targets: what they do stands in toolchain/ and sorcha_infra/.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
env := . ./env.sh;
# What `make up`, `make down` and `make preview` act on.
STACK ?= dev
# What `make review` compares with.
BASE ?= origin/main
# What `make e2e` deploys.
TIER ?= dev

.PHONY: help setup setup-dev up down preview review policy check mutate test e2e bench lab toolchain clean

help: ## this list
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: ## Python environment, Pulumi CLI and plugins, Docker engine, state
	@toolchain/setup

setup-dev: ## the same, and what checks and tests need
	@toolchain/setup --dev

up: setup ## sets up and deploys STACK (dev); says where it answers
	@$(env) venv/bin/python -m sorcha_infra.operate up --stack $(STACK)

down: setup ## removes the containers of STACK, keeps the data; DATA=delete removes both
	@$(env) venv/bin/python -m sorcha_infra.operate down --stack $(STACK) $(if $(DATA),--data $(DATA))

preview: setup ## shows what `make up` would change in STACK; POLICY=yes judges it by the policy pack
	@$(if $(POLICY),toolchain/setup --policy --no-engine)
	@$(env) pulumi preview --stack $(STACK) $(if $(POLICY),--policy-pack policy)

policy: ## makes the environment of the policy pack (pulumi ... --policy-pack policy)
	@toolchain/setup --policy --no-engine

review: setup ## says what this tree does to each stack, against BASE (origin/main); touches nothing
	@venv/bin/python -m sorcha_infra review --base $(BASE)

check: ## linters, types and every test that needs no Docker
	@toolchain/setup --dev --no-engine
	@$(env) toolchain/verify check

mutate: ## changes every rule in many small ways; tells which changes no test notices
	@toolchain/setup --dev --no-engine
	@$(env) venv/bin/python -m tests.gates.mutate

test: setup-dev ## all checks and tests, the real deployment included
	@$(env) toolchain/verify check build lab e2e prod-small-quick

e2e: setup-dev lab ## only the tests on a real Docker engine; TIER=prod-small breaks that and writes docs/results.md
	@$(env) toolchain/verify $(patsubst dev,e2e,$(TIER))

lab: ## builds the images for places without a registry
	@toolchain/engine ensure
	@lab/build

toolchain: setup-dev ## builds the tool chain from Go modules (12 minutes) and tests that
	@$(env) toolchain/build "$$SORCHA_HOME/build" cli docker random tls
	@$(env) TOOLCHAIN_UNDER_TEST="$$SORCHA_HOME/build" venv/bin/pytest -q -m 'not e2e' tests/toolchain

bench: ## measures `up` against docker compose; writes docs/benchmarks.md
	@toolchain/setup --dev --bench
	@$(env) venv/bin/python -m tests.bench

clean: ## removes caches and the Python environment; state and data stay
	@rm -rf venv .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
