#!/usr/bin/env bash
# Says clearly what is missing. Usage: scripts/need.sh run|test
set -u
missing=()
need() { command -v "$1" >/dev/null 2>&1 || missing+=("$1: $2"); }
need cargo "the Rust toolchain, 1.95 or newer (https://rustup.rs, or your distribution's package)"
need cc "a C compiler, for SQLite (Debian: apt-get install gcc libc6-dev)"
if [ "${1:-run}" = test ]; then
  need node "Node.js 20 or newer, for the browser and OIDC tests (Debian: apt-get install nodejs npm)"
  need npm "npm, for the browser and OIDC tests (Debian: apt-get install npm)"
  need chromium "headless Chromium (Debian: apt-get install chromium)"
  need pdftotext "poppler's tools, to read PDFs (Debian: apt-get install poppler-utils)"
fi
if command -v cargo >/dev/null 2>&1; then
  have=$(cargo --version | sed -E 's/cargo ([0-9]+)\.([0-9]+).*/\1 \2/')
  set -- $have
  if [ "$1" -eq 1 ] && [ "$2" -lt 95 ]; then missing+=("cargo 1.95 or newer: this is $(cargo --version)"); fi
fi
if [ ${#missing[@]} -gt 0 ]; then
  echo "Radica cannot go on; this machine lacks:" >&2
  printf '  - %s\n' "${missing[@]}" >&2
  exit 1
fi
