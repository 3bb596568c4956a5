# The two commands: `make run` and `make test`.
.PHONY: run build test test-long lint deny bench docs-images tck fuzz wasm bench-engine bench-feel bench-storage clean-data
SHELL := /bin/bash

# The development profile optimises the dependencies: quick enough to build and to serve, and `make test` shares it.
run: build ## build and start Radica on http://localhost:8080 with the demo
	@target/debug/radica serve --demo

build:
	@scripts/need.sh run
	@echo "Building Radica (the first time takes some minutes; cargo shows its progress)…"
	cargo build --locked

test: ## install what the tests need and run all of them
	@scripts/install-test-tools.sh
	@scripts/test.sh

test-long: ## kill programs 200 times at random and at every named place, on SQLite and on PostgreSQL: make test-long CRASH_ROUNDS=2000
	cargo build --workspace --bins --tests --locked
	CRASH_ROUNDS=$(or $(CRASH_ROUNDS),200) scripts/test-postgres.sh cargo test --workspace --locked --test crash -- --nocapture --test-threads=1

lint:
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings

deny: ## licences, bans and sources of the dependencies
	@scripts/deny.sh

bench: ## file and decide SVT-135 over HTTP from N clients
	@scripts/bench.sh

docs-images: ## take the pictures of docs/usuarios.md again, with the browser tests
	DOCS_IMAGES=docs/imagenes node --test --test-concurrency=1 tests/browser/

tck: ## run the DMN compatibility kit: make tck TCK_DIR=… (TCK_MARKDOWN=1 prints the table of docs/feel.md)
	TCK_DIR="$(abspath $(TCK_DIR))" TCK_MARKDOWN="$(TCK_MARKDOWN)" cargo test --locked -p radica-feel --test tck -- --nocapture

fuzz: ## fuzz FEEL, DMN and the loaders of processes, so many seconds for each of five targets: make fuzz FUZZ=1200 (needs nightly)
	@fuzz/run.sh $(FUZZ)

wasm: ## build FEEL for the browser, tell its size and run the same cases in it (needs nightly and node)
	@scripts/wasm.sh

bench-storage: ## instances a second on both databases and uploads, beside bare programs: make bench-storage [BENCH="--stored 1000000"]
	@scripts/bench-storage.sh target/bench $(BENCH)

bench-engine: ## measure the engine, without I/O
	cargo bench --locked --manifest-path bench/engine/Cargo.toml

bench-feel: ## measure FEEL side by side with other evaluators
	cargo bench --locked --manifest-path bench/peers/Cargo.toml
