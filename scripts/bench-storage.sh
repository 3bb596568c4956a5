#!/usr/bin/env bash
# Process instances a second through the runtime, on SQLite and on a private PostgreSQL, and uploads through the blob
# store; each beside a bare program that does the same, in the same run.
# usage: scripts/bench-storage.sh [DIRECTORY] [OPTION…]   (the directory must be on the disk to measure; the options are
# those of workflows/examples/bench_instances, such as `--stored 1000000 --timers 1000000`)
set -euo pipefail
cd "$(dirname "$0")/.."
folder=${1:-target/bench}
[ $# -eq 0 ] || shift
mkdir -p "$folder"
cargo build --release --quiet --locked -p radica-workflows --example bench_instances -p radica-storage --example bench_objects
instances=("$PWD/target/release/examples/bench_instances" --folder "$folder" "$@")
echo "== instances, SQLite"
"${instances[@]}"
echo "== instances, PostgreSQL"
scripts/test-postgres.sh bash -c '
  url="$RADICA_TEST_POSTGRES/postgres"
  "$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)/psql" "$url" -qc "CREATE DATABASE bench"
  exec "$@" --database "$RADICA_TEST_POSTGRES/bench"' bench "${instances[@]}"
echo "== uploads"
exec target/release/examples/bench_objects "$folder"
