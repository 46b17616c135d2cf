#!/usr/bin/env bash
# Writes the image's bill of materials, CycloneDX 1.5 as JSON: the packages of its dpkg database, the libraries built for
# it (what their .complete files say), and Debian's headers whose code is in the binary. Runs in the build stage.
#
#   sbom.sh DPKG_STATUS
set -euo pipefail
headers=(libboost1.81-dev libxxhash-dev rapidjson-dev)
version=$(sed -n 's/^project(millrace VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt)

component() { # name, version, the rest of its package URL
  local encoded=${2//:/%3A}
  printf '    {"type": "library", "name": "%s", "version": "%s",\n     "purl": "pkg:deb/debian/%s@%s?%s"}' \
    "$1" "$2" "${1//+/%2B}" "${encoded//+/%2B}" "$3"
}

built() {
  local name version suite
  cat "$MILLRACE_DEPS"/*/.complete | while read -r name version suite; do
    component "$name" "$version" "arch=source&distro=$suite"
    echo ,
  done
}

compiled_in() {
  local name
  for name in "${headers[@]}"; do
    # shellcheck disable=SC2016 # the format is dpkg's, not the shell's
    component "$name" "$(dpkg-query -W -f '${Version}' "$name")" "arch=all&distro=bookworm"
    echo ,
  done
}

installed() {
  local name version arch separator=
  awk -v RS= -F '\n' '/\nStatus: install ok installed/ {
    for (i = 1; i <= NF; i++) { split($i, field, ": "); value[field[1]] = field[2] }
    print value["Package"], value["Version"], value["Architecture"] }' "$1" |
    while read -r name version arch; do
      printf '%s' "$separator"
      component "$name" "$version" "arch=$arch&distro=bookworm"
      separator=$',\n'
    done
}

cat << END
{
  "bomFormat": "CycloneDX",
  "specVersion": "1.5",
  "version": 1,
  "metadata": {"component": {"type": "application", "name": "millrace", "version": "$version"}},
  "components": [
$(built)
$(compiled_in)
$(installed "$1")
  ]
}
END
