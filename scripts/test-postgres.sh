#!/usr/bin/env bash
# Runs a command with RADICA_TEST_POSTGRES set to a private PostgreSQL that lives only as long as it;
# without a command, the conformance tests of storage (as part of the workspace, to share its build).
# Needs PostgreSQL 15 or newer; installs Debian's if it is missing and this is root.
set -euo pipefail

find_bin() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1; }

bin=$(find_bin || true)
if [ -z "$bin" ]; then
    [ "$(id -u)" = 0 ] || { echo "PostgreSQL is missing: install it with 'apt-get install postgresql'" >&2; exit 1; }
    apt-get install -y postgresql >&2
    bin=$(find_bin)
fi

# The server refuses to run as root.
if [ "$(id -u)" = 0 ]; then as=(setpriv --reuid postgres --regid postgres --clear-groups); else as=(); fi

folder=$("${as[@]}" mktemp -d /tmp/radica-postgres.XXXXXX)
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')

stop() {
    if [ -f "$folder/data/postmaster.pid" ]; then
        "${as[@]}" "$bin/pg_ctl" -D "$folder/data" -m immediate -w stop >/dev/null || true
    fi
    rm -rf "$folder"
}
trap stop EXIT

cd /
"${as[@]}" "$bin/initdb" -D "$folder/data" -U radica -A trust -E UTF8 --locale=C.UTF-8 >/dev/null
"${as[@]}" "$bin/pg_ctl" -D "$folder/data" -l "$folder/log" -w start \
    -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$folder -c max_connections=400 ${RADICA_TEST_POSTGRES_OPTIONS:-}" >/dev/null \
    || { cat "$folder/log" >&2; exit 1; }
cd - >/dev/null

if [ $# -eq 0 ]; then
    set -- cargo test --workspace --locked --test conformance -- postgres server
fi
# The crash test restarts the server; a name in it has no spaces.
restart="${as[*]} $bin/pg_ctl -D $folder/data -l $folder/log -w restart"
RADICA_TEST_POSTGRES="postgres://radica@127.0.0.1:$port" RADICA_TEST_POSTGRES_RESTART="$restart" "$@"
