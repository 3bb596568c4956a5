#!/usr/bin/env bash
# Runs a command with RADICA_TEST_S3 set to a private moto server that lives only as long as it; without a command, the tests of
# the object store. The other server of those tests, s3s-fs, is a crate and runs inside them.
# moto is installed once, pinned, into ${XDG_CACHE_HOME:-~/.cache}/radica/; needs python3 with venv.
set -euo pipefail
cd "$(dirname "$0")/.."

moto=5.2.5
cache="${XDG_CACHE_HOME:-$HOME/.cache}/radica/moto-$moto"
if [ ! -x "$cache/bin/moto_server" ]; then
    rm -rf "$cache"
    python3 -m venv "$cache" || { echo "python3 with venv is missing: install it with 'apt-get install python3-venv'" >&2; exit 1; }
    "$cache/bin/pip" install --quiet --disable-pip-version-check "moto[server]==$moto" >&2 || { rm -rf "$cache"; exit 1; }
fi

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
log=$(mktemp)
"$cache/bin/moto_server" -H 127.0.0.1 -p "$port" >"$log" 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; rm -f "$log"' EXIT
for _ in $(seq 100); do
    if python3 -c "import socket; socket.create_connection(('127.0.0.1', $port), 1)" 2>/dev/null; then break; fi
    kill -0 "$server" 2>/dev/null || { cat "$log" >&2; exit 1; }
    sleep 0.1
done

if [ $# -eq 0 ]; then
    set -- cargo test --workspace --locked --test s3 --test storing
fi
RADICA_TEST_S3="http://127.0.0.1:$port" "$@"
