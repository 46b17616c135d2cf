#!/usr/bin/env bash
# The demo itself, against the broker in KAFKA_BOOTSTRAP; demo.sh calls it. An argument means that the broker is
# somebody's own: then the topics and the pipeline get names of their own.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../setup/paths.sh"
. "$here/../setup/progress.sh"
seconds=40 # of orders arriving
rate=5000

work=$(mktemp -d "${TMPDIR:-/tmp}/millrace-demo.XXXXXX")
pids=()
orders="orders"
windows="orders-per-user"
pipeline=$MILLRACE_ROOT/examples/orders.yaml

clean_up() {
  local code=$?
  if [ ${#pids[@]} -gt 0 ]; then
    kill -KILL "${pids[@]}" || true
    wait "${pids[@]}" || true
  fi 2> /dev/null
  if [ $code -ne 0 ] && [ -s "$work/millrace.log" ]; then
    echo "The demo failed; the end of millrace's log:" >&2
    tail -20 "$work/millrace.log" >&2
  fi
  [ "$orders" = orders ] || delete_topics
  rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

delete_topics() {
  local libs topic
  libs=$("$here/../kafka/jars.sh")
  for topic in "$orders" "$windows"; do
    java -XX:TieredStopAtLevel=1 -cp "$libs/*" org.apache.kafka.tools.TopicCommand \
      --bootstrap-server "$KAFKA_BOOTSTRAP" --delete --topic "$topic" > "$work/delete.log" 2>&1 || cat "$work/delete.log" >&2
  done
}

use_names_of_our_own() {
  local id
  id=millrace-demo-$(date +%s)-$$
  orders=$id-orders windows=$id-orders-per-user
  sed -e "s/^name: [a-z-]*/name: $id/" -e "s/topic: orders-per-user/topic: $windows/" -e "s/topic: orders\$/topic: $orders/" \
    "$pipeline" > "$work/orders.yaml"
  pipeline=$work/orders.yaml
}

# In the background; dies with this script, however that ends. Its pid: $started.
start() { # log, command...
  local log=$1
  shift
  setpriv --pdeathsig KILL "$@" < /dev/null >> "$log" 2>&1 &
  started=$!
  pids+=("$started")
}

start_millrace() {
  start "$work/millrace.log" "$build/service/millrace" run -c "$pipeline"
  millrace=$started
}

build=${MILLRACE_BUILD:-$MILLRACE_ROOT/build/release}
generator=$build/integration-tests/generator/generator
judge() { "$build/integration-tests/oracle/oracle" --input "$orders" --output "$windows"; }
field() { sed -n "s/.*\"$1\":\([0-9]*\).*/\1/p" "$work/verdict"; }

[ $# -eq 0 ] || use_names_of_our_own
cd "$work" # the pipeline keeps its data in ./data
say "topics: $orders and $windows, 4 partitions each"
for topic in "$orders" "$windows"; do
  "$generator" --topic "$topic" --create --records 0 --open-ended > /dev/null
done

say "orders: $rate a second for $seconds s, out of order, some cancelled; millrace run -c examples/orders.yaml"
start "$work/generator.log" "$generator" --topic "$orders" --records $((seconds * rate)) --rate $rate --event-rate 300
writing=$started
start_millrace
start /dev/stdout "$build/integration-tests/show/show" --topic "$windows"

sleep $((seconds / 2))
kill -0 "$millrace" 2> /dev/null || { say "millrace has ended by itself" >&2; exit 1; }
say "half-way: kill -9 of millrace"
kill -KILL "$millrace"
wait "$millrace" 2> /dev/null || true
say "millrace run -c examples/orders.yaml, again"
start_millrace
wait "$writing" || { cat "$work/generator.log" >&2; exit 1; }
say "all orders are written; waiting for the last windows"

waited=0
until judge > "$work/verdict" 2> "$work/faults" || [ $((waited += 1)) -ge 20 ]; do
  kill -0 "$millrace" 2> /dev/null || { say "millrace has ended by itself" >&2; exit 1; }
  sleep 1
done
say "SIGTERM: a last checkpoint, then the end"
kill -TERM "$millrace"
code=0
wait "$millrace" || code=$?
[ $code -eq 0 ] || { say "millrace exited with $code" >&2; exit 1; }

judged=0
judge > "$work/verdict" 2> "$work/faults" || judged=$?
head -20 "$work/faults" >&2
say "verdict of the oracle, which knows the input only:"
printf '    %-18s %s\n' "input records" "$(field input_records)" "windows expected" "$(field expected)" \
  "windows seen" "$(field seen)" missing "$(field missing)" duplicated "$(field duplicated)" wrong "$(field wrong)"
exit $judged
