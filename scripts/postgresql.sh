#!/usr/bin/env bash
# Throwaway PostgreSQL clusters for the tests and the benchmarks, from Debian's packages.
#
# postgresql.sh start FOLDER [durable]      makes a cluster in FOLDER unless there is one, starts it unless it
#                                           runs, and prints the URL of its database `postgres`
# postgresql.sh restart FOLDER [immediate]  the same, after stopping it
# postgresql.sh stop FOLDER [immediate]     stops it, if it runs; `immediate` is a crash
#
# Without `durable` nothing is forced to the disk, which is quick, and fine until a crash.
# FOLDER also holds: socket/ (only for the owner of the cluster and root; no password), log, and for TLS on a
# loopback port: port, server.crt, password, and tls-url, which puts the three together.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

usage() {
  printf 'usage: postgresql.sh start FOLDER [durable] | restart FOLDER [immediate] | stop FOLDER [immediate]\n' >&2
  exit 2
}

[[ $# -eq 2 || $# -eq 3 ]] || usage
case $1:${3:-} in
  start: | start:durable | restart: | restart:immediate | stop: | stop:immediate) ;;
  *) usage ;;
esac
action=$1
option=${3:-}
folder=$(realpath -m -- "$2")
data=$folder/data

# Settings for clients of the caller's own database are none of this one's business, and the server's user need
# not be able to stand where the caller does.
unset "${!PG@}"
cd /

# --- who and what ------------------------------------------------------------------------------

find_binaries() {
  local newest path
  newest=$(compgen -G '/usr/lib/postgresql/*/bin/initdb' | sort -V | tail -n 1) || true
  path=${newest:-$(command -v initdb)} || die "PostgreSQL is missing: sudo apt-get install postgresql"
  dirname "$(realpath "$path")"
}

# PostgreSQL refuses to run as root.
find_owner() {
  local name
  if [[ $(id -u) -ne 0 ]]; then
    id -un
    return
  fi
  for name in postgres nobody; do
    id "$name" >/dev/null 2>&1 && printf '%s\n' "$name" && return
  done
  die "PostgreSQL does not run as root, and there is no user postgres or nobody"
}

# as_owner COMMAND...: runs a command as the user the cluster belongs to.
as_owner() {
  if [[ $(id -un) = "$owner" ]]; then
    "$@"
  elif command -v runuser >/dev/null; then
    runuser -u "$owner" -- "$@"
  elif command -v setpriv >/dev/null; then
    setpriv --reuid "$owner" --regid "$(id -g "$owner")" --init-groups -- "$@"
  else
    su -s /bin/sh "$owner" -c "$(printf '%q ' "$@")"
  fi
}

# --- making ------------------------------------------------------------------------------------

make_cluster() {
  local socket=$folder/socket/.s.PGSQL.65535
  # It becomes part of URLs and of configuration as it is.
  [[ $folder =~ ^[A-Za-z0-9/._+-]+$ ]] || die "the folder's name must do without spaces and signs: $folder"
  [[ $(printf '%s' "$socket" | wc -c) -le 107 ]] ||
    die "the folder's name is too long for a Unix socket (107 bytes with /socket/.s.PGSQL.65535): $folder"
  command -v openssl >/dev/null || die "openssl is missing: sudo apt-get install openssl"
  [[ -e $folder/socket || ! -e $folder || -z $(ls -A "$folder") ]] || die "not an empty folder: $folder"
  mkdir -p "$folder"
  rm -rf "$data" "$folder/socket"
  chmod 700 "$folder"
  [[ $(id -u) -ne 0 ]] || chown "$owner" "$folder"
  as_owner test -x "$folder" || die "the user $owner, as whom PostgreSQL runs, cannot reach $folder"

  as_owner mkdir -m 700 "$folder/socket"
  (umask 077 && as_owner openssl rand -hex -out "$folder/password" 16)
  (umask 077 && as_owner openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 \
    -subj /CN=localhost -addext 'subjectAltName = DNS:localhost, IP:127.0.0.1' \
    -keyout "$folder/server.key" -out "$folder/server.crt") 2>/dev/null || die "openssl made no certificate"
  as_owner "$binaries/initdb" -D "$data" -U anteroom -E UTF8 --locale=C --no-sync \
    --auth-local=trust --auth-host=scram-sha-256 --pwfile="$folder/password" >/dev/null
  configuration | as_owner tee -a "$data/postgresql.conf" >/dev/null
  # Last, so that a cluster without a port is one half made.
  choose_port
}

configuration() {
  cat <<END
unix_socket_directories = '$folder/socket'
listen_addresses = '127.0.0.1'
ssl = on
ssl_cert_file = '$folder/server.crt'
ssl_key_file = '$folder/server.key'
max_connections = 300
END
  [[ $option = durable ]] || printf '%s = off\n' fsync synchronous_commit full_page_writes
}

# --- starting and stopping ---------------------------------------------------------------------

# The number of a process that is gone may by now be another's, or that of a corpse nobody has buried yet.
runs() {
  local process
  process=$(head -n 1 "$data/postmaster.pid" 2>/dev/null) || return 1
  # Asked as its owner: without CAP_SYS_PTRACE, as in many containers, not even root is told.
  [[ $(as_owner readlink "/proc/$process/cwd") = "$data" ]]
}

answers() { "$binaries/pg_isready" -q -h "$folder/socket" -p "$(cat "$folder/port")"; }

# A port nobody listens on, below those the system hands out by itself: it is kept across restarts.
choose_port() {
  local port
  while :; do
    port=$((10000 + RANDOM % 20000))
    (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
  done
  printf 'postgresql://anteroom:%s@localhost:%s/postgres?sslmode=verify-full&sslrootcert=%s\n' \
    "$(cat "$folder/password")" "$port" "$folder/server.crt" | as_owner tee "$folder/tls-url" >/dev/null
  # The port also names the socket; clients find it under the name they expect.
  as_owner ln -sfn ".s.PGSQL.$port" "$folder/socket/.s.PGSQL.5432"
  printf '%s\n' "$port" | as_owner tee "$folder/port" >/dev/null
}

start() {
  local before
  [[ -e $folder/port ]] || make_cluster
  SECONDS=0
  until answers; do
    [[ $SECONDS -lt 60 ]] || { tail -n 20 "$folder/log" >&2 && die "PostgreSQL does not start in $folder"; }
    before=$(stat -c %s "$folder/log" 2>/dev/null) || before=0
    as_owner "$binaries/pg_ctl" -D "$data" -l "$folder/log" -o "-p $(cat "$folder/port")" -w start >/dev/null 2>&1 && break
    ! tail -c "+$((before + 1))" "$folder/log" | grep -q 'could not bind' || choose_port
    # After a crash the processes of the last server may take a moment to go.
    sleep 0.2
  done
  printf 'postgresql:///postgres?host=%s&user=anteroom\n' "$folder/socket"
}

stop() {
  runs || return 0
  # It may end by itself meanwhile, so what counts is that it does not run.
  as_owner "$binaries/pg_ctl" -D "$data" -m "${option:-fast}" -w stop >/dev/null 2>&1 || ! runs ||
    die "PostgreSQL does not stop in $folder"
}

binaries=$(find_binaries)
owner=$(find_owner)
case $action in
  start) start ;;
  restart)
    stop
    start
    ;;
  stop) stop ;;
esac
