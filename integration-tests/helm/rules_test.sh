#!/usr/bin/env bash
# The alerts: valid, plain and as the chart renders them; each with a test where it fires and one where it does not,
# and with a section in docs/runbook.md that says what to do.
. "$(dirname "$0")/chart.sh"
rules=("$chart"/rules/*.yaml)

promtool check rules "${rules[@]}" > "$work/log" 2>&1 || { cat "$work/log"; fail "rules"; }
promtool test rules "$here"/alerts/*.yaml > "$work/log" 2>&1 || { cat "$work/log"; fail "tests of the rules"; }

# The histograms of these tests are those that Millrace has, and the chart rounds to bounds of theirs.
bounds=$(sed -n 's/^Bounds of every histogram, in seconds: \(.*\)\.$/\1/p' "$MILLRACE_ROOT/docs/metrics.md" | tr -d ,)
[ -n "$bounds" ] || fail "docs/metrics.md has no bounds"
for bound in $(grep -oh 'le="[^"]*"' "$here"/alerts/*.yaml | sort -u | tr -d 'le="'); do
  [[ " $bounds +Inf " == *" $bound "* ]] || fail "no histogram has a bound of $bound s"
done
# All from 1 s on but the last.
sed -n '/define "millrace.bounds"/{ n; s/ /\n/gp }' "$chart/templates/_rules.tpl" > "$work/chart-bounds"
tr ' ' '\n' <<< "$bounds" | awk '$1 >= 1' | sed '$d' | diff "$work/chart-bounds" - || fail "the chart rounds to other bounds"

render_case monitoring --show-only templates/prometheusrule.yaml | sed '1,/^spec:$/d; s/^  //' > "$work/rendered.yaml"
promtool check rules "$work/rendered.yaml" > "$work/log" 2>&1 || { cat "$work/log"; fail "rules as rendered"; }
! grep -nE '"(data-)?millrace(-0)?"' "$work/rendered.yaml" | grep -v 'container="millrace"' || fail "another release's name"

mapfile -t alerts < <(sed -n 's/^ *- alert: //p' "${rules[@]}")
[ ${#alerts[@]} -gt 0 ] || fail "no alerts"
[ "$(grep -c -- '- alert:' "$work/rendered.yaml")" = ${#alerts[@]} ] || fail "alerts were lost in rendering"
tested() { grep -hA1 "alertname: $1\$" "$here"/alerts/*.yaml; }
for alert in "${alerts[@]}"; do
  tested "$alert" | grep -q 'exp_alerts:$' || fail "$alert has no test in which it fires"
  tested "$alert" | grep -q 'exp_alerts: \[\]$' || fail "$alert has no test in which it keeps quiet"
  # Up to the next alert: all that a person who is woken up needs.
  sed -n "/- alert: $alert\$/,/runbook_url:/p" "${rules[@]}" > "$work/alert"
  for part in 'severity: \(critical\|warning\) ' 'summary: "' 'description: "' "runbook_url: docs/runbook.md#${alert,,}\$"; do
    grep -q "$part" "$work/alert" || fail "$alert has no $part"
  done
done

# A section each, with its three parts, the second a command to type; no section without an alert.
runbook=$MILLRACE_ROOT/docs/runbook.md
diff <(printf '%s\n' "${alerts[@]}" | sort) <(sed -n 's/^## \(Millrace\)/\1/p' "$runbook" | sort) || fail "sections of $runbook"
for part in 'Meaning\.\*\*' 'First\.\*\* `' 'Remedy\.\*\*'; do
  [ "$(grep -c "^\*\*$part" "$runbook")" = ${#alerts[@]} ] || fail "a section of $runbook has no $part"
done
