{{- /* What every container that runs millrace shares: the service, the one-off job, the hooks. */ -}}
{{- define "millrace.container" -}}
image: {{ include "millrace.image" . }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
securityContext:
  {{- toYaml .Values.securityContext | nindent 2 }}
terminationMessagePolicy: FallbackToLogsOnError
env:
  - { name: MILLRACE_METRICS_LISTEN, value: {{ printf "%s:%v" .Values.metrics.address .Values.metrics.port | quote }} }
  - { name: MILLRACE_STATE_DIRECTORY, value: /data/state }
  - { name: MILLRACE_CHECKPOINT_STORAGE, value: {{ include "millrace.storage" . }} }
  {{- with .Values.kafka.sasl }}{{ if .existingSecret }}
  - name: KAFKA_SASL_USERNAME
    valueFrom: { secretKeyRef: { name: {{ .existingSecret }}, key: {{ .usernameKey }} } }
  - name: KAFKA_SASL_PASSWORD
    valueFrom: { secretKeyRef: { name: {{ .existingSecret }}, key: {{ .passwordKey }} } }
  {{- end }}{{ end }}
  {{- with .Values.kafka.tls }}{{ if and .existingSecret .keyPasswordKey }}
  - name: KAFKA_SSL_KEY_PASSWORD
    valueFrom: { secretKeyRef: { name: {{ .existingSecret }}, key: {{ .keyPasswordKey }} } }
  {{- end }}{{ end }}
  {{- with .Values.extraEnv }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- with .Values.extraEnvFrom }}
envFrom:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- /* [root, name of the ConfigMap] */ -}}
{{- define "millrace.configVolumes" -}}
{{- $configMap := index . 1 -}}
{{- with index . 0 -}}
- name: pipeline
  configMap:
    name: {{ $configMap }}
    items: [{ key: {{ .Values.existingConfigMap.name | empty | ternary "pipeline.yaml" .Values.existingConfigMap.key }}, path: pipeline.yaml }]
- name: tmp
  emptyDir: { sizeLimit: 64Mi }
{{- if and .Values.kafka.tls.enabled .Values.kafka.tls.existingSecret }}
- name: kafka-tls
  secret: { secretName: {{ .Values.kafka.tls.existingSecret }}, defaultMode: 0440 }
{{- end }}
{{- if and .Values.admin.enabled .Values.admin.existingSecret }}
- name: admin
  secret: { secretName: {{ .Values.admin.existingSecret }}, defaultMode: 0440 }
{{- end }}
{{- if and .Values.admin.enabled .Values.admin.tls.existingSecret }}
- name: admin-tls
  secret: { secretName: {{ .Values.admin.tls.existingSecret }}, defaultMode: 0440 }
{{- end }}
{{- with .Values.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end -}}
{{- end -}}

{{- define "millrace.configMounts" -}}
- { name: pipeline, mountPath: /etc/millrace, readOnly: true }
- { name: tmp, mountPath: /tmp }
{{- if and .Values.kafka.tls.enabled .Values.kafka.tls.existingSecret }}
- { name: kafka-tls, mountPath: /run/secrets/millrace/kafka, readOnly: true }
{{- end }}
{{- if and .Values.admin.enabled .Values.admin.existingSecret }}
- { name: admin, mountPath: /run/secrets/millrace/admin, readOnly: true }
{{- end }}
{{- if and .Values.admin.enabled .Values.admin.tls.existingSecret }}
- { name: admin-tls, mountPath: /run/secrets/millrace/admin-tls, readOnly: true }
{{- end }}
{{- with .Values.extraVolumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- /* State and checkpoints; `data` itself comes from the StatefulSet's claim template where there is one. */ -}}
{{- define "millrace.dataMounts" -}}
- { name: data, mountPath: /data }
{{- if .Values.checkpoints.volume }}
- { name: checkpoints, mountPath: /checkpoints{{ with .Values.checkpoints.subPath }}, subPath: {{ . }}{{ end }} }
{{- end }}
{{- end -}}

{{- define "millrace.checkpointVolume" -}}
{{- with .Values.checkpoints.volume -}}
- name: checkpoints
  {{- toYaml . | nindent 2 }}
{{- end -}}
{{- end -}}

{{- /* State and checkpoints for a pod that is not the StatefulSet's. */ -}}
{{- define "millrace.dataVolumes" -}}
{{- with include "millrace.checkpointVolume" . }}
{{- . }}
{{ end -}}
{{- if .Values.persistence.enabled -}}
- { name: data, persistentVolumeClaim: { claimName: {{ include "millrace.claim" . }} } }
{{- else -}}
- { name: data, emptyDir: {} }
{{- end -}}
{{- end -}}
