#!/usr/bin/env bash
# Installs the Debian 12 packages that building and testing need; quick when they are all there.
#
#   packages.sh [build] [kafka] [helm] [web] [image] [lint]      without arguments: all six lists
set -euo pipefail

declare -A lists=(
  [build]="g++ cmake ninja-build pkgconf ccache git ca-certificates dpkg-dev debian-archive-keyring xz-utils procps util-linux
    librocksdb-dev prometheus-cpp-dev libpg-query-dev libprotobuf-c-dev libcpp-httplib-dev libsimdjson-dev
    rapidjson-dev libspdlog-dev libfmt-dev libmimalloc-dev libxxhash-dev libyaml-cpp-dev
    libboost-program-options1.81-dev libboost1.81-dev libssl-dev zlib1g-dev libzstd-dev liblz4-dev libsasl2-dev
    libcurl4-openssl-dev libsnappy-dev libbz2-dev libgflags-dev librapidcheck-dev libgtest-dev libgmock-dev"
  [kafka]="openjdk-17-jre-headless maven iproute2 curl"
  [helm]="python3 python3-venv"
  [web]="chromium nodejs npm python3-venv"
  [image]="buildah mmdebstrap docker-compose python3-yaml"
  [lint]="clang-format-19 clang-tidy-19 clang-19 shellcheck"
)
[ $# -gt 0 ] || set -- build kafka helm web image lint

wanted=()
for list in "$@"; do
  read -r -d '' -a packages <<< "${lists[$list]}" || true
  wanted+=("${packages[@]}")
done

mapfile -t wanted < <(printf '%s\n' "${wanted[@]}" | sort -u)

# Node.js is often there from elsewhere, with an npm of its own that Debian's package conflicts with.
provided() { case $1 in nodejs) command -v node ;; npm) command -v npm ;; *) false ;; esac; }

missing=()
for package in "${wanted[@]}"; do
  provided "$package" > /dev/null && continue
  # shellcheck disable=SC2016 # the format is dpkg's, not the shell's
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2> /dev/null)" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

as_root=()
[ "$(id -u)" = 0 ] || as_root=(sudo)
as_root+=(env DEBIAN_FRONTEND=noninteractive)
apt=("${as_root[@]}" apt-get -qq -o Dpkg::Use-Pty=0 -o Acquire::Retries=3)
log=$(mktemp)
trap 'rm -f "$log"' EXIT

logged() { "$@" > "$log" 2>&1 < /dev/null || { tail -40 "$log" >&2; return 1; }; }

echo "packages: installing ${#missing[@]}: ${missing[*]}"
logged "${as_root[@]}" dpkg --configure -a # an installation that was interrupted stands in the way of the next
logged "${apt[@]}" update
logged "${apt[@]}" install --no-install-recommends "${missing[@]}"
