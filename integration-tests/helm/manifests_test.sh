#!/usr/bin/env bash
# Everything the chart renders fits the schemas of Kubernetes and of the Prometheus operator.
. "$(dirname "$0")/chart.sh"

for case in "${cases[@]}"; do render_case "$case" > "$work/$case.yaml"; done
kubectl-validate --local-crds "$here/crds" "$work"/*.yaml > "$work/log" 2>&1 || { cat "$work/log"; fail "manifests"; }

# Labels are cut to what Kubernetes takes.
version_with() { render_case minimal --set "image.tag=$1" --show-only templates/service.yaml | sed -n 's,.*/version: ,,p'; }
[ "$(version_with _x)" = '"x"' ] || fail "the label of the tag _x"
long=$(printf 'v%.0s' {1..62})
[ "$(version_with "$long-y")" = "\"$long\"" ] || fail "the label of a tag with a dash at the cut"

# By default nobody reaches the admin interface from outside the pod: not by the service, nor through the policy.
render_case minimal --set networkPolicy.enabled=true > "$work/loopback"
[ "$(grep -c 8080 "$work/loopback")" = 2 ] && [ "$(grep -c 'listen: 127.0.0.1:8080' "$work/loopback")" = 2 ] ||
  { grep -n 8080 "$work/loopback"; fail "the admin interface is beyond the loopback, or not in both pipeline files"; }

# The validator does see mistakes, in our kinds and in the operator's.
sed 's/podManagementPolicy:/podManagmentPolicy:/' "$work/minimal.yaml" > "$work/broken.yaml"
sed 's/jobLabel:/jobLable:/' "$work/monitoring.yaml" > "$work/broken-monitor.yaml"
for broken in broken broken-monitor; do
  ! kubectl-validate --local-crds "$here/crds" "$work/$broken.yaml" > /dev/null 2>&1 || fail "$broken passed"
done
