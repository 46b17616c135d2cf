# What `broker.sh --secure` adds to the node; sourced by it.
# shellcheck shell=bash disable=SC2154 # dir is broker.sh's

key_word=correct-horse-key scram_word=battery-staple-scram # nothing else in a log looks like these

new_key() { openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes "$@" 2> /dev/null; }

# In DIR/tls: ca.pem; broker.pem and client.crt, which it has signed; client.key, and client.locked.key, the same locked
# with key_word; stranger.pem, an authority that has signed nothing.
make_certificates() {
  local tls=$dir/tls name
  mkdir -p "$tls"
  for name in ca stranger; do new_key -x509 -subj "/CN=$name" -keyout "$tls/$name.key" -out "$tls/$name.pem"; done
  for name in broker client; do
    new_key -subj "/CN=$name" -keyout "$tls/$name.key" -out "$tls/$name.csr"
    openssl x509 -req -in "$tls/$name.csr" -CA "$tls/ca.pem" -CAkey "$tls/ca.key" -CAcreateserial -out "$tls/$name.crt" \
      -extfile <(echo subjectAltName=DNS:localhost,IP:127.0.0.1) 2> /dev/null
  done
  cat "$tls/broker.key" "$tls/broker.crt" > "$tls/broker.pem"
  openssl pkcs8 -topk8 -v2 aes-256-cbc -in "$tls/client.key" -out "$tls/client.locked.key" -passout "pass:$key_word"
}

# The authorizer asks about everybody but those who come in plain text: they set tests up.
secure_properties() {
  cat << END
ssl.keystore.type=PEM
ssl.keystore.location=$dir/tls/broker.pem
ssl.truststore.type=PEM
ssl.truststore.location=$dir/tls/ca.pem
listener.name.mtls.ssl.client.auth=required
listener.name.mtls.ssl.principal.mapping.rules=RULE:^CN=(.*)\$/\$1/
sasl.enabled.mechanisms=SCRAM-SHA-256,SCRAM-SHA-512
listener.name.sasl.scram-sha-256.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
listener.name.sasl.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
super.users=User:ANONYMOUS
END
}

# Words for StorageTool.
scram_user() {
  local mechanism
  for mechanism in SCRAM-SHA-256 SCRAM-SHA-512; do echo -n "--add-scram $mechanism=[name=client,password=$scram_word] "; done
}
