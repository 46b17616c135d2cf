#!/usr/bin/env bash
# One Apache Kafka 4.1.1 node (KRaft, broker and controller in one) on free ports of 127.0.0.1, for tests.
#
#   broker.sh run   [OPTIONS] DIR         in the foreground: prints a ready line, ends when the broker ends or on TERM
#   broker.sh with  [OPTIONS] COMMAND...  runs COMMAND with KAFKA_BOOTSTRAP set, in a folder that is removed afterwards
#   broker.sh start [OPTIONS] DIR         in the background; returns with a ready line when it answers
#   broker.sh stop  DIR                   ends what `start` began; harmless if nothing runs
#
#   --property KEY=VALUE   one more line of server.properties, or another value for one
#   --advertise PORT       one more listener that tells its clients to come to 127.0.0.1:PORT (where a proxy stands)
#   --secure               listeners TLS, MTLS (client certificates) and SASL (SCRAM over TLS), and an authorizer that
#                          nobody passes without an ACL; certificates in DIR/tls. User "client" on the last two
#
# The ready line is "bootstrap=HOST:PORT pid=PID [behind=HOST:PORT] [tls=... mtls=... sasl=...]": behind is where such a
# proxy connects to.
# DIR holds all there is: data, server.properties, broker.log, pid. The same DIR again means the same ports, options
# and data, after a clean stop and after kill -9 of the pid alike. Except after `start`, the broker dies with this
# script, however that ends.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
fail() { echo "broker.sh: $*" >&2; exit 1; }
. "$here/probe.sh"
. "$here/node.sh"
. "$here/secure.sh"
deadline=60 # seconds until the broker must answer
properties=()
advertise=
secure=

ready_line() {
  local behind
  behind=$(listener PROXIED)
  echo "bootstrap=$(listener PLAINTEXT) pid=$pid${behind:+ behind=$behind}" \
    "${secure:+tls=$(listener TLS) mtls=$(listener MTLS) sasl=$(listener SASL)}"
}

child=
end_all() {
  [ -z "$child" ] || kill "$child" 2> /dev/null || true
  end_node
  [ "$command" != with ] || rm -rf "$dir"
}

end_with_us() { # whatever ends us
  trap end_all EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
}

command=${1:---help}
shift || true
case $command in
  run | with | start | stop) ;;
  *) sed -n '2,/^set/s/^# \{0,1\}//p' "$0"; exit 0 ;;
esac
while [ $# -gt 0 ]; do
  case $1 in
    --property) properties+=("$2"); shift 2 ;;
    --advertise) advertise=$2; shift 2 ;;
    --secure) secure=yes; shift ;;
    --*) fail "unknown option $1" ;;
    *) break ;;
  esac
done
[ $# -gt 0 ] || fail "a folder or a command is missing; see broker.sh --help"

[ "$command" = with ] && dir=$(mktemp -d "${TMPDIR:-/tmp}/millrace-kafka.XXXXXX") || dir=$1

case $command in
  run)
    ! node_runs || fail "a broker runs in $dir already"
    end_with_us
    launch_node bound
    ready_line
    wait "$pid"
    ;;
  with)
    end_with_us
    launch_node bound
    KAFKA_BOOTSTRAP=$(listener PLAINTEXT) env --default-signal=INT,QUIT "$@" <&0 &
    child=$!
    code=0
    wait "$child" || code=$?
    child=
    exit "$code"
    ;;
  start)
    if ! node_runs; then
      end_with_us
      launch_node detached
      trap - EXIT
    fi
    pid=$(cat "$dir/pid")
    ready_line
    ;;
  stop)
    end_node
    ;;
esac
