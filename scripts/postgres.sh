#!/usr/bin/env bash
# Runs a command with a throw-away PostgreSQL as the portal's database: scripts/postgres.sh pytest …
set -euo pipefail
bin=$(command -v initdb >/dev/null && dirname "$(readlink -f "$(command -v initdb)")" || true)
for candidate in /usr/lib/postgresql/*/bin; do [ -x "$candidate/initdb" ] && bin=$candidate; done
[ -n "$bin" ] || { echo "PostgreSQL is not installed (Debian: apt install postgresql)." >&2; exit 3; }
folder=$(mktemp -d)
chmod 755 "$folder"
as=()
if [ "$(id -u)" = 0 ]; then chown postgres "$folder"; as=(runuser -u postgres --); fi
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
stop() { "${as[@]}" "$bin/pg_ctl" -D "$folder/data" -m immediate -s stop >/dev/null 2>&1 || true; rm -rf "$folder"; }
trap stop EXIT
"${as[@]}" "$bin/initdb" -D "$folder/data" -U duijie --auth=trust --encoding=UTF8 --locale=C.UTF-8 >/dev/null
"${as[@]}" "$bin/pg_ctl" -D "$folder/data" -w -s -l "$folder/log" start \
    -o "-c listen_addresses=127.0.0.1 -p $port -c unix_socket_directories=$folder -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=60"
export DATABASE_URL="postgresql://duijie@127.0.0.1:$port/postgres"
"$@"
