#!/usr/bin/env bash
# Builds the image with buildah: needs no daemon and, unless told otherwise, no registry. As root, or with sudo.
#
#   build.sh [--base IMAGE] [--tag NAME] [--unpack DIR] [--fresh]
#
#   --base    a Debian 12 to build on, pulled; else one is made of Debian's packages, as small as debian:12-slim
#   --tag     the image's name, localhost/millrace:latest if not given
#   --unpack  leaves the image's files in DIR/root and its configuration, a file a key, beside them
#   --fresh   uses nothing kept from earlier builds: for the newest packages
#
# What is kept, layers and compiled objects, is in the dependency cache, under image/.
set -euo pipefail
shopt -s inherit_errexit
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../integration-tests/setup/paths.sh"
. "$here/../integration-tests/setup/progress.sh"
[ "$(id -u)" = 0 ] || exec sudo -n "MILLRACE_DEPS=$MILLRACE_DEPS" "$0" "$@"
# Layers are unpacked only where / is a mount point, and in a plain chroot it is none: bound over a folder it becomes one.
if ! mountpoint -q /; then
  export MILLRACE_DEPS
  mkdir -p "$MILLRACE_DEPS/image-root"
  # shellcheck disable=SC2016 # for the shell within
  exec unshare --mount --propagation unchanged bash -c \
    'mount --rbind / "$1" && exec chroot "$1" bash -c '\''cd "$0" && exec "$@"'\'' "${@:2}"' \
    - "$MILLRACE_DEPS/image-root" "$PWD" "$here/build.sh" "$@"
fi

base='' tag=localhost/millrace:latest unpack=''
store=$MILLRACE_DEPS/image
room=16 # GiB
while [ $# -gt 0 ]; do
  case $1 in
    --base) base=$2; shift 2 ;;
    --tag) tag=$2; shift 2 ;;
    --unpack) unpack=$2; shift 2 ;;
    --fresh) rm -rf "$store"; shift ;;
    *) sed -n '2,/^set/s/^# \{0,1\}//p' "$0"; [ "$1" = --help ]; exit ;;
  esac
done

mkdir -p "$store/overlay" "$store/vfs"
exec 9> "$store/lock"
flock 9 # two builds may start at once
export TMPDIR=$store # buildah keeps `RUN --mount=type=cache` there
run_buildah() { buildah --storage-driver "$driver" --root "$store/$driver" --runroot "$store/run-$driver" "$@"; }

# vfs works everywhere, and copies everything below for each step.
driver=overlay
run_buildah images > /dev/null 2>&1 || driver=vfs

# Layers of earlier builds pile up. With the compiled objects kept, those needed again are soon made again.
[ "$(du -s --block-size=1G "$store/$driver" | cut -f1)" -lt $room ] || rm -rf "${store:?}/$driver"

# Without documents and translations, as debian:12-slim has it; of later installations too.
debootstrapped() {
  local image=localhost/debian:12-slim container leave=()
  local what
  if ! run_buildah inspect --type image "$image" > /dev/null 2>&1; then
    for what in doc man locale info lintian; do leave+=("--dpkgopt=path-exclude=/usr/share/$what/*"); done
    leave+=("--dpkgopt=path-include=/usr/share/doc/*/copyright")
    quietly "base: Debian 12" "$store/base.log" mmdebstrap --variant=minbase "${leave[@]}" bookworm "$store/base.tar" >&2
    container=$(run_buildah from scratch)
    run_buildah add --quiet "$container" "$store/base.tar" / > /dev/null
    run_buildah config --cmd /bin/bash "$container"
    run_buildah commit --quiet "$container" "$image" > /dev/null
    run_buildah rm "$container" > /dev/null
    rm "$store/base.tar"
  fi
  echo "$image"
}

megabytes_of() { # image -> its size, unpacked
  local container
  container=$(run_buildah from --pull-never "$1")
  du -s --block-size=1M "$(run_buildah mount "$container")" | cut -f1
  run_buildah rm "$container" > /dev/null
}

# What a container runtime reads from the image's configuration, a word a line.
unpack_into() {
  local container key
  container=$(run_buildah from --pull-never "$tag")
  rm -rf "$1"
  mkdir -p "$1"
  cp -a "$(run_buildah mount "$container")" "$1/root"
  run_buildah rm "$container" > /dev/null
  for key in Entrypoint Cmd Env Healthcheck.Test; do
    run_buildah inspect --type image --format "{{range .Docker.Config.$key}}{{println .}}{{end}}" "$tag" | sed '/^$/d' > "$1/$key"
  done
  run_buildah inspect --type image --format '{{.Docker.Config.User}}' "$tag" > "$1/User"
  run_buildah inspect --type image --format '{{range $k, $v := .Docker.Config.Labels}}{{println $k $v}}{{end}}' "$tag" > "$1/Labels"
}

[ -n "$base" ] || base=$(debootstrapped)
revision=$(git -C "$here" describe --always --dirty 2> /dev/null || echo unknown)
quietly "image $tag" "$store/build.log" run_buildah bud --layers --format docker --isolation chroot --pull \
  --file "$here/Dockerfile" --build-arg "BASE=$base" --build-arg "REVISION=$revision" --tag "$tag" "$here/.."
size=$(($(megabytes_of "$tag") - $(megabytes_of "$base")))
say "image $tag: $size MB unpacked over the base"
[ -z "$unpack" ] || { unpack_into "$unpack"; echo "$size" > "$unpack/megabytes"; }
