#!/usr/bin/env bash
# Helm's own check of the chart with each of its value files, and that it can be packaged.
. "$(dirname "$0")/chart.sh"

for case in "${cases[@]}"; do
  helm lint --strict --quiet --values "$chart/ci/$case-values.yaml" "$chart" || fail "lint $case"
done
helm package "$chart" --destination "$work"
tar -tzf "$work"/millrace-*.tgz > "$work/content"
for part in rules/checkpoints.yaml dashboards/overview.json values.schema.json; do
  grep -q "^millrace/$part$" "$work/content" || fail "$part is not in the package"
done
! grep -E '/ci/|gotmpl' "$work/content" || fail "what belongs to the tests is in the package"
