{{- /* What would leave connections or secrets open while the values look as if they did not. */ -}}
{{- define "millrace.validateKafka" -}}
{{- $tls := .Values.kafka.tls -}}
{{- if and $tls.existingSecret (not $tls.enabled) -}}
{{- fail "kafka.tls.existingSecret without kafka.tls.enabled: connections would not be encrypted. Set kafka.tls.enabled to true, or leave the secret out" -}}
{{- end -}}
{{- range $key := list "certKey" "keyKey" "keyPasswordKey" -}}
{{- if and (get $tls $key) (not $tls.existingSecret) -}}
{{- fail (printf "kafka.tls.%s is a key of no secret: set kafka.tls.existingSecret" $key) -}}
{{- end -}}
{{- end -}}
{{- if and $tls.caKey (ne $tls.caKey "ca.crt") (not $tls.existingSecret) -}}
{{- fail "kafka.tls.caKey is a key of no secret, so that the image's authorities would be trusted: set kafka.tls.existingSecret" -}}
{{- end -}}
{{- if ne (empty $tls.certKey) (empty $tls.keyKey) -}}
{{- fail "mutual TLS takes a certificate and its key: set both kafka.tls.certKey and kafka.tls.keyKey" -}}
{{- end -}}
{{- if and $tls.keyPasswordKey (not $tls.keyKey) -}}
{{- fail "kafka.tls.keyPasswordKey is the password of no key: set kafka.tls.certKey and kafka.tls.keyKey" -}}
{{- end -}}
{{- range $property, $value := dig "kafka" dict (.Values.pipeline | default dict) -}}
{{- if and (include "millrace.isSecret" $property) $value (not (regexMatch "^[$][{][A-Za-z_][A-Za-z0-9_]*[}]$" (toString $value))) -}}
{{- fail (printf "pipeline.kafka holds a secret, %s, which everybody who reads the ConfigMap would see: give ${NAME}, and NAME by kafka.sasl.existingSecret or by extraEnv from a secret" $property) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- /* As the service hides them (service/config/secrets.cpp), but for misspelt names. */ -}}
{{- define "millrace.isSecret" -}}
{{- if regexMatch "password|passwd|secret|passphrase|credential|private|jaas|token$|^ssl[.]key[.]pem$|^ssl_key$|^sasl[.]oauthbearer[.]config$" (lower .) }}true{{ end -}}
{{- end -}}

{{- define "millrace.validateAdminTls" -}}
{{- $tls := .Values.admin.tls -}}
{{- if and $tls.clientCaKey (not $tls.existingSecret) -}}
{{- fail "admin.tls.clientCaKey without admin.tls.existingSecret: no client would be asked for a certificate. Set admin.tls.existingSecret" -}}
{{- end -}}
{{- end -}}
