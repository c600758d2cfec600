#!/usr/bin/env bash
# Checks every SQL statement against the schema and writes what the macros learn to .sqlx, so that a build needs no database.
#   sqlx-prepare.sh           rewrites .sqlx
#   sqlx-prepare.sh --check   fails when .sqlx is not what the statements and the schema say
set -euo pipefail
cd "$(dirname "$0")/.."
bin=${PG_BIN:-$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)}
work=$(mktemp -d /tmp/lt-sqlx.XXXXXX)
as() { if [ "$(id -u)" -eq 0 ]; then (cd / && setpriv --reuid=postgres --regid=postgres --clear-groups "$@"); else "$@"; fi; }
stop() { as "$bin/pg_ctl" -D "$work/pg" -m immediate stop >/dev/null 2>&1 || true; rm -rf "$work"; }
trap stop EXIT
[ "$(id -u)" -ne 0 ] || chown postgres "$work"
as "$bin/initdb" -D "$work/pg" -A trust -U lienthong_owner --locale=C.UTF-8 -E UTF8 >/dev/null
as "$bin/pg_ctl" -D "$work/pg" -w -l "$work/log" -o "-k $work -c listen_addresses='' -c fsync=off" start >/dev/null
for file in migrations/*.sql; do
  as "$bin/psql" -q -v ON_ERROR_STOP=1 -h "$work" -U lienthong_owner -d postgres -1 -f - <"$file"
done
export DATABASE_URL="postgres://lienthong_owner@${work//\//%2F}/postgres" SQLX_OFFLINE=false
out=.sqlx
[ "${1:-}" != --check ] || out=$work/learned
[ "${1:-}" != --check ] || { mkdir "$out"; chmod 777 "$out" "$work"; }
rm -rf .sqlx.old
[ "$out" != .sqlx ] || { [ ! -d .sqlx ] || mv .sqlx .sqlx.old; mkdir .sqlx; }
export SQLX_OFFLINE_DIR=$(realpath "$out")
# the macros run again only where a source changed
find crates -name '*.rs' -path '*/src/*' -exec touch {} +
cargo build --workspace
rm -rf .sqlx.old
if [ "${1:-}" = --check ]; then
  diff -rq .sqlx "$out" || { echo "run scripts/sqlx-prepare.sh and commit .sqlx" >&2; exit 1; }
fi
