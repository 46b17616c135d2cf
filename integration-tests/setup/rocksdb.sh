#!/usr/bin/env bash
# Builds Debian's RocksDB 7.8.3 as a Release, once, into the dependency cache: for the container image.
#
# Debian's own library has assertions on, which makes scans and compactions 1.5 to 1.9 times as dear. Static, with LZ4
# alone: nothing else of ours compresses. Its files compile together, as upstream's own CI compiles them (unity.cc), for
# half of the time.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/paths.sh"
. "$here/debian_source.sh"

version=7.8.3
prefix=$MILLRACE_DEPS/rocksdb-$version-release
[ -e "$prefix/.complete" ] && { echo "rocksdb $version: cached in $prefix"; exit 0; }

work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
export CCACHE_BASEDIR=$work CCACHE_NOHASHDIR=1 # its name is another every time
fetch_source bookworm rocksdb $version-2 "$work"

echo "rocksdb $version: building (about five minutes of CPU)"
cmake -S "$work/src" -B "$work/build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_INSTALL_PREFIX="$prefix" \
  -DCMAKE_INSTALL_LIBDIR=lib -DCMAKE_UNITY_BUILD=ON -DCMAKE_UNITY_BUILD_BATCH_SIZE=20 \
  -DCMAKE_CXX_COMPILER_LAUNCHER=ccache -DCMAKE_CXX_FLAGS="-fno-omit-frame-pointer -fmacro-prefix-map=$work/=" \
  -DPORTABLE=ON -DUSE_RTTI=ON -DFAIL_ON_WARNINGS=OFF -DROCKSDB_BUILD_SHARED=OFF -DWITH_LZ4=ON -DWITH_GFLAGS=OFF \
  -DWITH_LIBURING=OFF -DWITH_TESTS=OFF -DWITH_ALL_TESTS=OFF -DWITH_TOOLS=OFF -DWITH_CORE_TOOLS=OFF \
  -DWITH_TRACE_TOOLS=OFF -DWITH_BENCHMARK_TOOLS=OFF > "$work/configure.log"
cmake --build "$work/build" > "$work/build.log" || { tail -40 "$work/build.log" >&2; exit 1; }
rm -rf "$prefix"
cmake --install "$work/build" > /dev/null
completed "$prefix" bookworm rocksdb $version-2
echo "rocksdb $version: installed in $prefix"
