#!/usr/bin/env bash
# Installs what is missing, builds, and runs every test; ctest's summary is the last it says.
#
#   test.sh           everything: all tests on the dev build; unit tests and one short run on ASan+UBSan and on TSan
#   test.sh --quick   the dev build only: unit tests and one short run against the broker
#
# KAFKA_BOOTSTRAP names a broker to use; without it one is started and removed again.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/setup/paths.sh"
. "$here/setup/progress.sh"
. "$here/setup/build.sh"

presets=(dev asan tsan)
selection=()
case ${1:-} in
  '') ;;
  --quick) presets=(dev) selection=(--label-regex 'unit|short') ;;
  *) sed -n '2,/^set/s/^# \{0,1\}//p' "$0"; [ "$1" = --help ]; exit ;;
esac

say "packages"
"$here/setup/packages.sh"
"$here/setup/librdkafka.sh"
"$here/setup/web.sh"
say "$("$here/kafka/jars.sh" | sed 's/^/kafka: /')"
if [ $# -eq 0 ]; then
  "$here/setup/librdkafka.sh" tsan
  "$here/helm/tools.sh"
fi
for preset in "${presets[@]}"; do build_preset "$preset"; done

# One ctest over the builds' tests, so that one summary covers them all.
together=$MILLRACE_ROOT/build/tests
mkdir -p "$together"
printf 'subdirs("../%s")\n' "${presets[@]}" > "$together/CTestTestfile.cmake"

. "$here/sanitizers/options.sh"
run=(ctest --test-dir "$together" --output-on-failure --no-tests=error --parallel "$(nproc)" "${selection[@]}")
[ -n "${KAFKA_BOOTSTRAP:-}" ] || run=("$here/kafka/broker.sh" with "${run[@]}")
# ThreadSanitizer's shadow memory does not fit every randomised address layout.
setarch -R true 2> /dev/null && run=(setarch -R "${run[@]}")
say "tests"
exec "${run[@]}"
