#!/usr/bin/env bash
# Builds librdkafka 2.8.0 from Debian 13's source package, once, into the dependency cache.
#
#   librdkafka.sh           what everything links
#   librdkafka.sh tsan      what the tsan preset links: only so does ThreadSanitizer see how its threads hand things over
#
# Debian 12 ships 2.0.2, which cannot log in with SCRAM to Kafka 4 and spends several times the CPU
# on a transaction (docs/decisions/0002-librdkafka-2.8.md). The machine's own Debian source entry is
# used with suite and type changed.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/paths.sh"
. "$here/debian_source.sh"

version=2.8.0
prefix=$MILLRACE_DEPS/librdkafka-$version-pthreads flags=-fno-omit-frame-pointer
case ${1:-} in
  '') ;;
  tsan) prefix+=-tsan flags+=" -fsanitize=thread -g1" ;;
  *) sed -n '2,/^set/s/^# \{0,1\}//p' "$0"; exit 1 ;;
esac
# Each is left out in silence where something is missing, such as pkg-config: then a login by SCRAM fails in production.
features=(-DWITH_SSL=ON -DWITH_SASL=ON -DWITH_CURL=ON -DWITH_ZLIB=ON -DWITH_ZSTD=ON -DENABLE_LZ4_EXT=ON)
[ -e "$prefix/.complete" ] && [ "$(cat "$prefix/.features" 2> /dev/null)" = "${features[*]}" ] && { echo "librdkafka $version${1:+ for $1}: cached in $prefix"; exit 0; }

work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
export CCACHE_BASEDIR=$work CCACHE_NOHASHDIR=1 # its name is another every time
fetch_source trixie librdkafka $version-1 "$work"

# Threads by pthread_create, not C11's thrd_create: ThreadSanitizer does not see the latter and crashes in its threads.
echo '#error pthreads are wanted' > "$work/src/packaging/cmake/try_compile/c11threads_test.c"

echo "librdkafka $version${1:+ for $1}: building (about a minute)"
cmake -S "$work/src" -B "$work/build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DRDKAFKA_BUILD_STATIC=ON \
  -DRDKAFKA_BUILD_EXAMPLES=OFF -DRDKAFKA_BUILD_TESTS=OFF -DCMAKE_INSTALL_LIBDIR=lib "${features[@]}" \
  -DCMAKE_C_FLAGS="$flags" -DCMAKE_C_COMPILER_LAUNCHER=ccache -DCMAKE_INSTALL_PREFIX="$prefix" \
  > "$work/configure.log"
cmake --build "$work/build" > "$work/build.log" || { tail -40 "$work/build.log" >&2; exit 1; }
rm -rf "$prefix"
cmake --install "$work/build" > /dev/null
echo "${features[*]}" > "$prefix/.features"
completed "$prefix" trixie librdkafka $version-1
echo "librdkafka $version${1:+ for $1}: installed in $prefix"
