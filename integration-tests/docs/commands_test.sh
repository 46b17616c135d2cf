#!/usr/bin/env bash
# Every command that the README and docs/ show, run against the broker in KAFKA_BOOTSTRAP, which is this test's own.
# What the documents take for granted is here: a broker, topics with orders, and the pipeline at work. tools/ stands in
# for what a test cannot have: systemd, a cluster of Kubernetes.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../setup/paths.sh"
. "$here/../helm/versions.sh"
. "$here/../kafka/probe.sh"
work=$(mktemp -d "${TMPDIR:-/tmp}/millrace-docs.XXXXXX")
export MILLRACE=${MILLRACE:-$MILLRACE_ROOT/build/dev/service/millrace}
export WORLD=$work/world HELM KAFKA_LIBS METRICS_PORT ADMIN_PORT LISTENERS
KAFKA_LIBS=$("$here/../kafka/jars.sh") METRICS_PORT=$(free_port) ADMIN_PORT=$(free_port)
HELM=$(command -v helm)
PATH=$here/tools:$PATH
trap 'systemctl stop millrace > /dev/null 2>&1 || true; rm -rf "$work"' EXIT

mkdir "$WORLD"
cd "$WORLD"
touch functions.sh
ln -s "$MILLRACE_ROOT/helm" "$MILLRACE_ROOT/integration-tests" .
cp "$MILLRACE_ROOT/helm/millrace/ci/minimal-values.yaml" orders-values.yaml
head -c 24 /dev/urandom | base64 > token
LISTENERS="metrics: { listen: 127.0.0.1:$METRICS_PORT }
admin: { listen: 127.0.0.1:$ADMIN_PORT, token_file: $WORLD/token }"
generator=$(dirname "$(dirname "$MILLRACE")")/integration-tests/generator/generator
"$generator" --topic orders --create --records 5000 --open-ended > /dev/null
"$generator" --topic orders-per-user --create --records 0 --open-ended > /dev/null

# README first: its pipeline is the one that all others are about. operations.md last: it breaks things.
documents=("$MILLRACE_ROOT/README.md")
for document in "$MILLRACE_ROOT"/docs/*.md "$MILLRACE_ROOT"/docs/decisions/*.md; do
  [ "$(basename "$document")" = operations.md ] || documents+=("$document")
done

# It does see mistakes: as many as wrong.md has.
! python3 "$here/commands.py" "$here/wrong.md" > "$work/wrong" 2>&1 || { echo "wrong.md passed"; exit 1; }
for mistake in 'exit code 1: false' 'prints' "block must say what it is, not ''" "no command 'chekc'" 'no option --conect' \
  'exit code 0: true'; do
  grep -qF -- "$mistake" "$work/wrong" || { cat "$work/wrong"; echo "not found: $mistake"; exit 1; }
done

[ $# -gt 0 ] && documents=("$MILLRACE_ROOT/README.md" "$@") || documents+=("$MILLRACE_ROOT/docs/operations.md")
python3 "$here/commands.py" "${documents[@]}"
