#!/usr/bin/env bash
# Grafana's dashboards: every expression is PromQL, every metric in them and in the alerts is one that docs/metrics.md
# lists, and the chart ships them unchanged.
. "$(dirname "$0")/chart.sh"
dashboards=("$chart"/dashboards/*.json)

python3 "$here/expressions.py" "${dashboards[@]}" > "$work/expressions.yaml"
promtool check rules "$work/expressions.yaml" > "$work/log" 2>&1 || { cat "$work/log"; fail "expressions"; }
for key in uid title; do
  repeated=$(sed -n "s/^  \"$key\": //p" "${dashboards[@]}" | sort | uniq -d)
  [ -z "$repeated" ] || fail "two dashboards have the $key $repeated"
done

known_metrics_only "${dashboards[@]}" "$chart"/rules/*.yaml

render_case monitoring --show-only templates/dashboards.yaml > "$work/shipped.yaml"
for dashboard in "${dashboards[@]}"; do
  name=$(basename "$dashboard")
  sed -n "/^  $name: |\$/,/^  [^ ]/ s/^    //p" "$work/shipped.yaml" | diff "$dashboard" - || fail "$name is shipped altered"
done
