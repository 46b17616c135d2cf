#!/usr/bin/env bash
# tidy.py fails on a finding, in a header too, and looks again at what has changed, and at nothing else.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
world=$(mktemp -d); trap 'rm -rf "$world"' EXIT
mkdir -p "$world/one/base/tests"
cp "$here/../../.clang-tidy" "$world/one"
cd "$world/one"

built() { # with these further flags
  mkdir -p build
  cat > build/build.ninja << END
rule compile
  command = g++ $* -MD -MF \$out.d -o \$out -c \$in
  depfile = \$out.d
  deps = gcc
build quarter.o: compile $PWD/base/quarter.cpp
build eighth.o: compile $PWD/base/eighth.cpp
build half_test.o: compile $PWD/base/tests/half_test.cpp
END
  ninja -C build > build/log || { cat build/log >&2; exit 1; }
  ninja -C build -t compdb > build/compile_commands.json
}

says() { # passes|fails, how many it looked at, how many have findings
  local outcome=passes
  "$here/tidy.py" . build "$world/kept" > said 2>&1 || outcome=fails
  [ "$outcome: $(tail -1 said)" = "$1: clang-tidy: 2 files, $2 looked at, $3 with findings" ] ||
    { echo "expected that it $1, $2 looked at, $3 with findings; it $outcome:" >&2; cat said >&2; exit 1; }
}

sound='inline double half(int n) { return n / 2.0; }'
wrong='inline double half(int n) { return n / 2; }'
echo "$sound" > base/half.h
printf '#include "half.h"\ndouble quarter(int n) { return half(n) / 2; }\n' > base/quarter.cpp
echo 'double eighth(int n) { return n / 8; }' > base/eighth.cpp
echo "$wrong" > base/tests/half_test.cpp # tests may do as they like
built
says fails 2 1
grep -q 'base/eighth.cpp:1:.*bugprone-integer-division' said
says fails 1 1 # what passed is kept, what did not is not

echo 'double eighth(int n) { return n / 8.0; }' > base/eighth.cpp
says passes 1 0 # the build does not know its headers yet: looked at, and not kept
says passes 1 0
built
says passes 1 0
says passes 0 0

echo "$wrong" > base/half.h
built
says fails 1 1
grep -q 'base/half.h:1:.*bugprone-integer-division' said
echo "$sound" > base/half.h
built
says passes 0 0 # as it was before

built -DOTHER
says passes 2 0
echo '# other' >> .clang-tidy
says passes 2 0

mkdir ../two
cp -r base .clang-tidy ../two
cd ../two
built -DOTHER
says passes 0 0 # the same source in another folder
