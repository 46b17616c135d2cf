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
rejects "got string, want integer" 'prometheusRule.objectives.lagSeconds="5m"'

rejects "at '/metrics/address': '::' does not match pattern" 'metrics.address="::"'
rejects "at '/admin/address': '0.0.0.0:1' does not match pattern" 'admin.address="0.0.0.0:1"'
rejects "at '/pipeline/state/shards': minimum: got 0, want 1" 'pipeline.state.shards=0'
rejects "at '/pipeline/checkpoint/retain': 'three' does not match pattern" 'pipeline.checkpoint.retain="three"'
rejects "at '/extraEnv/0/value': got number, want string" 'extraEnv=[{"name":"A","value":1}]'
rejects "at '/prometheusRule/runbookUrl': '{{ x }}' does not match pattern" 'prometheusRule.runbookUrl="{{ x }}"'

# Names that Kubernetes would refuse.
rejects "at '/nameOverride': maxLength: got 70, want 52" "nameOverride=\"$(printf 'x%.0s' {1..70})\""
rejects "at '/fullnameOverride': 'orders.v1' does not match pattern" 'fullnameOverride="orders.v1"'
rejects '1orders is no name for a Service' 'fullnameOverride="1orders"'
! helm template orders.v1 "$chart" --values "$chart/ci/minimal-values.yaml" > "$work/out" 2>&1 || fail "accepted: the release orders.v1"
grep -qF 'orders.v1-millrace is no name for a Service, which begins with a letter and has no dot: set fullnameOverride' "$work/out" ||
  { cat "$work/out"; fail "no remedy for the release orders.v1"; }
rejects "at '/image/tag': '.x' does not match pattern" 'image.tag=".x"'
rejects "at '/podLabels/team': 'a b' does not match pattern" 'podLabels.team="a b"'
rejects 'commonLabels: app.kubernetes.io/name is set' 'commonLabels={"app.kubernetes.io/name":"mine"}'
rejects 'podLabels: app.kubernetes.io/component is set' 'podLabels={"app.kubernetes.io/component":"mine"}'
rejects 'podLabels: team is set by the chart or by commonLabels already' 'commonLabels.team="a"' 'podLabels.team="b"'
rejects 'monitor.labels: helm.sh/chart is set' 'monitor.labels={"helm.sh/chart":"mine"}'
rejects 'podAnnotations: checksum/pipeline is set' 'podAnnotations={"checksum/pipeline":"0"}'
rejects 'extraVolumes: there is a volume tmp already' 'extraVolumes=[{"name":"tmp","emptyDir":{}}]'
rejects 'extraVolumes: there is a volume more already' 'extraVolumes=[{"name":"more"},{"name":"more"}]'
rejects 'extraVolumeMounts: something is mounted at /data/ already' 'extraVolumeMounts=[{"name":"more","mountPath":"/data/"}]'
rejects 'there is a container millrace already' 'extraContainers=[{"name":"millrace"}]'

# Values that do not fit together.
rejects 'give either pipeline or existingConfigMap.name' 'existingConfigMap.name="mine"'
rejects 'no pipeline: give pipeline' 'pipeline=null'
rejects 'set metrics.port and metrics.address instead' 'pipeline.metrics={"listen":"127.0.0.1:1"}'
rejects 'set admin.enabled and admin.port instead' 'pipeline.admin={}'
rejects 'nowhere to keep checkpoints' 'persistence.enabled=false'
rejects 'metrics.address is 127.0.0.1, where the probes of the cluster cannot reach it' 'metrics.address="127.0.0.1"'
rejects 'admin.port and metrics.port must differ' 'admin={"enabled":true,"port":9464}'
rejects 'set admin.address to 0.0.0.0' 'networkPolicy.adminFrom=[{"podSelector":{}}]'
rejects 'kafkaPorts lacks 9093' 'networkPolicy={"enabled":true,"kafkaPorts":[9092]}' 'pipeline.kafka={"bootstrap.servers":"kafka:9093"}'
rejects 'so set networkPolicy.kafkaPorts' 'networkPolicy.enabled=true' 'pipeline.kafka={"bootstrap.servers":"${KAFKA_BOOTSTRAP}"}'
rejects 'set replicas to 0 meanwhile' 'oneOff.args=["run"]'
rejects 'Set kafka.tls.enabled to true' 'kafka={"sasl":{"existingSecret":"s"},"tls":{"existingSecret":"t"}}'
rejects 'kafka.tls.certKey is a key of no secret' 'kafka.tls={"enabled":true,"certKey":"tls.crt","keyKey":"tls.key"}'
rejects 'kafka.tls.caKey is a key of no secret' 'kafka.tls={"enabled":true,"caKey":"own.crt"}'
rejects 'set both kafka.tls.certKey and kafka.tls.keyKey' 'kafka.tls={"enabled":true,"existingSecret":"t","certKey":"tls.crt"}'
rejects 'set both kafka.tls.certKey and kafka.tls.keyKey' 'kafka.tls={"enabled":true,"existingSecret":"t","keyKey":"tls.key"}'
rejects 'is the password of no key' 'kafka.tls={"enabled":true,"existingSecret":"t","keyPasswordKey":"password"}'
rejects 'Set admin.tls.existingSecret' 'admin.tls.clientCaKey="ca.crt"'
rejects "at '/admin/tokenKey': '' does not match pattern" 'admin={"existingSecret":"a","tokenKey":""}'
rejects 'must be at least 75' 'terminationGracePeriodSeconds=74'
rejects 'must be at least 255' 'pipeline.checkpoint={"timeout":"2m"}' 'terminationGracePeriodSeconds=75'
rejects '1.5 x state.memory + 256 MiB is 6400Mi' 'pipeline.state={"memory":"4GiB"}'
rejects 'resources.limits.memory is 1791Mi' 'resources.limits.memory="1791Mi"'

# Checkpoints that would go with the pod, and paths that cannot be written.
scratch='extraVolumes=[{"name":"scratch","emptyDir":{}}]' at_scratch='extraVolumeMounts=[{"name":"scratch","mountPath":"/scratch"}]'
rejects 'checkpoints.volume: emptyDir is no volume that outlives the pod' 'checkpoints.volume={"emptyDir":{}}'
rejects 'checkpoints.volume: foo is no volume that outlives the pod' 'checkpoints.volume={"foo":{}}'
rejects 'pipeline.checkpoint.storage is /tmp/checkpoints, which is on no volume' 'pipeline.checkpoint.storage="/tmp/checkpoints"'
rejects 'pipeline.checkpoint.storage is ./checkpoints, which is on no volume' 'pipeline.checkpoint.storage="./checkpoints"'
rejects 'pipeline.checkpoint.storage is /tmp/checkpoints, which is on no volume' 'pipeline.checkpoint.storage="file:///tmp/checkpoints"'
rejects 'pipeline.checkpoint.storage is /data/../tmp, which is on no volume' 'pipeline.checkpoint.storage="/data/../tmp"'
rejects 'pipeline.state.directory is /database, which is on no volume' 'pipeline.state.directory="/database"'
rejects 'the volume at /scratch goes with the pod' 'pipeline.checkpoint.storage="/scratch/checkpoints"' "$scratch" "$at_scratch"
rejects 'the volume at /data goes with the pod' 'pipeline.checkpoint.storage="/data/checkpoints"' 'persistence.enabled=false' \
  'checkpoints.volume={"nfs":{"server":"nfs","path":"/"}}'
render_case minimal --set-json 'pipeline.state.directory="/scratch/state"' --set-json "$scratch" --set-json "$at_scratch" \
  --set-json 'pipeline.checkpoint.storage="/data/kept"' > /dev/null
render_case minimal --set-json 'pipeline.checkpoint.storage="${STORAGE}"' --set-json 'pipeline.state.shards="${SHARDS:-4}"' > /dev/null
render_case minimal --set-json 'extraVolumes=[{"name":"nfs","nfs":{"server":"nfs","path":"/"}}]' \
  --set-json 'extraVolumeMounts=[{"name":"nfs","mountPath":"/nfs"}]' --set-json 'pipeline.checkpoint.storage="file:///nfs"' > /dev/null

# What follows from a size or a time is not taken from its default where that is a variable.
rejects 'set terminationGracePeriodSeconds' 'pipeline.checkpoint.timeout="${T:-5m}"'
rejects 'resources.limits.memory still its default, 2Gi' 'pipeline.state.memory="${MEM:-8GiB}"'
rejects 'set prometheusRule.objectives.checkpointAgeSeconds' 'pipeline.checkpoint.interval="${INTERVAL:-1s}"' 'prometheusRule.enabled=true'
render_case minimal --set-json 'pipeline.checkpoint.timeout="${T:-5m}"' --set-json 'pipeline.state.memory="${MEM:-8GiB}"' \
  --set terminationGracePeriodSeconds=60 --set resources.limits.memory=13Gi > /dev/null

# Secrets that would stand in the ConfigMap: all properties that the service hides. The message does not show them.
mapfile -t secrets < <(sed -n '/known_secrets() {/,/};/ s/.*"\([a-z_.]*\)".*/\1/p' "$MILLRACE_ROOT/service/config/secrets.cpp")
mapfile -t words < <(sed -n '/kSecretWords = {/,/};/p' "$MILLRACE_ROOT/service/config/secrets.cpp" | grep -oE '"[a-z]+"' | tr -d '"')
[ ${#secrets[@]} = 7 ] && [ ${#words[@]} = 7 ] || fail "service/config/secrets.cpp lists ${#secrets[@]} secrets and ${#words[@]} words"
for property in "${secrets[@]}" "${words[@]/#/new.}" new.token SASL.PASSWORD; do
  rejects "pipeline.kafka holds a secret, $property, which" "pipeline.kafka.${property//./\\.}=\"hunter2\""
  ! grep -q hunter2 "$work/out" || fail "the message shows $property"
  render_case minimal --set-json "pipeline.kafka.${property//./\\.}=\"\${NAME}\"" > /dev/null || fail "\${NAME} as $property"
done
rejects 'holds a secret, sasl.password' 'pipeline.kafka.sasl\.password="${NAME:-hunter2}"'

# And what just fits is taken; of librdkafka's properties any.
render_case minimal --set-json 'resources.limits.memory="1792Mi"' --set-json 'terminationGracePeriodSeconds=75' \
  --set-json 'pipeline.kafka.socket\.keepalive\.enable=true' --set-json 'pipeline.checkpoint.interval="${INTERVAL:-1s}"' > /dev/null
render_case minimal --set-json 'networkPolicy={"enabled":true,"kafkaPorts":[9092,9095]}' --show-only templates/networkpolicy.yaml > "$work/out"
grep -qF '{ port: 9095 }' "$work/out" || { cat "$work/out"; fail "kafkaPorts are not taken"; }
