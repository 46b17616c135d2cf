# Asking the network without a Kafka client; sourced by broker.sh.
# shellcheck shell=bash

# A TCP port nobody listens on, below the range that outgoing connections are given.
free_port() {
  local port
  while :; do
    port=$((RANDOM % 12000 + 20000))
    [ -n "$(ss -Htln "sport = :$port")" ] || { echo "$port"; return; }
  done
}

# True when the broker on that port answers a Metadata request (version 1) with itself as a live broker.
# A fenced broker, which accepts connections but no work yet, answers with an empty list.
kafka_answers() {
  local port=$1 answer
  answer=$(timeout 2 bash -c "exec 3<>/dev/tcp/127.0.0.1/$port || exit 1
    printf '\\0\\0\\0\\016\\0\\03\\0\\01\\0\\0\\0\\01\\377\\377\\0\\0\\0\\0' >&3
    head -c 12 <&3 | od -An -tx1 | tr -d ' \\n'" 2> /dev/null) || return 1
  [ "${answer:8}" = 0000000100000001 ] # correlation id 1, one broker
}
