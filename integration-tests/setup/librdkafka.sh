#!/usr/bin/env bash
# Builds librdkafka 2.8.0 from Debian 13's source package, once, into the dependency cache.
#
# Debian 12 ships 2.0.2, which cannot log in with SCRAM to Kafka 4 and spends several times the CPU
# on a transaction (docs/decisions/0002-librdkafka-2.8.md). The machine's own Debian source entry is
# used with suite and type changed, in apt lists of its own, so the machine's apt is left as it was.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/paths.sh"

version=2.8.0
prefix=$MILLRACE_DEPS/librdkafka-$version-pthreads
[ -e "$prefix/.complete" ] && { echo "librdkafka $version: cached in $prefix"; exit 0; }

work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
mkdir -p "$work/lists/partial" "$work/src"

# The first deb entry that is not a security archive, in either of apt's two formats.
source_entry() {
  local uri key
  uri=$(cat /etc/apt/sources.list.d/*.sources 2>/dev/null | awk '/^URIs:/ && !/security/ {print $2; exit}')
  [ -n "$uri" ] || uri=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null |
    awk '$1 == "deb" && !/security/ {for (i = 2; i <= NF; i++) if ($i ~ /:\/\//) {print $i; exit}}')
  [ -n "$uri" ] || { echo "no Debian source entry found under /etc/apt" >&2; return 1; }
  key=/usr/share/keyrings/debian-archive-keyring.gpg
  printf 'deb-src [signed-by=%s] %s trixie main\n' "$key" "$uri"
}

echo "librdkafka $version: fetching Debian 13's source package"
source_entry > "$work/trixie.list"
apt_opts=(-o "Dir::Etc::sourcelist=$work/trixie.list" -o Dir::Etc::sourceparts=- -o "Dir::State::lists=$work/lists"
          -o APT::Sandbox::User=root -o Acquire::Retries=3)
apt-get "${apt_opts[@]}" -qq update
(cd "$work/src" && apt-get "${apt_opts[@]}" -qq source --download-only "librdkafka=$version-1")
tar -xzf "$work/src/librdkafka_$version.orig.tar.gz" -C "$work/src"

# Threads by pthread_create, not C11's thrd_create: ThreadSanitizer does not see the latter and crashes in its threads.
echo '#error pthreads are wanted' > "$(echo "$work"/src/librdkafka-*/packaging/cmake/try_compile/c11threads_test.c)"

echo "librdkafka $version: building (about a minute)"
cmake -S "$work"/src/librdkafka-*/ -B "$work/build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DRDKAFKA_BUILD_STATIC=ON \
  -DRDKAFKA_BUILD_EXAMPLES=OFF -DRDKAFKA_BUILD_TESTS=OFF -DENABLE_LZ4_EXT=ON -DCMAKE_INSTALL_LIBDIR=lib \
  -DCMAKE_C_FLAGS="-fno-omit-frame-pointer" -DCMAKE_INSTALL_PREFIX="$prefix" > "$work/configure.log"
cmake --build "$work/build" > "$work/build.log" || { tail -40 "$work/build.log" >&2; exit 1; }
rm -rf "$prefix"
cmake --install "$work/build" > /dev/null
touch "$prefix/.complete"
echo "librdkafka $version: installed in $prefix"
