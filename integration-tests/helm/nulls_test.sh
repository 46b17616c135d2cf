#!/usr/bin/env bash
# A value that somebody sets to null is taken for empty, or refused by the schema with its name: it ends in no trace of a
# template, and stands in no manifest.
. "$(dirname "$0")/chart.sh"

cat > "$work/all.yaml" << 'END'
kafka: { sasl: { existingSecret: s }, tls: { enabled: true, existingSecret: t } }
admin: { existingSecret: a, tls: { existingSecret: b }, address: 0.0.0.0 }
networkPolicy: { enabled: true }
monitor: { enabled: true }
prometheusRule: { enabled: true }
dashboards: { enabled: true }
END
refused_by() { grep -qE "specifications of the schema|execution error at" "$1"; }

# The table of docs/helm.md has the leaves, and with them what they are in.
sed -n 's/^| `\([A-Za-z_.]*\)` |.*/\1/p' "$MILLRACE_ROOT/docs/helm.md" > "$work/leaves"
while read -r path; do
  while [ -n "$path" ]; do echo "$path"; [[ $path == *.* ]] || break; path=${path%.*}; done
done < "$work/leaves" | sort -u > "$work/paths"
[ "$(wc -l < "$work/paths")" -gt 100 ] || fail "docs/helm.md lists no values"
while read -r path; do
  if render_case minimal --values "$work/all.yaml" --set-json "$path=null" > "$work/out" 2> "$work/error"; then
    ! grep -nE '<nil>|: null$' "$work/out" || fail "$path=null stands in the manifests"
  else
    refused_by "$work/error" || { cat "$work/error"; fail "$path=null ends in a trace"; }
  fi
done < "$work/paths"
