#!/usr/bin/env bash
# proxies.sh start|stop FOLDER   forward proxies on 127.0.0.1 (Debian's tinyproxy; installed if it is missing)
#   4350 without a password      4351 for "user" with the password DIGLOT_TEST_KEY
# FOLDER has their settings, logs (4350.log, 4351.log) and process ids.
set -euo pipefail
folder=$2

listens() { (: <>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

start() {
  local port=$1
  ! listens "$port" || { echo "proxies: port $port is taken" >&2; return 1; }
  printf '%s\n' "Port $port" 'Listen 127.0.0.1' 'Timeout 60' 'LogLevel Connect' "LogFile \"$folder/$port.log\"" \
    "${@:2}" >"$folder/$port.conf"
  tinyproxy -d -c "$folder/$port.conf" >"$folder/$port.out" 2>&1 &
  echo $! >"$folder/$port.pid"
  for _ in {1..50}; do
    kill -0 $! 2>/dev/null || break
    ! listens "$port" || return 0
    sleep 0.1
  done
  echo "proxies: tinyproxy did not start on port $port:" >&2
  cat "$folder/$port.out" >&2
  return 1
}

case $1 in
  start)
    command -v tinyproxy >/dev/null ||
      { apt-get -q update && apt-get -q -y install --no-install-recommends tinyproxy-bin; }
    start 4350
    start 4351 "BasicAuth user ${DIGLOT_TEST_KEY:?}"
    ;;
  stop)
    for pid in "$folder"/435?.pid; do
      [ ! -f "$pid" ] || { kill "$(cat "$pid")" 2>/dev/null || true; rm "$pid"; }
    done
    ;;
esac
