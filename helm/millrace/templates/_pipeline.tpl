{{- define "millrace.storage" -}}
{{- .Values.checkpoints.volume | empty | ternary "/data/checkpoints" "/checkpoints" -}}
{{- end -}}

{{- /* The librdkafka properties that follow from `kafka`. */ -}}
{{- define "millrace.security" -}}
{{- $sasl := .Values.kafka.sasl -}}
{{- $tls := .Values.kafka.tls -}}
{{- $folder := "/run/secrets/millrace/kafka" -}}
{{- if $sasl.existingSecret }}
security.protocol: {{ $tls.enabled | ternary "SASL_SSL" "SASL_PLAINTEXT" }}
sasl.mechanism: {{ $sasl.mechanism }}
sasl.username: ${KAFKA_SASL_USERNAME}
sasl.password: ${KAFKA_SASL_PASSWORD}
{{- else if $tls.enabled }}
security.protocol: SSL
{{- end }}
{{- if and $tls.enabled $tls.existingSecret }}
{{- with $tls.caKey }}
ssl.ca.location: {{ $folder }}/{{ . }}
{{- end }}
{{- with $tls.certKey }}
ssl.certificate.location: {{ $folder }}/{{ . }}
{{- end }}
{{- with $tls.keyKey }}
ssl.key.location: {{ $folder }}/{{ . }}
{{- end }}
{{- if $tls.keyPasswordKey }}
ssl.key.password: ${KAFKA_SSL_KEY_PASSWORD}
{{- end }}
{{- end }}
{{- end -}}

{{- /* The files of the listener, from the values of `admin`. */ -}}
{{- define "millrace.adminTls" -}}
{{- $folder := "/run/secrets/millrace/admin-tls" -}}
certificate: {{ $folder }}/{{ .tls.certKey }}
key: {{ $folder }}/{{ .tls.keyKey }}
{{- with .tls.clientCaKey }}
client_ca: {{ $folder }}/{{ . }}
{{- end }}
{{- end -}}

{{- /* The names of the service, and those that the values add: requests for other names get 421. */ -}}
{{- define "millrace.adminHosts" -}}
{{- $service := include "millrace.fullname" . -}}
{{- $full := printf "%s.%s" $service .Release.Namespace -}}
{{- concat (list $service $full (printf "%s.svc" $full) (printf "%s.svc.cluster.local" $full)) .Values.admin.hosts | uniq | toYaml -}}
{{- end -}}

{{- define "millrace.isLoopback" -}}
{{- if regexMatch "^(127[.]|\\[::1\\]$|localhost$)" . }}true{{ end -}}
{{- end -}}

{{- /* Empty unless others than the pod itself, and who may forward its ports, can reach the admin interface. */ -}}
{{- define "millrace.adminBeyondLoopback" -}}
{{- with .Values.admin }}{{ if and .enabled (not (include "millrace.isLoopback" .address)) }}true{{ end }}{{ end -}}
{{- end -}}

{{- /* The pipeline file: what the chart knows, and over it what the values say. */ -}}
{{- define "millrace.pipeline" -}}
{{- $chart := dict
    "kafka" (include "millrace.security" . | fromYaml)
    "state" (dict "directory" "/data/state")
    "checkpoint" (dict "storage" (include "millrace.storage" .))
    "metrics" (dict "listen" (printf "%s:%v" .Values.metrics.address .Values.metrics.port)) -}}
{{- with .Values.admin }}{{ if .enabled -}}
{{- $admin := dict "listen" (printf "%s:%v" .address .port) -}}
{{- if .existingSecret }}{{ $_ := set $admin "token_file" (printf "/run/secrets/millrace/admin/%s" .tokenKey) }}{{ end -}}
{{- if .tls.existingSecret }}{{ $_ := set $admin "tls" (include "millrace.adminTls" . | fromYaml) }}{{ end -}}
{{- $_ := set $admin "hosts" (include "millrace.adminHosts" $ | fromYamlArray) -}}
{{- $_ := set $chart "admin" $admin -}}
{{- end }}{{ end -}}
{{- mustMergeOverwrite $chart (deepCopy .Values.pipeline) | toYaml -}}
{{- end -}}

{{- /* One setting of the pipeline file, or its default: [root, section, key, default]. Knows nothing of a ConfigMap of
the user's own. */ -}}
{{- define "millrace.setting" -}}
{{- $section := get ((index . 0).Values.pipeline | default dict) (index . 1) | default dict -}}
{{- get $section (index . 2) | default (index . 3) -}}
{{- end -}}

{{- /* A JSON list; empty where bootstrap.servers is not in the values, or not without the environment. */ -}}
{{- define "millrace.bootstrapPorts" -}}
{{- $servers := include "millrace.setting" (list . "kafka" "bootstrap.servers" "") | nospace -}}
{{- $ports := list -}}
{{- if and $servers (not (contains "$" $servers)) -}}
{{- range splitList "," $servers | compact -}}
{{- $ports = append $ports (regexFind ":[0-9]+$" . | trimPrefix ":" | default "9092" | int) -}}
{{- end -}}
{{- end -}}
{{- $ports | uniq | toJson -}}
{{- end -}}

{{- define "millrace.checkpointTimeout" -}}
{{- include "millrace.seconds" (list (include "millrace.setting" (list . "checkpoint" "timeout" "30s")) "30s") -}}
{{- end -}}

{{- define "millrace.stateMemory" -}}
{{- include "millrace.bytes" (include "millrace.setting" (list . "state" "memory" "1GiB")) -}}
{{- end -}}

{{- /* A checkpoint under way, the last one after it, the abort of a transaction, and some air. */ -}}
{{- define "millrace.gracePeriod" -}}
{{- .Values.terminationGracePeriodSeconds | default (add (mul 2 (include "millrace.checkpointTimeout" . | int64)) 15) | int64 -}}
{{- end -}}
