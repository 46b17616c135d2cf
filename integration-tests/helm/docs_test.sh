#!/usr/bin/env bash
# docs/helm.md is what values.yaml and helm.md.gotmpl say. docs_test.sh --update generates it.
. "$(dirname "$0")/chart.sh"

helm-docs --chart-search-root "$chart" --template-files helm.md.gotmpl --sort-values-order file \
  --log-level warning --dry-run > "$work/helm.md"
same_as "$MILLRACE_ROOT/docs/helm.md" "$work/helm.md" "${1:-compare}"
! grep -qE '\|  *\|$' "$work/helm.md" || { grep -nE '\|  *\|$' "$work/helm.md"; fail "a value has no description"; }

# The example is the value file that the other tests start from.
sed -n '/^```yaml$/,/^```$/ { /^```/!p }' "$work/helm.md" | diff - "$chart/ci/minimal-values.yaml" || fail "the example differs"
