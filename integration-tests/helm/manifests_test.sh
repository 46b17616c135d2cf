#!/usr/bin/env bash
# Everything the chart renders fits the schemas of Kubernetes and of the Prometheus operator.
. "$(dirname "$0")/chart.sh"

for case in "${cases[@]}"; do render_case "$case" > "$work/$case.yaml"; done
kubectl-validate --local-crds "$here/crds" "$work"/*.yaml > "$work/log" 2>&1 || { cat "$work/log"; fail "manifests"; }

# The validator does see mistakes, in our kinds and in the operator's.
sed 's/podManagementPolicy:/podManagmentPolicy:/' "$work/minimal.yaml" > "$work/broken.yaml"
sed 's/jobLabel:/jobLable:/' "$work/monitoring.yaml" > "$work/broken-monitor.yaml"
for broken in broken broken-monitor; do
  ! kubectl-validate --local-crds "$here/crds" "$work/$broken.yaml" > /dev/null 2>&1 || fail "$broken passed"
done
