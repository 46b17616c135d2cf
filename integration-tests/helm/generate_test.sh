#!/usr/bin/env bash
# What `millrace generate` prints is what the chart makes of the same pipeline, and is taken by Prometheus, Grafana, the
# chart and kafka-acls.sh.
. "$(dirname "$0")/chart.sh"
millrace=${MILLRACE:-$MILLRACE_ROOT/build/dev/service/millrace}

cat > "$work/slow.yaml" << END
name: slow_totals
kafka:
  bootstrap.servers: kafka-0:9092,kafka-1:9092
  security.protocol: SASL_SSL
  sasl.mechanism: SCRAM-SHA-512
  sasl.username: svc
  sasl.password: \${SLOW_PASSWORD}
  ssl.ca.location: /etc/ssl/certs/ca-certificates.crt
sources:
  orders: { topic: orders, columns: { user_id: text } }
  payments: { topic: payments, columns: { user_id: text } }
queries:
  orders: { sql: "SELECT user_id FROM orders", sink: { topic: totals } }
  payments: { sql: "SELECT user_id FROM payments", sink: { topic: totals } }
state: { memory: 4GiB }
checkpoint: { interval: 90s, timeout: 5m }
admin: { token_file: /etc/token }
END
export SLOW_PASSWORD=hunter2
openssl rand -hex 32 > "$work/token"
generate() { "$millrace" generate "$@"; }

# Without comments, and with what names the release as the chart names it.
as_in_chart() { sed -E 's/job="[^"]*"(,namespace="[^"]*")?/job="X"/g' | grep -v '^ *#' | sed -n '/^ *- name: millrace-/,$p' | sed 's/^  //'; }

for pipeline in "$MILLRACE_ROOT/examples/orders.yaml" "$work/slow.yaml"; do
  name=$(basename "$pipeline" .yaml)
  objectives=(--lag-objective 7m --latency-objective 90s)

  generate values -c "$pipeline" "${objectives[@]}" > "$work/$name-values.yaml"
  ! grep -q hunter2 "$work/$name-values.yaml" || fail "values of $name hold a secret"
  render --values "$work/$name-values.yaml" --set prometheusRule.enabled=true > "$work/$name-manifests.yaml"
  render --values "$work/$name-values.yaml" --show-only templates/configmap.yaml |
    sed -n '/^  pipeline.yaml: |$/,$ s/^    //p' > "$work/$name-rendered.yaml"
  kubectl-validate --local-crds "$here/crds" "$work/$name-manifests.yaml" > "$work/log" 2>&1 || { cat "$work/log"; fail "manifests of $name"; }
  # What SASL's secret, the mounted authority and the mounted token become in the pod.
  sed -e 's,/run/secrets/millrace/kafka/ca.crt,/etc/ssl/certs/ca-certificates.crt,' -e "s,/run/secrets/millrace/admin/token,$work/token," \
    "$work/$name-rendered.yaml" > "$work/$name-pod.yaml"
  "$millrace" check -c "$work/$name-pod.yaml" > "$work/log" 2>&1 || { cat "$work/log"; fail "the pipeline rendered from the values of $name"; }

  generate alerts -c "$pipeline" "${objectives[@]}" > "$work/$name-rules.yaml"
  promtool check rules "$work/$name-rules.yaml" > "$work/log" 2>&1 || { cat "$work/log"; fail "alerts of $name"; }
  render --values "$work/$name-values.yaml" --set prometheusRule.enabled=true --show-only templates/prometheusrule.yaml > "$work/$name-chart.yaml"
  as_in_chart < "$work/$name-rules.yaml" > "$work/$name-rules"
  sed '/- name: millrace-kubernetes/,/- name: millrace-service/ { /- name: millrace-service/!d }' "$work/$name-chart.yaml" |
    sed 's/^  //' | as_in_chart > "$work/$name-chart"
  [ -s "$work/$name-rules" ] || fail "no alerts of $name"
  diff "$work/$name-chart" "$work/$name-rules" || fail "the chart and generate differ about the alerts of $name"

  boards=()
  for board in overview checkpoints sources; do
    generate dashboard --name "$board" -c "$pipeline" > "$work/$name-$board.json"
    boards+=("$work/$name-$board.json")
  done
  python3 "$here/expressions.py" "${boards[@]}" > "$work/expressions.yaml"
  promtool check rules "$work/expressions.yaml" > "$work/log" 2>&1 || { cat "$work/log"; fail "dashboards of $name"; }
  known_metrics_only "${boards[@]}" "$work/$name-rules.yaml"
done
grep -q '> 270 # checkpointAgeSeconds' "$work/slow-rules.yaml" || fail "not three intervals"
grep -q '> 240 # checkpointSlowSeconds' "$work/slow-rules.yaml" || fail "not 80 % of the timeout"

# Whatever the timeout and the objective are: a bound of the histograms, and the same one.
for seconds in 1 3 15 31 100 239 721 1200 5000; do
  sed "s/timeout: 5m/timeout: ${seconds}s/" "$work/slow.yaml" > "$work/other.yaml"
  objectives=(--latency-objective "${seconds}s")
  generate alerts -c "$work/other.yaml" "${objectives[@]}" | grep -oE '[0-9]+ # (checkpointSlow|latency)Seconds' | sort > "$work/ours"
  render --values "$work/slow-values.yaml" --set "pipeline.checkpoint.timeout=${seconds}s" --set prometheusRule.enabled=true \
    --set "prometheusRule.objectives.latencySeconds=$seconds" --show-only templates/prometheusrule.yaml |
    grep -oE '[0-9]+ # (checkpointSlow|latency)Seconds' | sort > "$work/theirs"
  [ "$(wc -l < "$work/ours")" = 2 ] || fail "no objectives for $seconds s"
  diff "$work/theirs" "$work/ours" || fail "the chart and generate differ about $seconds s"
done
# Whatever the interval is: the same latency, and longer than one interval and a commit take.
for seconds in 1 21 60 90 600; do
  sed "s/interval: 90s/interval: ${seconds}s/" "$work/slow.yaml" > "$work/other.yaml"
  generate alerts -c "$work/other.yaml" | grep -oE '[0-9]+ # latencySeconds' > "$work/ours"
  render --values "$work/slow-values.yaml" --set "pipeline.checkpoint.interval=${seconds}s" --set prometheusRule.enabled=true \
    --set-json prometheusRule.objectives.latencySeconds=null --show-only templates/prometheusrule.yaml |
    grep -oE '[0-9]+ # latencySeconds' > "$work/theirs"
  diff "$work/theirs" "$work/ours" || fail "the chart and generate differ about latency with an interval of $seconds s"
  [ "$(cut -d' ' -f1 "$work/ours")" -ge $((3 * seconds)) ] || fail "latency is always high with an interval of $seconds s"
done

# Times and sizes as variables: the chart cannot read them, so the values say what follows from them.
sed 's/timeout: 5m/timeout: "${T:-5m}"/; s/memory: 4GiB/memory: "${MEM:-4GiB}"/' "$work/slow.yaml" > "$work/other.yaml"
generate values -c "$work/other.yaml" > "$work/other-values.yaml"
render --values "$work/other-values.yaml" --show-only templates/statefulset.yaml > "$work/out" || fail "values with variables"
grep -q 'terminationGracePeriodSeconds: 615' "$work/out" || { cat "$work/out"; fail "no time for a checkpoint of 5 minutes"; }
grep -q '^# It needs the secret slow-totals-secrets, with SLOW_PASSWORD.$' "$work/slow-values.yaml" || fail "no secret"

# The script calls Kafka's tool with whole words.
mkdir "$work/bin"
printf '#!/bin/sh\nprintf "<%%s>" "$@" >> "%s/calls"\necho >> "%s/calls"\n' "$work" "$work" > "$work/bin/kafka-acls.sh"
chmod +x "$work/bin/kafka-acls.sh"
generate acl -c "$work/slow.yaml" --principal "User:CN=svc,O='a b'" > "$work/acl.sh"
PATH=$work/bin:$PATH sh "$work/acl.sh"
diff - "$work/calls" << 'END' || fail "the ACLs"
<--bootstrap-server><kafka-0:9092,kafka-1:9092><--add><--allow-principal><User:CN=svc,O='a b'><--transactional-id><slow_totals><--operation><Write><--operation><Describe>
<--bootstrap-server><kafka-0:9092,kafka-1:9092><--add><--allow-principal><User:CN=svc,O='a b'><--group><slow_totals><--operation><Read>
<--bootstrap-server><kafka-0:9092,kafka-1:9092><--add><--allow-principal><User:CN=svc,O='a b'><--topic><orders><--operation><Read><--operation><Describe>
<--bootstrap-server><kafka-0:9092,kafka-1:9092><--add><--allow-principal><User:CN=svc,O='a b'><--topic><payments><--operation><Read><--operation><Describe>
<--bootstrap-server><kafka-0:9092,kafka-1:9092><--add><--allow-principal><User:CN=svc,O='a b'><--topic><totals><--operation><Write><--operation><Describe>
END
generate acl -c "$MILLRACE_ROOT/examples/orders.yaml" > "$work/acl.sh"
! PATH=$work/bin:$PATH sh "$work/acl.sh" 2> "$work/log" || fail "ACLs for nobody"
grep -q 'PRINCIPAL: who the service is' "$work/log" || { cat "$work/log"; fail "it does not ask who"; }
