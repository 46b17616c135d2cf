# What `broker.sh --secure` adds to the node; sourced by it.
# shellcheck shell=bash disable=SC2154 # dir and here are broker.sh's

key_word=correct-horse-key scram_word=battery-staple-scram # nothing else in a log looks like these

# In DIR/tls.
make_certificates() { "$here/certificates.sh" "$dir/tls" "$key_word"; }

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
