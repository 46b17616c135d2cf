# The one node: its configuration, its process. Sourced by broker.sh.
# shellcheck shell=bash disable=SC2154 # here, dir, properties, advertise, secure and deadline are broker.sh's

write_properties() { # client port, controller port, port behind the proxy
  local listeners=PLAINTEXT://127.0.0.1:$1 told=PLAINTEXT://127.0.0.1:$1 map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
  local name where
  if [ -n "$advertise" ]; then
    listeners+=,PROXIED://127.0.0.1:$3 told+=,PROXIED://127.0.0.1:$advertise map+=,PROXIED:PLAINTEXT
  fi
  for name in ${secure:+TLS MTLS SASL}; do
    where=$name://127.0.0.1:$(free_port)
    listeners+=,$where told+=,$where
  done
  [ -z "$secure" ] || map+=,TLS:SSL,MTLS:SSL,SASL:SASL_SSL
  cat << END
process.roles=broker,controller
node.id=1
listeners=$listeners,CONTROLLER://127.0.0.1:$2
advertised.listeners=$told
listener.security.protocol.map=$map
inter.broker.listener.name=PLAINTEXT
controller.listener.names=CONTROLLER
controller.quorum.bootstrap.servers=127.0.0.1:$2
log.dirs=$dir/data
log.retention.ms=-1
log.segment.bytes=67108864
log.cleaner.enable=false
auto.create.topics.enable=false
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
transaction.abort.timed.out.transaction.cleanup.interval.ms=1000
group.initial.rebalance.delay.ms=0
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500
num.network.threads=2
num.io.threads=4
END
  [ -z "$secure" ] || secure_properties
  printf '%s\n' "${properties[@]}" # a later line overrides an earlier one
}

node_java() { # main class, arguments; replaces the shell it runs in
  exec java -Xms64m -Xmx384m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
    -Dorg.slf4j.simpleLogger.defaultLogLevel=warn -cp "$libs/*" "$@"
}

# The first time in a folder: chooses ports, writes the configuration and formats.
prepare_node() {
  local id users=()
  mkdir -p "$dir"
  dir=$(cd "$dir" && pwd)
  libs=$("$here/jars.sh")
  [ ! -e "$dir/.formatted" ] || return 0
  [ -z "$secure" ] || { make_certificates; read -r -a users <<< "$(scram_user)"; }
  write_properties "$(free_port)" "$(free_port)" "$(free_port)" > "$dir/server.properties"
  id=$(head -c 16 /dev/urandom | base64 | tr +/ -_) # its first character, if a dash, would look like an option
  (node_java kafka.tools.StorageTool format -t "M${id:1:21}" -c "$dir/server.properties" --standalone "${users[@]}") \
    > "$dir/format.log" 2>&1 || fail "format of $dir: $(cat "$dir/format.log")"
  touch "$dir/.formatted"
}

listener() { # name -> HOST:PORT it listens on, or nothing
  sed -n "s,^listeners=.*\b$1://\(127\.0\.0\.1:[0-9]*\).*,\1,p" "$dir/server.properties"
}

# Starts the node and waits for its first answer. Bound to this script: it dies with it, however that ends.
launch_node() { # bound | detached
  local waited=0 binding=()
  prepare_node
  [ "$1" = detached ] && binding=(setsid) || binding=(setpriv --pdeathsig KILL)
  node=$(declare -f node_java)
  libs=$libs "${binding[@]}" bash -c "$node; node_java kafka.Kafka '$dir/server.properties'" \
    < /dev/null >> "$dir/broker.log" 2>&1 &
  pid=$!
  echo "$pid" > "$dir/pid"
  until kafka_answers "$(listener PLAINTEXT | cut -d: -f2)"; do
    kill -0 "$pid" 2> /dev/null || fail "the broker ended: $(tail -20 "$dir/broker.log")"
    [ $((waited += 1)) -lt $((deadline * 5)) ] || fail "no answer within $deadline s: $(tail -20 "$dir/broker.log")"
    sleep 0.2
  done
}

# True while the process in the pid file is this folder's broker (and not one that was given its number later).
node_runs() { grep -qsF "$(cd "$dir" 2> /dev/null && pwd)/server.properties" "/proc/$(cat "$dir/pid" 2> /dev/null)/cmdline"; }

# Ends the node, cleanly if it can within 20 s, and waits until it is gone.
end_node() {
  local victim waited=0
  while node_runs; do
    victim=$(cat "$dir/pid")
    [ $waited -gt 0 ] || kill -TERM "$victim" 2> /dev/null || true
    [ $waited -gt 0 ] || kill -CONT "$victim" 2> /dev/null || true
    [ $((waited += 1)) -lt 200 ] || kill -KILL "$victim" 2> /dev/null || true
    sleep 0.1
  done
  rm -f "$dir/pid"
}
