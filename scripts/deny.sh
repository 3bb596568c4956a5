#!/usr/bin/env bash
# Licences, bans and sources of the dependencies, by cargo-deny; installed under target/ when the machine has none.
# Where it can be neither found nor installed this says so and does not fail: the network is to blame, not the tree.
set -euo pipefail
cd "$(dirname "$0")/.."
version=0.20.2
PATH="$PWD/target/tools/bin:$PATH"
if ! cargo deny --version >/dev/null 2>&1; then
  echo "Installing cargo-deny $version (some minutes)…"
  if ! timeout 1200 cargo install cargo-deny --version "$version" --locked --quiet --root target/tools; then
    echo "cargo-deny cannot be installed here: licences and sources are not checked" >&2
    exit 0
  fi
fi
cargo deny --locked check licenses bans sources
