{{- /* What every pod of this chart shares: who it is and where it runs. */ -}}
{{- define "millrace.pod" -}}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  {{- toYaml .Values.podSecurityContext | nindent 2 }}
{{- range $key := list "imagePullSecrets" "nodeSelector" "tolerations" "affinity" "priorityClassName" "hostAliases" "dnsConfig" }}
{{- with get $.Values $key }}
{{- dict $key . | toYaml | nindent 0 }}
{{- end }}
{{- end }}
{{- end -}}

{{- /* A pod that runs `millrace check` and ends: [root, name of the ConfigMap, ask the cluster?] */ -}}
{{- define "millrace.checkPod" -}}
{{- $root := index . 0 -}}
restartPolicy: Never
{{ include "millrace.pod" $root }}
containers:
  - name: check
    {{- include "millrace.container" $root | nindent 4 }}
    args: [check, -c, /etc/millrace/pipeline.yaml{{ if index . 2 }}, --connect{{ end }}]
    resources: { requests: { cpu: 50m, memory: 64Mi }, limits: { memory: 256Mi } }
    volumeMounts:
      {{- include "millrace.configMounts" $root | nindent 6 }}
volumes:
  {{- include "millrace.configVolumes" (list $root (index . 1)) | nindent 2 }}
{{- end -}}
