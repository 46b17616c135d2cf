{{- /* What the schema cannot say. Included by the StatefulSet; each message has the remedy. */ -}}
{{- define "millrace.validate" -}}
{{- $v := .Values -}}
{{- if and $v.pipeline $v.existingConfigMap.name -}}
{{- fail "give either pipeline or existingConfigMap.name, not both" -}}
{{- end -}}
{{- if not (or $v.pipeline $v.existingConfigMap.name) -}}
{{- fail "no pipeline: give pipeline (docs/configuration.md) or existingConfigMap.name" -}}
{{- end -}}
{{- range $section, $where := dict "metrics" "metrics.port and metrics.address" "admin" "admin.enabled and admin.port" -}}
{{- if hasKey ($v.pipeline | default dict) $section -}}
{{- fail (printf "pipeline.%s is the chart's, so that probes and ports fit: set %s instead" $section $where) -}}
{{- end -}}
{{- end -}}
{{- include "millrace.validateKafka" . -}}
{{- include "millrace.validateAdminTls" . -}}
{{- include "millrace.validateNames" . -}}
{{- include "millrace.validateVariables" . -}}
{{- include "millrace.validateSizes" . -}}
{{- include "millrace.validateStorage" . -}}
{{- if include "millrace.isLoopback" $v.metrics.address -}}
{{- fail (printf "metrics.address is %s, where the probes of the cluster cannot reach it: set 0.0.0.0 or [::]" $v.metrics.address) -}}
{{- end -}}
{{- if and $v.admin.enabled (eq (int $v.admin.port) (int $v.metrics.port)) -}}
{{- fail "admin.port and metrics.port must differ: set admin.port, or admin.enabled to false" -}}
{{- end -}}
{{- if and $v.admin.enabled $v.networkPolicy.adminFrom (not (include "millrace.adminBeyondLoopback" .)) -}}
{{- fail (printf "networkPolicy.adminFrom lets in others, who cannot reach the admin interface on %s: set admin.address to 0.0.0.0 or [::]" $v.admin.address) -}}
{{- end -}}
{{- if and $v.oneOff.args (ne (int $v.replicas) 0) -}}
{{- fail "oneOff.args runs on the pipeline's volume and fences it: set replicas to 0 meanwhile" -}}
{{- end -}}
{{- if $v.networkPolicy.enabled -}}
{{- $open := list -}}
{{- range $v.networkPolicy.kafkaPorts }}{{ $open = append $open (int .) }}{{ end -}}
{{- $servers := include "millrace.bootstrapPorts" . | fromJsonArray -}}
{{- if not (or $open $servers) -}}
{{- fail "networkPolicy lets nothing out to Kafka: its ports cannot be read from this bootstrap.servers, so set networkPolicy.kafkaPorts" -}}
{{- end -}}
{{- range $servers }}{{ if and $open (not (has (int .) $open)) -}}
{{- fail (printf "networkPolicy.kafkaPorts lacks %v, a port of bootstrap.servers: add it, or leave kafkaPorts empty" .) -}}
{{- end }}{{ end -}}
{{- end -}}
{{- end -}}
