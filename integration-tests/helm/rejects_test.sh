#!/usr/bin/env bash
# Values that would hurt are refused, each with a message that says what to do.
. "$(dirname "$0")/chart.sh"

rejects() { # MESSAGE values as for helm --set-json...
  local message=$1 settings=()
  shift
  for setting in "$@"; do settings+=(--set-json "$setting"); done
  ! render_case minimal "${settings[@]}" > "$work/out" 2>&1 || fail "accepted: $*"
  grep -qF -- "$message" "$work/out" || { cat "$work/out"; fail "'$message' expected for: $*"; }
}

# Typos, on every level.
rejects "additional properties 'replicsa' not allowed" 'replicsa=1'
rejects "additional properties 'storageclass' not allowed" 'persistence.storageclass="fast"'
rejects "additional properties 'clientCa' not allowed" 'admin.tls.clientCa="ca.crt"'
rejects "additional properties 'lagSecond' not allowed" 'prometheusRule.objectives.lagSecond=1'
rejects "at '/pipeline/name': got null, want string" 'pipeline.name=null'
rejects "at '/pipeline': additional properties 'sourcez' not allowed" 'pipeline.sourcez=1'
rejects "at '/pipeline/checkpoint': additional properties 'intervall' not allowed" 'pipeline.checkpoint.intervall="1s"'
rejects "at '/pipeline/sources/orders': additional properties 'max_dealy' not allowed" 'pipeline.sources.orders.max_dealy="1s"'
rejects "at '/pipeline/queries/orders_per_user/sink': additional properties 'keys' not allowed" 'pipeline.queries.orders_per_user.sink.keys="user_id"'
rejects "at '/pipeline/queries/more': missing property 'sink'" 'pipeline.queries.more={"sql":"SELECT user_id FROM orders"}'
rejects "at '/pipeline/kafka/socket': got object, want boolean or number or string" 'pipeline.kafka.socket.keepalive.enable=true'
rejects "at '/pipeline/checkpoint/interval': '5sec' does not match pattern" 'pipeline.checkpoint.interval="5sec"'

# Values out of range.
rejects 'maximum: got 2, want 1' 'replicas=2'
rejects 'maximum: got 70,000, want 65,535' 'metrics.port=70000'
rejects "value must be one of 'Retain', 'Delete'" 'persistence.retention.whenDeleted="Keep"'
rejects "does not match pattern" 'persistence.size="10GiB"'
rejects "got string, want null or integer" 'prometheusRule.objectives.lagSeconds="5m"'

# Values that do not fit together.
rejects 'give either pipeline or existingConfigMap.name' 'existingConfigMap.name="mine"'
rejects 'no pipeline: give pipeline' 'pipeline=null'
rejects 'set metrics.port and metrics.address instead' 'pipeline.metrics={"listen":"127.0.0.1:1"}'
rejects 'set admin.enabled and admin.port instead' 'pipeline.admin={}'
rejects 'nowhere to keep checkpoints' 'persistence.enabled=false'
rejects 'admin.port and metrics.port must differ' 'admin={"enabled":true,"port":9464}'
rejects 'set admin.address to 0.0.0.0' 'admin.enabled=true' 'networkPolicy.adminFrom=[{"podSelector":{}}]'
rejects 'kafkaPorts lacks 9093' 'networkPolicy={"enabled":true,"kafkaPorts":[9092]}' 'pipeline.kafka={"bootstrap.servers":"kafka:9093"}'
rejects 'so set networkPolicy.kafkaPorts' 'networkPolicy.enabled=true' 'pipeline.kafka={"bootstrap.servers":"${KAFKA_BOOTSTRAP}"}'
rejects 'set replicas to 0 meanwhile' 'oneOff.args=["run"]'
rejects 'must be at least 75' 'terminationGracePeriodSeconds=74'
rejects 'must be at least 255' 'pipeline.checkpoint={"timeout":"2m"}' 'terminationGracePeriodSeconds=75'
rejects '1.5 x state.memory + 256 MiB is 6400Mi' 'pipeline.state={"memory":"4GiB"}'
rejects 'resources.limits.memory is 1791Mi' 'resources.limits.memory="1791Mi"'

# And what just fits is taken; of librdkafka's properties any.
render_case minimal --set-json 'resources.limits.memory="1792Mi"' --set-json 'terminationGracePeriodSeconds=75' \
  --set-json 'pipeline.kafka.socket\.keepalive\.enable=true' --set-json 'pipeline.checkpoint.interval="${INTERVAL:-1s}"' > /dev/null
render_case minimal --set-json 'networkPolicy={"enabled":true,"kafkaPorts":[9092,9095]}' --show-only templates/networkpolicy.yaml > "$work/out"
grep -qF '{ port: 9095 }' "$work/out" || { cat "$work/out"; fail "kafkaPorts are not taken"; }
