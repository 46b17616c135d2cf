#!/usr/bin/env bash
# What helm says after an installation: the next commands, and a warning where state can be lost.
. "$(dirname "$0")/chart.sh"

# Helm tells them only to those who have a cluster; so a copy of the chart renders them as an object.
cp -r "$chart" "$work/millrace"
cp "$chart/templates/NOTES.txt" "$work/millrace"
printf '%s\n' 'notes: |' '  {{- tpl (.Files.Get "NOTES.txt") . | nindent 2 }}' > "$work/millrace/templates/notes.yaml"

notes() { # case, values as for helm --set-json...
  local case=$1 settings=()
  shift
  for setting in "$@"; do settings+=(--set-json "$setting"); done
  helm template orders "$work/millrace" --namespace streams --show-only templates/notes.yaml \
    --values "$chart/ci/$case-values.yaml" "${settings[@]}" > "$work/notes"
}
says() { grep -qF -- "$1" "$work/notes" || { cat "$work/notes"; fail "'$1' is missing"; }; }
silent_of() { ! grep -qF -- "$1" "$work/notes" || { cat "$work/notes"; fail "'$1' is there"; }; }

notes minimal
says 'kubectl -n streams exec orders-millrace-0 -- millrace checkpoints list -c /etc/millrace/pipeline.yaml'
says "are only on the pod's volume (data-orders-millrace-0)"
says 'helm -n streams test orders --logs'
says 'kubectl -n streams logs orders-millrace-0 --previous'
silent_of 'whenDeleted'

notes existing-claim
says "are only on the pod's volume (restored-from-snapshot)"

notes shared-checkpoints
silent_of 'WARNING'

notes minimal 'extraVolumes=[{"name":"nfs","nfs":{"server":"nfs","path":"/"}}]' \
  'extraVolumeMounts=[{"name":"nfs","mountPath":"/nfs"}]' 'pipeline.checkpoint={"storage":"file:///nfs/checkpoints"}'
silent_of 'WARNING'

notes minimal
says 'read-only without a token, is at http://127.0.0.1:8080/'
says 'kubectl -n streams port-forward orders-millrace-0 8080'
silent_of 'every pod of the cluster can read'

notes admin-off
silent_of 'admin interface'

notes admin-tls
says 'is at https://127.0.0.1:8080/'

notes minimal 'admin.address="0.0.0.0"'
says 'every pod of the cluster can read the admin interface on 0.0.0.0:8080'

notes admin
silent_of 'every pod of the cluster can read'

notes volume
says '`helm uninstall` destroys the volume'

notes minimal 'resources.limits=null'
says 'no memory limit'

notes existing-configmap
says 'terminationGracePeriodSeconds (135)'
says 'is where the file in ConfigMap my-pipeline has it under `admin`'
silent_of '127.0.0.1:8080'

notes stopped
says 'a Job runs: millrace run -c /etc/millrace/pipeline.yaml --from 1207'
silent_of 'rollout status'

notes stopped 'oneOff.args=[]'
says 'Stopped (replicas is 0). Its volume stays.'
