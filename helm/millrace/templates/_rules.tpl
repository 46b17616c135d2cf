{{- /* Bounds of the histograms, in seconds, at which a 99th percentile may be compared (docs/metrics.md): the next below
and the next above a number. */ -}}
{{- define "millrace.bounds" -}}
1 2 4 5 8 10 12 16 24 30 48 60 72 96 120 180 240 300 480 600 960 1440 1800 2880 3600
{{- end -}}
{{- define "millrace.boundNotAbove" -}}
{{- $found := 1 -}}
{{- range include "millrace.bounds" . | splitList " " }}{{ if le (int64 .) $ }}{{ $found = . }}{{ end }}{{ end -}}
{{- $found -}}
{{- end -}}
{{- define "millrace.boundNotBelow" -}}
{{- $found := 3600 -}}
{{- range include "millrace.bounds" . | splitList " " | reverse }}{{ if ge (int64 .) $ }}{{ $found = . }}{{ end }}{{ end -}}
{{- $found -}}
{{- end -}}

{{- /* Which settings of the pipeline file the objectives follow from. */ -}}
{{- define "millrace.objectivesFrom" -}}
checkpointAgeSeconds: [checkpoint, interval]
latencySeconds: [checkpoint, interval]
checkpointSlowSeconds: [checkpoint, timeout]
stateBytes: [state, memory]
{{- end -}}

{{- /* Where the alerts begin, by name. */ -}}
{{- define "millrace.objectives" -}}
{{- $interval := include "millrace.seconds" (list (include "millrace.setting" (list . "checkpoint" "interval" "1s")) "1s") | int64 -}}
{{- $memory := include "millrace.stateMemory" . | int64 | default 1073741824 -}}
{{- $objectives := dict
    "checkpointAgeSeconds" (max 60 (mul 3 $interval))
    "latencySeconds" (max 60 (mul 3 $interval))
    "checkpointSlowSeconds" (div (mul 8 (include "millrace.checkpointTimeout" . | int64)) 10)
    "stateBytes" (div (mul 85 $memory) 100) -}}
{{- $rounded := dict "checkpointSlowSeconds" "millrace.boundNotAbove" "latencySeconds" "millrace.boundNotBelow" -}}
{{- range $name, $value := .Values.prometheusRule.objectives }}
{{- if not (kindIs "invalid" $value) }}{{ $_ := set $objectives $name $value }}{{ end }}
{{- end }}
{{- range $name, $value := $objectives }}
{{- $objective := int64 $value }}
{{- with get $rounded $name }}{{ $objective = include . $objective }}{{ end }}
{{ $name }}: {{ $objective }}
{{- end }}
{{- end -}}

{{- /* The groups of a file of rules/, for this release: [root, path]. The files are plain, so that any Prometheus takes
them: what differs is the job, the names of pod and claim, and the numbers marked "# lagSeconds" and so on. */ -}}
{{- define "millrace.rules" -}}
{{- $root := index . 0 -}}
{{- $text := $root.Files.Get (index . 1) | regexFind "(?s)\n  - name:.*" -}}
{{- range $name, $value := include "millrace.objectives" $root | fromYaml -}}
{{- $text = regexReplaceAll (printf "[0-9]+(s?) # %s\\b" $name) $text (printf "%d${1} # %s" (int64 $value) $name) -}}
{{- end -}}
{{- $text = $text | replace `job="millrace"` (printf `job="%s",namespace="%s"` $root.Release.Name $root.Release.Namespace)
    | replace `"millrace-0"` (printf `"%s-0",namespace="%s"` (include "millrace.fullname" $root) $root.Release.Namespace)
    | replace `"data-millrace-0"` (printf `"%s",namespace="%s"` (include "millrace.claim" $root) $root.Release.Namespace)
    | replace "docs/runbook.md#" (printf "%s#" $root.Values.prometheusRule.runbookUrl) -}}
{{- regexReplaceAll "(?m)^  " $text "" | trim -}}
{{- end -}}
