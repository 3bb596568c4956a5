#!/usr/bin/env bash
# Upload throughput of the blob store beside the bare object store, both durable, in one run.
# usage: scripts/bench-storage.sh [DIRECTORY] [ROUNDS]   (the directory must be on the disk to measure)
set -euo pipefail
cd "$(dirname "$0")/.."
exec cargo run --release --quiet -p radica-storage --example bench_objects -- "$@"
