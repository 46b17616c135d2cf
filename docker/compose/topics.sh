#!/bin/sh
# Makes the topics of pipeline.yaml; harmless if they are there.
set -e
for topic in orders orders-per-user; do
  /opt/kafka/bin/kafka-topics.sh --bootstrap-server kafka:9092 --create --if-not-exists --topic "$topic" --partitions 4
done
