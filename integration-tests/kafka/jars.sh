#!/usr/bin/env bash
# Resolves the pinned Apache Kafka by Maven, once, into the dependency cache. Prints the folder of its jars.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../setup/paths.sh"

libs=$MILLRACE_DEPS/kafka-4.1.1
exec 9> "$libs.lock"
flock 9 # two brokers may start at once
if [ ! -e "$libs/.complete" ]; then
  echo "kafka 4.1.1: fetching its jars by maven (54 MB)" >&2
  rm -rf "$libs"
  mvn -q -B -ntp -f "$here/pom.xml" dependency:copy-dependencies -DoutputDirectory="$libs" > "$libs.log" 2>&1 ||
    { cat "$libs.log" >&2; exit 1; }
  touch "$libs/.complete"
fi
echo "$libs"
