# The pinned tools of the chart's tests and where tools.sh keeps them; sourced by it and by chart.sh after paths.sh.
# shellcheck shell=bash disable=SC2154 # MILLRACE_DEPS is paths.sh's
declare -A versions=([helm]=v3.22.0 [helm-docs]=v1.14.2 [kubectl-validate]=v0.0.4 [prometheus]=2.42)

folder_of() { echo "$MILLRACE_DEPS/$1-${versions[$1]}"; }
for tool in "${!versions[@]}"; do PATH=$(folder_of "$tool"):$PATH; done
