#!/bin/bash
# Fuzzes the SQL for some seconds: run.sh [SECONDS] [FOLDER]. Needs clang-19 (libclang-rt-19-dev); builds and keeps its
# corpus in FOLDER.
set -euo pipefail
seconds=${1:-120}
folder=${2:-/tmp/millrace-sql-fuzz}
root=$(cd "$(dirname "$0")/../../../.." && pwd)
mkdir -p "$folder/corpus"
cd "$root"
clang++-19 -std=gnu++23 -O1 -g1 -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined -I. -DXXH_INLINE_ALL \
  service/sql/tests/fuzz/sql_fuzz.cpp service/sql/*.cpp service/sql/{parse,bind,plan,evaluate}/*.cpp \
  base/*.cpp connectors/json/iso_time.cpp -lpg_query -lfmt -o "$folder/sql_fuzz"
# Whole queries to start from: those of the tests over columns that the fuzzer's source has, too.
i=0
while IFS= read -r expression; do
  echo "SELECT ($expression)::text AS r FROM o" > "$folder/corpus/seed-$i"
  i=$((i + 1))
done < service/sql/tests/postgres/expressions.txt
cat > "$folder/corpus/seed-windowed" <<'SQL'
SELECT s, window_start, window_end, count(*) AS n, sum(d) AS t, avg(d) AS m, min(x) + 1 AS y
FROM o WHERE d > 0 AND s <> 'cancelled' OR NOT p IS NULL GROUP BY s, a % 10, tumble('1 minute')
SQL
grep -oh '"SELECT [^"]*"' service/sql/tests/refusals_test.cpp | tr -d '"' | while IFS= read -r sql; do
  echo "$sql" > "$folder/corpus/refused-$(echo "$sql" | cksum | cut -d' ' -f1)"
done
cat > "$folder/words" <<'WORDS'
"SELECT "
" FROM o"
" WHERE "
" GROUP BY "
"tumble('1 s')"
" AND "
" OR "
"NOT "
" IS NULL"
"::bigint"
"::decimal(5,2)"
"::double"
"::text"
"::timestamp"
"::boolean"
"count(*)"
"sum("
"window_start"
" AS z"
WORDS
exec "$folder/sql_fuzz" -artifact_prefix="$folder/" -max_total_time="$seconds" -max_len=4096 -timeout=20 -dict="$folder/words" "$folder/corpus"
