# Building a preset of CMakePresets.json; sourced by test.sh, demo.sh and the benchmarks after progress.sh and paths.sh.
# shellcheck shell=bash disable=SC2154 # MILLRACE_ROOT is paths.sh's

# The same source in another folder finds what ccache has kept.
export CCACHE_BASEDIR=$MILLRACE_ROOT CCACHE_NOHASHDIR=1

build_preset() { # preset, targets...: nothing but what is given
  local preset=$1 folder=$MILLRACE_ROOT/build/$1
  shift
  mkdir -p "$folder"
  (cd "$MILLRACE_ROOT" && quietly "configure $preset" "$folder/configure.log" cmake --preset "$preset") &&
    quietly "build $preset" "$folder/build.log" cmake --build "$folder" ${1:+--target "$@"}
}
