#!/usr/bin/env bash
# values.schema.json knows the keys of the pipeline file that the service knows, and takes no others but librdkafka's.
. "$(dirname "$0")/chart.sh"

python3 "$here/schema_keys.py" schema "$chart/values.schema.json" > "$work/schema"
# The sections `metrics` and `admin` are the chart's own: the schema lets them through to a message that says so.
python3 "$here/schema_keys.py" docs "$MILLRACE_ROOT/docs/configuration.md" | grep -vE '^(metrics|admin)[. ]' > "$work/docs"
[ "$(wc -l < "$work/docs")" -gt 30 ] || fail "docs/configuration.md lists no keys"
diff "$work/docs" "$work/schema" || fail "the keys of docs/configuration.md (<) and of values.schema.json (>) differ"
