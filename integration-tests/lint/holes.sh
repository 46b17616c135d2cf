#!/usr/bin/env bash
# Every hole of docs/exactly-once.md names its tests, and every test it names is in the file it names.
set -euo pipefail
cd "$(dirname "$0")/../.."
document=docs/exactly-once.md
wrong=0

complain() {
  echo "$document: hole $hole: $1" >&2
  wrong=1
}

check() { # a word in backquotes: a file, or a test in the last file
  case $1 in
    */*)
      file=$1
      [ -f "$file" ] || complain "there is no $file"
      ;;
    *.*)
      named=$((named + 1))
      grep -qE "^(TEST|TEST_F|TEST_P|RC_GTEST_PROP)\(${1%%.*}, ${1#*.}[,)]" "$file" || complain "no test $1 in $file"
      ;;
    *) complain "'$1' is neither Suite.Name nor a file" ;;
  esac
}

holes=0
while IFS='|' read -r _ hole _ _ tests _; do
  hole=${hole// /} holes=$((holes + 1)) named=0 file=/dev/null
  for word in $(grep -o '`[^`]*`' <<< "$tests" | tr -d '`'); do check "$word"; done
  [ "$named" -gt 0 ] || complain "it names no test"
done < <(grep -E '^\| [0-9]+ \|' "$document")
[ "$holes" -eq 16 ] || { echo "$document: $holes holes, expected 16" >&2; wrong=1; }
exit "$wrong"
