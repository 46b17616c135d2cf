#!/usr/bin/env bash
# Runs an image from its unpacked root, as a container runtime would: in namespaces of its own, as its process 1 and its
# user, the root read-only, nothing writable but /data.
#
#   container.sh run IMAGE DIR FILE [WORD...]   its entrypoint, on the pipeline file FILE; WORDs in place of its command
#   container.sh exec IMAGE DIR WORD...         a command in the container that runs in DIR
#   container.sh healthcheck IMAGE DIR          the image's own health check, likewise
#
# IMAGE is what docker/build.sh --unpack has left; DIR, the container's own, holds what is in /data and the pid of its
# process 1. `run` passes SIGTERM on and ends as process 1 does; whatever ends this script ends the container.
set -euo pipefail
[ "$(id -u)" = 0 ] || exec sudo -n "$0" "$@"
how=$1 image=$2 dir=$3
shift 3
user=$(cat "$image/User")
mapfile -t environment < "$image/Env"

# In the new namespaces. /proc is still the one outside: it tells the number that this process has there.
become_process_1() {
  local root=$dir/root file
  read -r pid _ < /proc/self/stat
  echo "$pid" > "$dir/pid"
  mount --bind "$image/root" "$root"
  mount --make-private "$root"
  mount -o remount,bind,ro "$root"
  mount -t proc proc "$root/proc"
  mount -t tmpfs -o mode=755 dev "$root/dev"
  for file in null zero urandom; do
    touch "$root/dev/$file"
    mount --bind "/dev/$file" "$root/dev/$file"
  done
  mount --bind "$dir/etc" "$root/etc/millrace"
  mount -o remount,bind,ro "$root/etc/millrace"
  mount --bind "$dir/data" "$root/data"
  # Taking another user's id makes a process forget whose end is its own, so that is said last.
  exec env -i "${environment[@]}" chroot "$root" setpriv --reuid "${user%:*}" --regid "${user#*:}" --clear-groups \
    --no-new-privs --pdeathsig KILL "$@"
}

run() { # FILE [WORD...]
  local child code=0 words=() propagation=()
  mkdir -p "$dir/root" "$dir/etc" "$dir/data" "$image/root/etc/millrace"
  chown "$user" "$dir/data"
  install -m 644 "$1" "$dir/etc/pipeline.yaml"
  shift
  rm -f "$dir/pid"
  mapfile -t words < "$image/Entrypoint"
  if [ $# -gt 0 ]; then words+=("$@"); else mapfile -t -O ${#words[@]} words < "$image/Cmd"; fi
  trap '[ ! -e "$dir/pid" ] || kill -TERM "$(cat "$dir/pid")"' TERM
  if ! mountpoint -q /; then # a plain chroot: its root is nothing that could be changed
    propagation=(--propagation unchanged)
    mount --bind "$dir/root" "$dir/root"
    mount --make-private "$dir/root" # so that the image, bound over it, is not seen outside, writable
  fi
  setpriv --pdeathsig KILL unshare --mount "${propagation[@]}" --pid --fork --kill-child=KILL "$0" become "$image" "$dir" "${words[@]}" &
  child=$!
  while kill -0 $child 2> /dev/null; do # a signal ends a wait
    code=0
    wait $child || code=$?
  done
  [ ${#propagation[@]} -eq 0 ] || umount "$dir/root"
  return $code
}

enter() { # WORD...
  exec env -i "${environment[@]}" nsenter --target "$(cat "$dir/pid")" --mount --pid --root --wd=/ \
    --setuid "${user%:*}" --setgid "${user#*:}" -- "$@"
}

case $how in
  run) run "$@" ;;
  become) become_process_1 "$@" ;;
  exec) enter "$@" ;;
  healthcheck)
    mapfile -t -s 1 words < "$image/Healthcheck.Test" # without the word CMD
    enter "${words[@]}"
    ;;
esac
