#!/usr/bin/env bash
# Measures, and asserts nothing but that every output equals the oracle's: CPU per record against a bare librdkafka
# consumer of the same topic (interleaved, medians), peak memory, barrier stall, recovery after SIGKILL, latency.
#
#   run.sh [RECORDS [ROUNDS]]     default 3,000,000 records, 3 rounds
#
# KAFKA_BOOTSTRAP names a broker to use; without it one is started and removed again.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../setup/paths.sh"
. "$here/../setup/progress.sh"
. "$here/../setup/build.sh"

case ${1:-}${2:-} in
  *[!0-9]*) sed -n '2,/^set/s/^# \{0,1\}//p' "$0"; [ "$1" = --help ]; exit ;;
esac

if [ -z "${MILLRACE_BENCHMARK_BUILT:-}" ]; then
  "$here/../setup/packages.sh" build kafka
  "$here/../setup/librdkafka.sh"
  build_preset release millrace generator oracle bare_consumer latency
  export MILLRACE_BENCHMARK_BUILT=1
  [ -n "${KAFKA_BOOTSTRAP:-}" ] || exec "$here/../kafka/broker.sh" with "$here/run.sh" "$@"
fi

records=${1:-3000000}
rounds=${2:-3}
build=$MILLRACE_ROOT/build/release
tools=$build/integration-tests
id=bench-$$
work=$(mktemp -d "${TMPDIR:-/tmp}/millrace-bench.XXXXXX")
trap 'kill $(jobs -p) 2> /dev/null || true; wait; rm -rf "$work"' EXIT
cd "$work"

pipeline() { # name, input, output, window, interval, delay
  cat << YAML
name: $1
kafka: { bootstrap.servers: $KAFKA_BOOTSTRAP }
sources:
  orders:
    topic: $2
    format: json
    columns: { user_id: text, amount: "decimal(12,2)", status: text, ts: timestamp }
    event_time: ts
    max_delay: $6
    idle_after: 0s
queries:
  windows:
    sql: |
      SELECT user_id, window_start, window_end, count(*) AS orders, sum(amount) AS total, avg(amount) AS mean
      FROM orders WHERE amount > 0 AND status <> 'cancelled' GROUP BY user_id, tumble('$4')
    sink: { topic: $3, format: json, key: user_id }
state: { backend: rocksdb, directory: $work/state, shards: 1, memory: 4GiB }
checkpoint: { interval: $5, timeout: 30s, storage: $work/checkpoints }
metrics: { listen: 127.0.0.1:0 }
admin: { listen: 127.0.0.1:0 }
YAML
}

topic() { "$tools/generator/generator" --topic "$1" --create --partitions "$2" --records 0 --open-ended > /dev/null; }
metric() { curl -s -m 2 "$1/metrics" | awk -v m="$2" 'index($1, m) == 1 {s += $2} END {printf "%.6f", s}'; }
address() { # log: where the metrics are, once it says so
  until grep -q 'metrics on' "$1" 2> /dev/null; do sleep 0.05; done
  sed -n 's/.*metrics on \(http[^ ]*\)\/metrics.*/\1/p' "$1" | head -1
}
cpu_of() { awk -v hz="$(getconf CLK_TCK)" '{print ($14 + $15) / hz}' "/proc/$1/stat"; }
median() { sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }

# Connections that drip their requests, and bodies without an end, until it is killed.
abuse() { # log of the service: where its admin interface is
  local port held=() fd
  until grep -q 'admin interface on' "$1" 2> /dev/null; do sleep 0.05; done
  port=$(sed -n 's/.*admin interface on http.*:\([0-9]*\).*/\1/p' "$1" | head -1)
  for _ in 1 2; do
    while :; do head -c 1G /dev/zero | curl -s -m 10 -T - "http://127.0.0.1:$port/api/v1/checkpoints" || true; done > /dev/null 2>&1 &
  done
  trap 'kill $(jobs -p) 2> /dev/null' EXIT
  while :; do
    for _ in $(seq 200); do { exec {fd}<> "/dev/tcp/127.0.0.1/$port"; } 2> /dev/null && held+=("$fd"); done
    for fd in "${held[@]}"; do { printf 'x' >&"$fd"; } 2> /dev/null || true; done
    [ ${#held[@]} -lt 900 ] || { for fd in "${held[@]}"; do exec {fd}>&-; done; held=(); }
    sleep 0.2
  done
}

throughput() { # name, keys, abused: one run over the whole topic; prints "cpu_us rows peak_mib stall_ms records_a_s"
  local name=$1 input=$id-in-$2 output=$id-out-$1 log=$work/$1.log at pid cpu rows peak stall abuser='' begin took
  topic "$output" 8
  pipeline "$id-$name" "$input" "$output" '10 seconds' 1s 5s > "$name.yaml"
  "$build/service/millrace" run -c "$name.yaml" > "$log" 2>&1 &
  pid=$!
  at=$(address "$log")
  [ -z "${3:-}" ] || { abuse "$log" & abuser=$!; }
  begin=$(date +%s.%N)
  until awk -v n="$(metric "$at" millrace_records_in_total)" -v all="$records" 'BEGIN {exit !(n >= all)}'; do sleep 0.1; done
  until awk -v n="$(metric "$at" millrace_committed_offset)" -v all="$records" 'BEGIN {exit !(n >= all)}'; do sleep 0.1; done
  took=$(awk -v a="$begin" -v b="$(date +%s.%N)" 'BEGIN {print b - a}')
  cpu=$(cpu_of $pid)
  [ -z "$abuser" ] || { kill "$abuser" && wait "$abuser"; } 2> /dev/null || true
  rows=$(metric "$at" millrace_records_out_total)
  stall=$(metric "$at" millrace_checkpoint_stall_seconds_sum)
  peak=$(awk '/VmHWM/ {print $2 / 1024}' "/proc/$pid/status")
  kill -TERM $pid && wait $pid
  "$tools/oracle/oracle" --input "$input" --output "$output" --window 10000 > verdict || { cat verdict >&2; exit 1; }
  echo "$cpu $rows $peak $stall $took" |
    awk -v n="$records" '{printf "%.3f %d %.0f %.1f %d\n", $1 / n * 1e6, $2, $3, $4 * 1000, n / $5}'
}

say "input: $records records of about 100 bytes, 8 partitions, 1,000 and 1,000,000 keys"
for keys in 1000 1000000; do
  "$tools/generator/generator" --topic "$id-in-$keys" --create --partitions 8 --records "$records" --keys $keys \
    --event-rate $((records / 110)) > /dev/null
done

for round in $(seq "$rounds"); do
  for keys in 1000 1000000; do
    "$tools/benchmarks/bare_consumer" "$KAFKA_BOOTSTRAP" "$id-in-$keys" |
      sed 's/.*"records":\([0-9]*\).*"cpu_s":\([0-9.]*\).*/\1 \2/' | awk '{printf "%.3f\n", $2 / $1 * 1e6}' >> "bare.$keys"
    throughput "w$keys-$round" $keys >> "millrace.$keys"
    say "round $round, $keys keys: bare $(tail -1 "bare.$keys") us, millrace (us rows MiB stall-sum-ms records/s) $(tail -1 "millrace.$keys")"
  done
  throughput "abused-$round" 1000 abused >> millrace.abused
  say "round $round, 1000 keys, its admin interface abused: $(tail -1 millrace.abused)"
done

say "recovery after SIGKILL, 1,000,000 keys"
topic "$id-out-kill" 8
pipeline "$id-kill" "$id-in-1000000" "$id-out-kill" '1 hour' 1s 5s > kill.yaml
"$build/service/millrace" run -c kill.yaml > kill1.log 2>&1 &
pid=$!
at=$(address kill1.log)
until awk -v n="$(metric "$at" millrace_committed_offset)" -v all="$records" 'BEGIN {exit !(n >= all / 2)}'; do sleep 0.1; done
kill -KILL $pid
wait $pid 2> /dev/null || true
begin=$(date +%s.%N)
"$build/service/millrace" run -c kill.yaml > kill2.log 2>&1 &
pid=$!
at=$(address kill2.log)
until curl -sf -m 2 "$at/ready" > /dev/null; do sleep 0.02; done
recovery=$(awk -v a="$begin" -v b="$(date +%s.%N)" 'BEGIN {printf "%.2f", b - a}')
kill -TERM $pid && wait $pid

latency() { # interval: open loop, 20,000 records a second, event time is now
  local name=latency-$1 pid
  topic "$id-in-$name" 8
  topic "$id-out-$name" 8
  pipeline "$id-$name" "$id-in-$name" "$id-out-$name" '1 second' "$1" 0s > "$name.yaml"
  "$build/service/millrace" run -c "$name.yaml" > "$name.log" 2>&1 &
  pid=$!
  address "$name.log" > /dev/null
  "$tools/benchmarks/latency" "$KAFKA_BOOTSTRAP" "$id-out-$name" 67 > "$name.json" &
  local reader=$!
  "$tools/generator/generator" --topic "$id-in-$name" --partitions 8 --records 1240000 --rate 20000 --keys 100 --event-rate 20000 \
    --event-start "$(date +%s%3N)" --disorder 0 --open-ended > /dev/null
  wait $reader
  kill -TERM $pid && wait $pid
  echo "$name: $(cat "$name.json")"
}
latency 100ms
latency 1s

echo
for keys in 1000 1000000; do
  bare=$(median < "bare.$keys")
  ours=$(cut -d' ' -f1 "millrace.$keys" | median)
  rows=$(cut -d' ' -f2 "millrace.$keys" | median)
  echo "$keys keys: bare $bare us, millrace $ours us a record ($(awk -v a="$ours" -v b="$bare" 'BEGIN {printf "%.2f", a / b}')x);" \
    "$rows rows, $(awk -v r="$rows" -v n="$records" -v a="$ours" 'BEGIN {printf "%.3f us without 0.6 us a row", a - 0.6 * r / n}');" \
    "peak $(cut -d' ' -f3 "millrace.$keys" | median) MiB"
done
echo "1000 keys, admin interface abused: $(cut -d' ' -f1 millrace.abused | median) us a record, $(cut -d' ' -f5 millrace.abused | median)" \
  "records/s instead of $(cut -d' ' -f5 millrace.1000 | median), peak $(cut -d' ' -f3 millrace.abused | median) MiB"
echo "recovery: restored and reading $recovery s after the restart"
