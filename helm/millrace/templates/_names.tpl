{{- define "millrace.fullname" -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- $default := contains $name .Release.Name | ternary .Release.Name (printf "%s-%s" .Release.Name $name) -}}
{{- .Values.fullnameOverride | default $default | trunc 52 | trimAll "-" -}}
{{- end -}}

{{- define "millrace.selector" -}}
app.kubernetes.io/name: {{ default .Chart.Name .Values.nameOverride }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "millrace.labels" -}}
{{ include "millrace.selector" . }}
app.kubernetes.io/version: {{ .Values.image.tag | default .Chart.AppVersion | trunc 63 | trimAll "-_." | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- /* Labels of pods: without the chart's version, whose change alone is no reason to restart one. [root, component] */ -}}
{{- define "millrace.podLabels" -}}
{{- $root := index . 0 -}}
{{ include "millrace.selector" $root }}
app.kubernetes.io/component: {{ index . 1 }}
{{- with $root.Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- with $root.Values.podLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "millrace.image" -}}
{{- with .Values.image -}}
{{ .repository }}{{ if .digest }}@{{ .digest }}{{ else }}:{{ .tag | default $.Chart.AppVersion }}{{ end }}
{{- end -}}
{{- end -}}

{{- define "millrace.serviceAccount" -}}
{{- .Values.serviceAccount.name | default (.Values.serviceAccount.create | ternary (include "millrace.fullname" .) "default") -}}
{{- end -}}

{{- define "millrace.configMap" -}}
{{- .Values.existingConfigMap.name | default (printf "%s-pipeline" (include "millrace.fullname" .)) -}}
{{- end -}}

{{- /* The claim that the StatefulSet makes, or the given one. */ -}}
{{- define "millrace.claim" -}}
{{- .Values.persistence.existingClaim | default (printf "data-%s-0" (include "millrace.fullname" .)) -}}
{{- end -}}
