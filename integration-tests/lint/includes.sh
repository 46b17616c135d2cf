#!/usr/bin/env bash
# Who may include whom (docs/design.md): dependencies go one way.
set -euo pipefail
cd "$(dirname "$0")/../.."

declare -A allowed=(
  [base]="base"
  [connectors]="connectors base"
  [metrics]="metrics base"
  [checkpoint]="checkpoint base"
  [state]="state checkpoint base"
  [service]="service connectors state metrics checkpoint base"
)

failed=0
for room in "${!allowed[@]}"; do
  others=$(printf '%s\n' "${!allowed[@]}" integration-tests | grep -vxF "${allowed[$room]// /$'\n'}" | paste -sd '|')
  [ -n "$others" ] || continue
  if git grep -nE "^#include \"($others)/" -- "$room/*.h" "$room/*.cpp"; then
    echo "$room may include only: ${allowed[$room]}" >&2
    failed=1
  fi
done
exit $failed
