#!/usr/bin/env bash
# Ten minutes to see it: installs what is missing, builds, gets a Kafka, lets orders flow in and windows flow out,
# kills millrace half-way with SIGKILL, starts it again, and judges the output at the end.
#
# KAFKA_BOOTSTRAP names a broker to use; without it one is started and removed again. Nothing is left behind but the
# build and the downloaded dependencies.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/setup/paths.sh"
. "$here/setup/progress.sh"
. "$here/setup/build.sh"

if [ $# -gt 0 ]; then
  sed -n '2,/^set/s/^# \{0,1\}//p' "$0"
  [ "$1" = --help ]
  exit
fi

say "packages"
"$here/setup/packages.sh" build kafka
"$here/setup/librdkafka.sh"
build_preset release millrace generator oracle show

[ -z "${KAFKA_BOOTSTRAP:-}" ] || exec "$here/demo/story.sh" "$KAFKA_BOOTSTRAP"
say "Kafka: Apache Kafka 4.1.1 on a port of its own"
"$here/kafka/jars.sh" > /dev/null
exec "$here/kafka/broker.sh" with "$here/demo/story.sh"
