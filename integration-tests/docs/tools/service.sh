# The service of the documents' world; sourced by what stands in for systemd and for a shell that never returns.
# shellcheck shell=bash disable=SC2154 # WORLD, MILLRACE and METRICS_PORT are commands_test.sh's
log=$WORLD/service.log # and its exit code in service.code, once it has ended
pid_file=$WORLD/service.pid

service_pid() { [ -e "$pid_file" ] && kill -0 "$(cat "$pid_file")" 2> /dev/null && cat "$pid_file"; }
is_ready() { [ "$(curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1:$METRICS_PORT/ready")" = 200 ]; }

stop_service() {
  local pid
  pid=$(service_pid) || return 0
  kill -TERM "$pid"
  while kill -0 "$pid" 2> /dev/null; do sleep 0.1; done
}

run_and_note_code() {
  local code=0
  cd "$WORLD" || return
  timeout 900 "$MILLRACE" "$@" &
  echo $! > "$pid_file"
  wait $! || code=$?
  echo $code > service.code
}

# Starts `millrace "$@"` in the background, for a quarter of an hour at most. Returns 0 once it is ready; if it ends
# before that, its code, after its log.
start_service() {
  local waited=0
  stop_service
  rm -f "$WORLD/service.code"
  run_and_note_code "$@" > "$log" 2>&1 < /dev/null &
  until is_ready; do
    [ ! -e "$WORLD/service.code" ] || { cat "$log"; return "$(cat "$WORLD/service.code")"; }
    [ $((waited += 1)) -lt 600 ] || { echo "not ready: $(tail -3 "$log")"; return 1; }
    sleep 0.1
  done
}
