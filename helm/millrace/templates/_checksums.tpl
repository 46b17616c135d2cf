{{- /* A pod reads its file and its secrets when it starts, so a change of either restarts it. Of a secret only the
version is told, and only where the cluster can be asked: not by `helm template`. */ -}}
{{- define "millrace.checksums" -}}
{{- if not .Values.existingConfigMap.name -}}
checksum/pipeline: {{ include "millrace.pipeline" . | sha256sum }}
{{- end }}
{{- $names := list .Values.kafka.sasl.existingSecret .Values.kafka.tls.existingSecret .Values.admin.existingSecret -}}
{{- $versions := list -}}
{{- range $names | compact | uniq | sortAlpha -}}
{{- $secret := lookup "v1" "Secret" $.Release.Namespace . -}}
{{- $versions = append $versions (printf "%s:%s" . (dig "metadata" "resourceVersion" "" $secret)) -}}
{{- end -}}
{{- with .Values.existingConfigMap.name -}}
{{- $versions = append $versions (printf "%s:%s" . (dig "metadata" "resourceVersion" "" (lookup "v1" "ConfigMap" $.Release.Namespace .))) -}}
{{- end -}}
{{- with $versions }}
checksum/references: {{ join "," . | sha256sum }}
{{- end }}
{{- end -}}
