#!/usr/bin/env bash
# What the chart renders is what was last looked at: the smallest values whole, each other file of ci/ as its difference
# from that. golden_test.sh --update takes over what is rendered now.
. "$(dirname "$0")/chart.sh"
how=${1:-compare}

# Dashboards stand in their own files.
without_dashboards() { sed '/^  .*\.json: |-*$/,/^---$/ { /^    /d }'; }

for case in "${cases[@]}"; do
  render_case "$case" | without_dashboards > "$work/$case.yaml"
  [ "$case" = minimal ] && { same_as "$here/golden/minimal.yaml" "$work/minimal.yaml" "$how"; continue; }
  render_case minimal | diff -U2 --label minimal --label "$case" - "$work/$case.yaml" > "$work/$case.diff" &&
    fail "$case renders the same as minimal"
  same_as "$here/golden/$case.diff" "$work/$case.diff" "$how"
done
ls "$here/golden" | sed 's/\..*//' | sort > "$work/golden"
printf '%s\n' "${cases[@]}" | sort | diff - "$work/golden" || fail "golden/ and ci/ differ"
