#!/bin/sh
# Prints ten orders a second, for ever.
order=0
while sleep 1; do
  now=$(date +%s)000
  for _ in 0 1 2 3 4 5 6 7 8 9; do
    order=$((order + 1))
    printf '{"user_id":"u%d","amount":%d.%02d,"status":"paid","ts":%s}\n' \
      $((order * 7 % 13)) $((order % 50 + 1)) $((order % 100)) "$now"
  done
done
