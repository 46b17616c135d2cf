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

# A histogram has three names; a word of another exporter's is none of ours.
sed -nE 's/^\| `(millrace_[a-z0-9_]+)` \| histogram .*/\1_bucket\n\1_sum\n\1_count/p; s/^\| `(millrace_[a-z0-9_]+)` \| (counter|gauge) .*/\1/p' \
  "$MILLRACE_ROOT/docs/metrics.md" | sort -u > "$work/known"
grep -ohE '\bmillrace_[a-z0-9_]+' "${dashboards[@]}" "$chart"/rules/*.yaml | sort -u > "$work/used"
comm -13 "$work/known" "$work/used" > "$work/unknown"
[ ! -s "$work/unknown" ] || { cat "$work/unknown"; fail "no such metrics in docs/metrics.md"; }

render_case monitoring --show-only templates/dashboards.yaml > "$work/shipped.yaml"
for dashboard in "${dashboards[@]}"; do
  name=$(basename "$dashboard")
  sed -n "/^  $name: |\$/,/^  [^ ]/ s/^    //p" "$work/shipped.yaml" | diff "$dashboard" - || fail "$name is shipped altered"
done
