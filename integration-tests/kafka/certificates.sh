#!/usr/bin/env bash
# Makes keys and certificates for tests.
#
#   certificates.sh DIR WORD
#
# In DIR: ca.pem; broker.pem (with its key), broker.crt and client.crt, which it has signed for localhost and 127.0.0.1;
# expired.crt, the same of yesterday; broker.key, client.key, expired.key, and client.locked.key, the same locked with
# WORD; stranger.pem and stranger.key, an authority that has signed nothing.
set -euo pipefail
mkdir -p "$1"
cd "$1"

new_key() { openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes "$@" 2> /dev/null; }

for name in ca stranger; do new_key -x509 -subj "/CN=$name" -keyout "$name.key" -out "$name.pem"; done
for name in broker client expired; do
  new_key -subj "/CN=$name" -keyout "$name.key" -out "$name.csr"
  days=30
  [ "$name" != expired ] || days=-1
  openssl x509 -req -in "$name.csr" -CA ca.pem -CAkey ca.key -CAcreateserial -out "$name.crt" -days "$days" \
    -extfile <(echo subjectAltName=DNS:localhost,IP:127.0.0.1) 2> /dev/null
done
cat broker.key broker.crt > broker.pem
openssl pkcs8 -topk8 -v2 aes-256-cbc -in client.key -out client.locked.key -passout "pass:$2"
