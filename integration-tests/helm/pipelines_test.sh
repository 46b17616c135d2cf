#!/usr/bin/env bash
# The pipeline file that the chart renders passes `millrace check`, with no other environment than the container's.
. "$(dirname "$0")/chart.sh"
millrace=${MILLRACE:-$MILLRACE_ROOT/build/dev/service/millrace}

# What the secrets hold: cert-manager's, and the admin token.
"$here/../kafka/certificates.sh" "$work/tls" word
mv "$work/tls/broker.crt" "$work/tls/tls.crt"
mv "$work/tls/broker.key" "$work/tls/tls.key"
mv "$work/tls/ca.pem" "$work/tls/ca.crt"
openssl rand -hex 32 > "$work/tls/token"

checked=0
for case in "${cases[@]}"; do
  render_case "$case" > "$work/all.yaml"
  sed -n '/^  pipeline.yaml: |$/,/^---$/ s/^    //p' "$work/all.yaml" > "$work/both.yaml"
  [ -s "$work/both.yaml" ] || { grep -q 'name: my-pipeline' "$work/all.yaml" && continue; fail "$case has no pipeline"; }
  render_case "$case" --show-only templates/configmap.yaml |
    sed -n '/^  pipeline.yaml: |$/,$ s/^    //p' > "$work/pipeline.yaml"
  sed -i "s,/run/secrets/millrace/\(admin-tls\|admin\|kafka\)/,$work/tls/," "$work/pipeline.yaml"
  mapfile -t environment < <(grep -oE 'name: [A-Z][A-Z_]+' "$work/all.yaml" | sort -u | sed 's/name: \(.*\)/\1=kafka:9092/')
  env -i "${environment[@]}" "$millrace" check -c "$work/pipeline.yaml" > "$work/log" 2>&1 ||
    { cat "$work/pipeline.yaml" "$work/log"; fail "$case"; }
  checked=$((checked + 1))
done
[ "$checked" = $((${#cases[@]} - 1)) ] || fail "only $checked files of ${#cases[@]} were checked"
