{{- define "millrace.validateNames" -}}
{{- $v := .Values -}}
{{- $fullname := include "millrace.fullname" . -}}
{{- if not (regexMatch "^[a-z]([-a-z0-9]*[a-z0-9])?$" $fullname) -}}
{{- fail (printf "%s is no name for a Service, which begins with a letter and has no dot: set fullnameOverride" $fullname) -}}
{{- end -}}
{{- $volumes := list "pipeline" "tmp" "data" "checkpoints" "kafka-tls" "admin" "admin-tls" -}}
{{- range $v.extraVolumes -}}
{{- if has .name $volumes -}}
{{- fail (printf "extraVolumes: there is a volume %s already: name it otherwise" .name) -}}
{{- end -}}
{{- $volumes = append $volumes .name -}}
{{- end -}}
{{- $paths := list "/etc/millrace" "/tmp" "/data" "/checkpoints" -}}
{{- range $v.extraVolumeMounts -}}
{{- if has (trimSuffix "/" .mountPath) $paths -}}
{{- fail (printf "extraVolumeMounts: something is mounted at %s already: choose another mountPath" .mountPath) -}}
{{- end -}}
{{- $paths = append $paths (trimSuffix "/" .mountPath) -}}
{{- end -}}
{{- $containers := list "millrace" -}}
{{- range concat ($v.initContainers | default list) ($v.extraContainers | default list) -}}
{{- if has .name $containers -}}
{{- fail (printf "initContainers and extraContainers: there is a container %s already: name it otherwise" .name) -}}
{{- end -}}
{{- $containers = append $containers .name -}}
{{- end -}}
{{- include "millrace.validateLabels" . -}}
{{- end -}}

{{- /* A label said twice is one YAML key twice, and one of the two is lost. */ -}}
{{- define "millrace.validateLabels" -}}
{{- $v := .Values -}}
{{- $ofPods := list "app.kubernetes.io/name" "app.kubernetes.io/instance" "app.kubernetes.io/component" -}}
{{- $ofAll := concat $ofPods (list "app.kubernetes.io/version" "app.kubernetes.io/managed-by" "helm.sh/chart") -}}
{{- include "millrace.refuseRepeated" (list "commonLabels" $v.commonLabels $ofAll) -}}
{{- $common := keys ($v.commonLabels | default dict) -}}
{{- include "millrace.refuseRepeated" (list "podLabels" $v.podLabels (concat $ofPods $common)) -}}
{{- range $where := list "monitor" "prometheusRule" "dashboards" -}}
{{- include "millrace.refuseRepeated" (list (printf "%s.labels" $where) (get $v $where).labels (concat $ofAll $common)) -}}
{{- end -}}
{{- include "millrace.refuseRepeated" (list "podAnnotations" $v.podAnnotations (list "checksum/pipeline" "checksum/references")) -}}
{{- end -}}

{{- /* [what, its mapping, keys that are there already] */ -}}
{{- define "millrace.refuseRepeated" -}}
{{- $what := index . 0 -}}
{{- $taken := index . 2 -}}
{{- range $key := keys (index . 1 | default dict) | sortAlpha -}}
{{- if has $key $taken -}}
{{- fail (printf "%s: %s is set by the chart or by commonLabels already: leave it out" $what $key) -}}
{{- end -}}
{{- end -}}
{{- end -}}
