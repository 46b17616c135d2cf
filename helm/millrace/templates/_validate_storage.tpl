{{- /* Whether a volume of this source outlives the pod: empty if not. Given: the mapping of source to settings. */ -}}
{{- define "millrace.stays" -}}
{{- $staying := list "persistentVolumeClaim" "nfs" "hostPath" "cephfs" "rbd" "iscsi" "fc" "glusterfs" "cinder" "flexVolume"
    "awsElasticBlockStore" "azureDisk" "azureFile" "gcePersistentDisk" "portworxVolume" "vsphereVolume" -}}
{{- range $source := keys . }}{{ if has $source $staying }}true{{ end }}{{ end -}}
{{- end -}}

{{- /* JSON: where millrace may keep something, and whether it stays when the pod goes. */ -}}
{{- define "millrace.mounts" -}}
{{- $v := .Values -}}
{{- $volumes := dict "data" $v.persistence.enabled "checkpoints" true -}}
{{- range $v.extraVolumes }}{{ $_ := set $volumes .name (include "millrace.stays" . | empty | not) }}{{ end -}}
{{- $mounts := dict "/data" $v.persistence.enabled -}}
{{- if $v.checkpoints.volume }}{{ $_ := set $mounts "/checkpoints" true }}{{ end -}}
{{- range $v.extraVolumeMounts }}{{ if not .readOnly -}}
{{- $_ := set $mounts (trimSuffix "/" .mountPath) (get $volumes .name | empty | not) -}}
{{- end }}{{ end -}}
{{- $mounts | toJson -}}
{{- end -}}

{{- /* The innermost of the mounts that holds a path; empty if none does: [mounts, path] */ -}}
{{- define "millrace.mountOf" -}}
{{- $path := index . 1 | clean -}}
{{- $found := "" -}}
{{- range $mount := keys (index . 0) -}}
{{- if and (hasPrefix (printf "%s/" $mount) (printf "%s/" $path)) (gt (len $mount) (len $found)) }}{{ $found = $mount }}{{ end -}}
{{- end -}}
{{- $found -}}
{{- end -}}

{{- /* Checkpoints are the only copy of the state, so they must outlive the pod; its root cannot be written at all. */ -}}
{{- define "millrace.validateStorage" -}}
{{- $v := .Values -}}
{{- if and (not $v.persistence.enabled) (not $v.checkpoints.volume) -}}
{{- fail "nowhere to keep checkpoints: without them the pipeline does not start again. Set persistence.enabled or checkpoints.volume" -}}
{{- end -}}
{{- with $v.checkpoints.volume }}{{ if not (include "millrace.stays" .) -}}
{{- fail (printf "checkpoints.volume: %s is no volume that outlives the pod: give one that does, such as persistentVolumeClaim or nfs" (keys . | first)) -}}
{{- end }}{{ end -}}
{{- $mounts := include "millrace.mounts" . | fromJson -}}
{{- range $setting := list (list "checkpoint" "storage") (list "state" "directory") -}}
{{- $path := include "millrace.setting" (concat (list $) $setting (list "")) | trimPrefix "file://" -}}
{{- if and $path (not (contains "$" $path)) -}}
{{- $mount := include "millrace.mountOf" (list $mounts $path) -}}
{{- if not $mount -}}
{{- fail (printf "pipeline.%s is %s, which is on no volume: leave it out, for the chart fills it in, or mount one there by extraVolumes and extraVolumeMounts" (join "." $setting) $path) -}}
{{- end -}}
{{- if and (has "storage" $setting) (not (get $mounts $mount)) -}}
{{- fail (printf "pipeline.checkpoint.storage is %s, but the volume at %s goes with the pod: leave it out and set persistence.enabled or checkpoints.volume" $path $mount) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
