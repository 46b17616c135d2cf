{{- /* Whole seconds of a duration of the pipeline file, rounded up. What cannot be read here, such as ${TIMEOUT},
counts as the default: [duration, default]. */ -}}
{{- define "millrace.seconds" -}}
{{- $text := index . 0 | toString -}}
{{- if not (regexMatch "^[0-9]+(ms|s|m|h|d)$" $text) }}{{ $text = index . 1 }}{{ end -}}
{{- $number := regexFind "^[0-9]+" $text | int64 -}}
{{- $unit := regexFind "[a-z]+$" $text -}}
{{- div (add (mul $number (get (dict "ms" 1 "s" 1000 "m" 60000 "h" 3600000 "d" 86400000) $unit)) 999) 1000 -}}
{{- end -}}

{{- /* Bytes of a size of the pipeline file (1GiB) or a quantity of Kubernetes (1Gi, 1.5Gi); 0 if it is neither. */ -}}
{{- define "millrace.bytes" -}}
{{- $units := dict "" 1 "B" 1 "k" 1000 "kB" 1000 "M" 1000000 "MB" 1000000 "G" 1000000000 "GB" 1000000000
    "T" 1000000000000 "TB" 1000000000000 "Ki" 1024 "KiB" 1024 "Mi" 1048576 "MiB" 1048576
    "Gi" 1073741824 "GiB" 1073741824 "Ti" 1099511627776 "TiB" 1099511627776 -}}
{{- $text := kindIs "float64" . | ternary (. | int64 | toString) (. | toString) -}}
{{- $unit := regexFind "[A-Za-z]*$" $text -}}
{{- if and (regexMatch "^[0-9]+([.][0-9]+)?[A-Za-z]*$" $text) (hasKey $units $unit) -}}
{{- mulf (regexFind "^[0-9.]+" $text | float64) (get $units $unit) | int64 -}}
{{- else -}}
0
{{- end -}}
{{- end -}}
