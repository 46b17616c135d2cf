# How the scripts talk; sourced by them.
# shellcheck shell=bash

say() { printf '[%3d:%02d] %s\n' $((SECONDS / 60)) $((SECONDS % 60)) "$*"; }

# Runs a command with its output in LOG; says how far it is now and then, and shows the end of LOG if it fails.
quietly() { # what it is, LOG, command...
  local what=$1 log=$2 code=0 ticks=0 pid
  shift 2
  say "$what"
  "$@" > "$log" 2>&1 < /dev/null &
  pid=$!
  while kill -0 "$pid" 2> /dev/null; do
    sleep 0.2
    [ $(((ticks += 1) % 100)) -ne 0 ] || say "$what: $(tail -c 2000 "$log" | tr '\r' '\n' | tail -1 | cut -c 1-100)"
  done
  wait "$pid" || code=$?
  [ $code -eq 0 ] || { say "$what: FAILED, the end of $log:" >&2; tail -60 "$log" >&2; }
  return $code
}
