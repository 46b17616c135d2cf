#!/usr/bin/env bash
# The pipeline file that the chart renders passes `millrace check`, with no other environment than the container's.
. "$(dirname "$0")/chart.sh"
millrace=${MILLRACE:-$MILLRACE_ROOT/build/dev/service/millrace}

# Keys of the chart's that this Millrace does not have yet.
future_keys() { grep -q '^## `admin`' "$MILLRACE_ROOT/docs/configuration.md" || echo admin; }

checked=0
for case in "${cases[@]}"; do
  render_case "$case" > "$work/all.yaml"
  sed -n '/^  pipeline.yaml: |$/,/^---$/ s/^    //p' "$work/all.yaml" > "$work/both.yaml"
  [ -s "$work/both.yaml" ] || { grep -q 'name: my-pipeline' "$work/all.yaml" && continue; fail "$case has no pipeline"; }
  render_case "$case" --show-only templates/configmap.yaml |
    sed -n '/^  pipeline.yaml: |$/,$ s/^    //p' > "$work/pipeline.yaml"
  for key in $(future_keys); do sed -i "/^$key:$/,/^[^ ]/ { /^$key:\$/d; /^  /d }" "$work/pipeline.yaml"; done
  mapfile -t environment < <(grep -oE 'name: [A-Z][A-Z_]+' "$work/all.yaml" | sort -u | sed 's/name: \(.*\)/\1=kafka:9092/')
  env -i "${environment[@]}" "$millrace" check -c "$work/pipeline.yaml" > "$work/log" 2>&1 ||
    { cat "$work/pipeline.yaml" "$work/log"; fail "$case"; }
  checked=$((checked + 1))
done
[ "$checked" = $((${#cases[@]} - 1)) ] || fail "only $checked files of ${#cases[@]} were checked"
