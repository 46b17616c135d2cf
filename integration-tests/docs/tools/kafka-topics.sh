#!/usr/bin/env bash
exec java -XX:TieredStopAtLevel=1 -Dorg.slf4j.simpleLogger.defaultLogLevel=error -cp "$KAFKA_LIBS/*" org.apache.kafka.tools.TopicCommand "$@"
