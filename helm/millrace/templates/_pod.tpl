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

{{- /* A pod that runs millrace once, to look, and ends: root, configMap (its name), args, and, where it is to see state
and checkpoints, `data`. A volume for one node is only there where the service's pod is. */ -}}
{{- define "millrace.lookPod" -}}
{{- $pod := include "millrace.pod" .root | fromYaml -}}
{{- if and .data .root.Values.replicas }}{{ $_ := set $pod "affinity" (include "millrace.besideTheService" .root | fromYaml) }}{{ end -}}
restartPolicy: Never
{{ toYaml $pod }}
containers:
  - name: {{ first .args }}
    {{- include "millrace.container" .root | nindent 4 }}
    args:
      {{- toYaml .args | nindent 6 }}
    resources: { requests: { cpu: 50m, memory: 64Mi }, limits: { memory: 256Mi } }
    volumeMounts:
      {{- include "millrace.configMounts" .root | nindent 6 }}
      {{- if .data }}
      {{- include "millrace.dataMounts" .root | nindent 6 }}
      {{- end }}
volumes:
  {{- include "millrace.configVolumes" (list .root .configMap) | nindent 2 }}
  {{- if .data }}
  {{- include "millrace.dataVolumes" .root | nindent 2 }}
  {{- end }}
{{- end -}}

{{- define "millrace.besideTheService" -}}
podAffinity:
  requiredDuringSchedulingIgnoredDuringExecution:
    - topologyKey: kubernetes.io/hostname
      labelSelector:
        matchLabels:
          {{- include "millrace.selector" . | nindent 10 }}
          app.kubernetes.io/component: pipeline
{{- end -}}
