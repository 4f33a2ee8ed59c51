# Every target sets up what it needs. See README.md; `make` alone lists the targets.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run test torture build desktop dev bench fmt lint audit shots clean

help: ## list the targets
	@sed -nE 's/^([a-z]+):[^#]*## (.*)/\1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r name what; do printf '  make %-9s %s\n' "$$name" "$$what"; done

run: ## build the release and serve the demo clinic at http://127.0.0.1:8080
	@scripts/run.sh

test: ## every test; the last line is "N passed, N failed"
	@scripts/test.sh

torture: ## the long workload with crashes, on both engines: make torture [MINUTES=30] [SEED=n]
	@scripts/torture.sh $(or $(MINUTES),30) $(SEED)

build: ## the release web client and server; prints their folder
	@scripts/setup.sh build && scripts/build.sh web && source scripts/env.sh && echo "$$WEB_OUT"

desktop: ## the desktop app as a .deb; prints its path
	@scripts/desktop.sh

dev: ## dx serve with hot reload on the demo clinic
	@scripts/dev.sh

bench: ## the benchmarks on both engines; prints tables
	@scripts/bench.sh

fmt: ## format the code
	@source scripts/env.sh && cargo fmt

lint: ## formatting and clippy for the three builds
	@scripts/test.sh fmt clippy

audit: ## licences, advisories and unused dependencies (needs cargo-deny and cargo-machete)
	@source scripts/env.sh && cargo deny check && cargo machete

shots: ## pictures of every page of the demo clinic, for people to look at
	@scripts/setup.sh test && scripts/build.sh web && source scripts/env.sh && export CHROMIUM="$$(find_chromium)" && npm run --silent --prefix tests/browser shots

clean: ## remove what this checkout made; the shared cache stays
	@rm -rf target dist data/demo.db data/demo.db-shm data/demo.db-wal tests/browser/{node_modules,results} tests/desktop/results
