#!/usr/bin/env bash
# Installs what the tests of the admin interface need beside packages: a driver for the browser, an API tester; once.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/paths.sh"

# A folder in the cache that `make` fills, whole or not at all.
once() { # name, command that is given the folder
  local folder=$MILLRACE_DEPS/$1
  shift
  [ -e "$folder/.complete" ] && return
  rm -rf "$folder"
  mkdir -p "$folder"
  "$@" "$folder"
  touch "$folder/.complete"
}

playwright() { npm install --silent --no-audit --no-fund --prefix "$1" playwright-core@1.61.0; }
schemathesis() {
  python3 -m venv "$1"
  "$1/bin/pip" install --quiet --disable-pip-version-check schemathesis==4.32.5
}

once playwright-core-1.61.0 playwright
once schemathesis-4.32.5 schemathesis
