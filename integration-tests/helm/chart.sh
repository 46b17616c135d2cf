# What the chart's tests share; sourced by them. WORK is removed at the end.
# shellcheck shell=bash disable=SC2034
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/../setup/paths.sh"
. "$here/versions.sh"
chart=$MILLRACE_ROOT/helm/millrace

fail() { echo "FAILED: $*" >&2; exit 1; }

for tool in "${!versions[@]}"; do
  [ -e "$(folder_of "$tool")/.complete" ] || fail "$tool ${versions[$tool]} is missing; run integration-tests/helm/tools.sh"
done
work=$(mktemp -d "${TMPDIR:-/tmp}/millrace-helm.XXXXXX")
trap 'rm -rf "$work"' EXIT
export HELM_CACHE_HOME=$work/cache HELM_CONFIG_HOME=$work/config HELM_DATA_HOME=$work/data

cases=()
for file in "$chart"/ci/*-values.yaml; do cases+=("$(basename "$file" -values.yaml)"); done

render() { helm template orders "$chart" --namespace streams "$@"; }
render_case() { local case=$1; shift; render --values "$chart/ci/$case-values.yaml" "$@"; }

# Compares a file with what is generated now, or with --update replaces it.
same_as() { # FILE GENERATED how
  if [ "$3" = --update ]; then mkdir -p "$(dirname "$1")"; cp "$2" "$1"; return; fi
  diff -u "$1" "$2" || fail "$1 is out of date; $0 --update, and look at what changed"
}

# Every metric in these files is one that docs/metrics.md lists. A histogram has three names; a word of another
# exporter's is none of ours.
known_metrics_only() {
  sed -nE 's/^\| `(millrace_[a-z0-9_]+)` \| histogram .*/\1_bucket\n\1_sum\n\1_count/p; s/^\| `(millrace_[a-z0-9_]+)` \| (counter|gauge) .*/\1/p' \
    "$MILLRACE_ROOT/docs/metrics.md" | sort -u > "$work/known"
  grep -ohE '\bmillrace_[a-z0-9_]+' "$@" | sort -u > "$work/used"
  comm -13 "$work/known" "$work/used" > "$work/unknown"
  [ ! -s "$work/unknown" ] || { cat "$work/unknown"; fail "no such metrics in docs/metrics.md"; }
}
