#!/usr/bin/env bash
# Runs every suite, keeps going after a failure, and ends with one line: "N passed, M failed".
set -uo pipefail
cd "$(dirname "$0")/.."
log=$(mktemp)
trap 'rm -f "$log"' EXIT
failed_suites=()
suite() { # name, command…
  echo; echo "== $1"; shift_name=$1; shift
  "$@" 2>&1 | tee -a "$log"
  if [ "${PIPESTATUS[0]}" -ne 0 ]; then failed_suites+=("$shift_name"); fi
}
suite "format" cargo fmt --all --check
# With the tests, so that the features of their dependencies are chosen once and nothing is built twice.
suite "build" cargo build --workspace --bins --tests --locked
suite "rust" cargo test --workspace --locked --no-fail-fast
suite "webassembly" bash -c 'scripts/wasm-parity.sh || [ $? -eq 2 ]'
# What the machine cannot validate (no Java, no network) is said, not counted as a failure.
suite "veraPDF" bash -c 'scripts/verapdf.sh || [ $? -eq 2 ]'
[ -f scripts/test-postgres.sh ] && suite "postgresql" scripts/test-postgres.sh
[ -f scripts/test-postgres.sh ] && suite "postgresql: what begins and correlates" \
  scripts/test-postgres.sh cargo test --workspace --locked --test starting --test correlating
[ -f scripts/test-postgres.sh ] && suite "postgresql: crashes" \
  scripts/test-postgres.sh cargo test --workspace --locked --test crash -- postgresql --nocapture
[ -f scripts/test-postgres.sh ] && suite "postgresql: several nodes, and what a start needs" \
  scripts/test-postgres.sh cargo test --workspace --locked --test nodes --test starting_up
suite "s3: two servers and the faults between" scripts/test-s3.sh
[ -f tests/browser/package.json ] && suite "browser" node --test --test-reporter=spec --test-concurrency=1 tests/browser/
sum() { grep -E "$1" "$log" | grep -oE "$2" | grep -oE '[0-9]+' | awk '{n+=$1} END {print n+0}'; }
passed=$(( $(sum '^test result:' '[0-9]+ passed') + $(sum '^. pass [0-9]+' 'pass [0-9]+') ))
failed=$(( $(sum '^test result:' '[0-9]+ failed') + $(sum '^. fail [0-9]+' 'fail [0-9]+') ))
echo
if [ ${#failed_suites[@]} -gt 0 ]; then
  echo "Failed suites: ${failed_suites[*]}"
  [ "$failed" -gt 0 ] || failed=${#failed_suites[@]}
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
