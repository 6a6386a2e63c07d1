# A PostgreSQL of the test's own, thrown away after: as `--db` finds one. Sourced after ledger.sh.
#   new_server [INITDB ARGUMENTS]; boss SQL (a superuser, in $base); as ROLE DATABASE ARGUMENTS... (the program)
programs=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -t / -k 5 -n | tail -n 1)
server=$scratch/server
if [ "$(id -u)" -eq 0 ]; then as_server() { (cd / && runuser -u postgres -- "$@"); }; else as_server() { "$@"; }; fi
drop_server() { as_server "$programs/pg_ctl" stop -D "$server/data" -m immediate -s >/dev/null 2>&1; }
trap 'drop_server; drop_ledger; rm -rf "$scratch"' EXIT
new_server() {
  mkdir "$server"
  [ "$(id -u)" -ne 0 ] || chown postgres "$server"
  as_server "$programs/initdb" -D "$server/data" -A trust -U boss -E UTF8 --locale=C.UTF-8 -N "$@" >"$scratch/initdb.log" 2>&1 || return 1
  as_server "$programs/pg_ctl" start -D "$server/data" -w -s -l "$server/log" -o "-c listen_addresses='' -c unix_socket_directories=$server -c unix_socket_permissions=0777 -c fsync=off" ||
    not_ok "the server starts" "$(tail -n 3 "$server/log" | short)"
  chmod 755 "$server"
}
boss() { "$programs/psql" -h "$server" -U boss -d "${base-postgres}" -AtqX -v ON_ERROR_STOP=1 -c "$1"; }
as() { role=$1 base_of=$2; shift 2; "$PROGRAM" --db "host=$server user=$role dbname=$base_of" --lang en "$@" </dev/null; }
