#!/usr/bin/env bash
# Files and decides SVT-135 over HTTP from N clients against a release build, on a data folder of its own.
# The clients run on the same cores as the server. CLIENTS, SECONDS_EACH and ANNEX change the load.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/need.sh run
command -v node >/dev/null || { echo "the benchmark's clients need Node.js" >&2; exit 1; }
program=${PROGRAM:-}
if [ -z "$program" ]; then
  cargo build --release --locked
  program=target/release/radica
fi
data=$(mktemp -d)
port=$((20000 + RANDOM % 20000))
RUST_LOG=error RADICA_DEMO_LISTEN="127.0.0.1:$((port + 1))" "$program" serve --demo --data-dir "$data" \
  --listen "127.0.0.1:$port" --public-url "http://localhost:$port" >"$data.log" 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; rm -rf "$data" "$data.log"' EXIT
for _ in $(seq 1 100); do curl -sf -o /dev/null "http://localhost:$port/" && break; kill -0 "$server" 2>/dev/null || { cat "$data.log" >&2; exit 1; }; sleep 0.1; done
echo "machine: $(nproc) cores, $(awk -F': ' '/model name/ {print $2; exit}' /proc/cpuinfo)"
node tests/bench/bench.mjs "http://localhost:$port" "${CLIENTS:-16}" "${SECONDS_EACH:-10}" "${ANNEX:-100000}"
