{{- /* A setting of the pipeline file that the chart cannot read, such as ${TIMEOUT}: [root, section, key]. */ -}}
{{- define "millrace.isVariable" -}}
{{- if contains "$" (include "millrace.setting" (append . "")) }}true{{ end -}}
{{- end -}}

{{- /* What follows from a size or time must be said where that is a variable: by its default here the pod would be given
too little. */ -}}
{{- define "millrace.validateVariables" -}}
{{- $v := .Values -}}
{{- if and (include "millrace.isVariable" (list . "checkpoint" "timeout")) (not $v.terminationGracePeriodSeconds) -}}
{{- fail "pipeline.checkpoint.timeout is a variable, which the chart cannot read: write the value, or set terminationGracePeriodSeconds to at least twice its most and 15 s" -}}
{{- end -}}
{{- $limit := dig "limits" "memory" "" $v.resources | toString -}}
{{- if and (include "millrace.isVariable" (list . "state" "memory")) (eq $limit "2Gi") -}}
{{- fail "pipeline.state.memory is a variable, which the chart cannot read, and resources.limits.memory still its default, 2Gi: write the value, or set a limit of at least 1.5 times its most and 256 MiB (2048Mi if that is less)" -}}
{{- end -}}
{{- if $v.prometheusRule.enabled -}}
{{- range $objective, $from := include "millrace.objectivesFrom" . | fromYaml -}}
{{- if and (kindIs "invalid" (get $v.prometheusRule.objectives $objective)) (include "millrace.isVariable" (prepend $from $)) -}}
{{- fail (printf "pipeline.%s is a variable, which the chart cannot read: write the value, or set prometheusRule.objectives.%s" (join "." $from) $objective) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- /* A variable passes: what belongs to it has been said. */ -}}
{{- define "millrace.validateSizes" -}}
{{- $v := .Values -}}
{{- $least := add (mul 2 (include "millrace.checkpointTimeout" . | int64)) 15 | int64 -}}
{{- if include "millrace.isVariable" (list . "checkpoint" "timeout") }}{{ $least = 0 }}{{ end -}}
{{- if and $v.pipeline (lt (include "millrace.gracePeriod" . | int64) $least) -}}
{{- fail (printf "terminationGracePeriodSeconds must be at least %d (two checkpoint.timeout and 15 s), or the last checkpoint is killed and its work repeated" $least) -}}
{{- end -}}
{{- $memory := include "millrace.stateMemory" . | int64 -}}
{{- $needed := add (div (mul $memory 3) 2) 268435456 | int64 -}}
{{- with dig "limits" "memory" "" $v.resources -}}
{{- if and $v.pipeline (lt (include "millrace.bytes" . | int64) $needed) -}}
{{- fail (printf "resources.limits.memory is %v, but 1.5 x state.memory + 256 MiB is %dMi: raise it or lower pipeline.state.memory" . (div (add $needed 1048575) 1048576)) -}}
{{- end -}}
{{- end -}}
{{- end -}}
