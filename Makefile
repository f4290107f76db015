# Thin targets; the commands are in toolchain/ and sorcha_infra/.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
env := . ./env.sh;
# Stack of `make up`, `make down` and `make preview`.
STACK ?= dev
# Git revision that `make review` compares with.
BASE ?= origin/main
# Tier that `make e2e` deploys.
TIER ?= dev

.PHONY: help setup setup-dev up down preview review policy check mutate test e2e bench lab toolchain clean

help: ## list the targets
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: ## install the Python environment, Pulumi CLI and plugins, Docker engine; create the state
	@toolchain/setup

setup-dev: ## as setup, and install the tools of checks and tests
	@toolchain/setup --dev

up: setup ## set up and deploy STACK (dev); print its addresses
	@$(env) venv/bin/python -m sorcha_infra.operate up --stack $(STACK)

down: setup ## remove the containers of STACK and keep the data; DATA=delete removes both
	@$(env) venv/bin/python -m sorcha_infra.operate down --stack $(STACK) $(if $(DATA),--data $(DATA))

preview: setup ## show the changes that `make up` would make in STACK; POLICY=yes applies the policy pack
	@$(if $(POLICY),toolchain/setup --policy --no-engine)
	@$(env) pulumi preview --stack $(STACK) $(if $(POLICY),--policy-pack policy)

policy: ## create the environment of the policy pack (pulumi ... --policy-pack policy)
	@toolchain/setup --policy --no-engine

review: setup ## report the changes of this tree to each stack, against BASE (origin/main); change nothing
	@venv/bin/python -m sorcha_infra review --base $(BASE)

check: ## run linters, type checks and the tests without Docker
	@toolchain/setup --dev --no-engine
	@$(env) toolchain/verify check

mutate: ## mutate every rule; report the mutants that no test detects
	@toolchain/setup --dev --no-engine
	@$(env) venv/bin/python -m tests.gates.mutate

test: setup-dev ## run all checks and tests, including a real deployment
	@$(env) toolchain/verify check build lab e2e prod-small-quick

e2e: setup-dev lab ## run the tests on a real Docker engine; TIER=prod-small injects faults and writes docs/results.md
	@$(env) toolchain/verify $(patsubst dev,e2e,$(TIER))

lab: ## build the images for sites without a registry
	@toolchain/engine ensure
	@lab/build

toolchain: setup-dev ## build the tool chain from Go modules (12 minutes) and test it
	@$(env) toolchain/build "$$SORCHA_HOME/build" cli docker random tls
	@$(env) TOOLCHAIN_UNDER_TEST="$$SORCHA_HOME/build" venv/bin/pytest -q -m 'not e2e' tests/toolchain

bench: ## measure `up` against docker compose; write docs/benchmarks.md
	@toolchain/setup --dev --bench
	@$(env) venv/bin/python -m tests.bench

clean: ## remove caches and the Python environment; keep state and data
	@rm -rf venv .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
