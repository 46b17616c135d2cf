// Nothing of PostgreSQL's grammar passes silently: each construct is refused by its name, at its place.
#include <gmock/gmock.h>

#include "service/sql/tests/compiling.h"

namespace millrace::sql {
namespace {

struct Refused {
  std::string sql;
  std::string at;     // where the problem is told: at the first place of this text
  std::string named;  // what the message says
};

void expect_refused(const std::vector<Refused>& all) {
  for (const auto& [sql, at, named] : all) {
    const auto query = compile(sql, test_sources());
    if (query) {
      ADD_FAILURE() << "passes: " << sql;
      continue;
    }
    const auto names_it = [&](const Problem& p) { return p.message.find(named) != std::string::npos; };
    const auto found = std::ranges::find_if(query.error(), names_it);
    if (found == query.error().end())
      ADD_FAILURE() << sql << "\n" << query.error().front().message;
    else
      EXPECT_EQ(found->offset, sql.find(at)) << sql << "\n" << found->message;
  }
}

const std::vector<Refused> kStatements = {
    {"INSERT INTO orders VALUES (1)", "INSERT", "INSERT is not supported"},
    {"UPDATE orders SET amount = 1", "UPDATE", "UPDATE is not supported"},
    {"DELETE FROM orders", "DELETE", "DELETE is not supported"},
    {"MERGE INTO orders USING clicks ON true WHEN MATCHED THEN DELETE", "MERGE", "MERGE is not supported"},
    {"CREATE TABLE t (a int)", "CREATE", "CREATE is not supported"},
    {"CREATE VIEW v AS SELECT status FROM orders", "CREATE", "CREATE is not supported"},
    {"  DROP TABLE orders", "DROP", "DROP is not supported"},
    {"-- hello\nEXPLAIN SELECT status FROM orders", "EXPLAIN", "EXPLAIN is not supported"},
    {"SET x = 1", "SET", "SET is not supported"},
    {"COPY orders TO STDOUT", "COPY", "COPY is not supported"},
    {"BEGIN", "BEGIN", "BEGIN is not supported"},
    {"PREPARE p AS SELECT status FROM orders", "PREPARE", "PREPARE is not supported"},
    {"DO 'x'", "DO", "DO is not supported"},
    {"VALUES (1, 2)", "VALUES", "VALUES is not supported"},
    {"SELECT status FROM orders UNION SELECT page FROM clicks", "UNION", "UNION is not supported"},
    {"SELECT status FROM orders UNION ALL SELECT page FROM clicks", "UNION", "UNION is not supported"},
    {"SELECT status FROM orders INTERSECT SELECT page FROM clicks", "INTERSECT", "INTERSECT is not supported"},
    {"SELECT status FROM orders EXCEPT SELECT page FROM clicks", "EXCEPT", "EXCEPT is not supported"},
    {"SELECT status FROM orders; SELECT page FROM clicks", "SELECT page", "second statement"},
};

const std::vector<Refused> kClauses = {
    {"SELECT DISTINCT status FROM orders", "DISTINCT", "DISTINCT is not supported"},
    {"SELECT DISTINCT ON (status) status FROM orders", "DISTINCT", "DISTINCT is not supported"},
    {"SELECT status INTO t FROM orders", "INTO", "INTO is not supported"},
    {"SELECT status FROM orders LIMIT 10", "LIMIT", "LIMIT (or FETCH) is not supported"},
    {"SELECT status FROM orders LIMIT ALL", "LIMIT", "LIMIT (or FETCH) is not supported"},
    {"SELECT status FROM orders FETCH FIRST 3 ROWS ONLY", "3", "LIMIT (or FETCH) is not supported"},
    {"SELECT status FROM orders OFFSET 3", "OFFSET", "OFFSET is not supported"},
    {"SELECT status FROM orders ORDER BY status", "ORDER", "ORDER BY is not supported"},
    {"SELECT count(*) FROM orders GROUP BY tumble('1 s') HAVING count(*) > 1", "HAVING", "HAVING is not supported"},
    {"SELECT status FROM orders WINDOW w AS (ORDER BY status)", "WINDOW", "WINDOW is not supported"},
    {"SELECT status FROM orders FOR UPDATE", "FOR", "FOR UPDATE/SHARE is not supported"},
    {"SELECT status FROM orders FOR KEY SHARE SKIP LOCKED", "FOR", "FOR UPDATE/SHARE is not supported"},
    {"WITH c AS (SELECT 1) SELECT status FROM orders", "WITH", "WITH is not supported"},
    {"WITH RECURSIVE c AS (SELECT 1) SELECT status FROM orders", "WITH", "WITH is not supported"},
    {"SELECT count(*) FROM orders GROUP BY DISTINCT status, tumble('1 s')", "DISTINCT", "GROUP BY DISTINCT"},
    {"SELECT count(*) FROM orders GROUP BY ROLLUP (status), tumble('1 s')", "ROLLUP", "GROUPING SETS/ROLLUP/CUBE"},
    {"SELECT count(*) FROM orders GROUP BY CUBE (status), tumble('1 s')", "CUBE", "GROUPING SETS/ROLLUP/CUBE"},
    {"SELECT count(*) FROM orders GROUP BY GROUPING SETS ((status)), tumble('1 s')", "GROUPING",
     "GROUPING SETS/ROLLUP/CUBE"},
    {"SELECT count(*) FROM orders GROUP BY (), tumble('1 s')", "()", "GROUPING SETS/ROLLUP/CUBE"},
};

const std::vector<Refused> kFrom = {
    {"SELECT status FROM orders, clicks", "clicks", "a join"},
    {"SELECT status FROM orders JOIN clicks ON true", "JOIN", "JOIN is not supported"},
    {"SELECT status FROM orders LEFT JOIN clicks ON page = status", "JOIN", "JOIN is not supported"},
    {"SELECT status FROM orders CROSS JOIN clicks", "JOIN", "JOIN is not supported"},
    {"SELECT status FROM orders NATURAL JOIN clicks", "JOIN", "JOIN is not supported"},
    {"SELECT status FROM (SELECT status FROM orders) o", "status FROM orders)", "a sub-select in FROM"},
    {"SELECT g FROM generate_series(1, 3) g", "generate_series", "a function in FROM"},
    {"SELECT status FROM LATERAL (SELECT 1) x", "1)", "a sub-select in FROM"},
    {"SELECT status FROM orders TABLESAMPLE SYSTEM (5)", "SYSTEM", "TABLESAMPLE is not supported"},
    {"SELECT status FROM ONLY orders", "ONLY", "ONLY is not supported"},
    {"SELECT status FROM public.orders", "public", "a schema name before a source"},
    {"SELECT status FROM db.public.orders", "db", "a database name before a source"},
    {"SELECT a FROM orders AS o (a, b)", "orders", "a list of column aliases"},
    {"SELECT 1 AS one", "SELECT", "reads from nothing"},
};

const std::vector<Refused> kExpressions = {
    {"SELECT (SELECT 1) AS x FROM orders", "(SELECT", "a sub-select is not supported"},
    {"SELECT status FROM orders WHERE EXISTS (SELECT 1)", "EXISTS", "a sub-select is not supported"},
    {"SELECT status FROM orders WHERE status IN (SELECT page FROM clicks)", "IN", "a sub-select is not supported"},
    {"SELECT status FROM orders WHERE status IN ('a', 'b')", "IN", "IN is not supported"},
    {"SELECT status FROM orders WHERE status NOT IN ('a')", "NOT", "IN is not supported"},
    {"SELECT status FROM orders WHERE amount BETWEEN 1 AND 2", "BETWEEN", "BETWEEN is not supported"},
    {"SELECT status FROM orders WHERE amount NOT BETWEEN SYMMETRIC 1 AND 2", "NOT", "BETWEEN SYMMETRIC is not"},
    {"SELECT status FROM orders WHERE status LIKE 'a%'", "LIKE", "LIKE is not supported"},
    {"SELECT status FROM orders WHERE status NOT ILIKE 'a%'", "NOT", "ILIKE is not supported"},
    {"SELECT status FROM orders WHERE status SIMILAR TO 'a'", "SIMILAR", "SIMILAR TO is not supported"},
    {"SELECT status FROM orders WHERE status ~ 'a'", "~", "operator ~ is not supported"},
    {"SELECT status || 'x' AS x FROM orders", "||", "operator || is not supported"},
    {"SELECT quantity ^ 2 AS x FROM orders", "^", "operator ^ is not supported"},
    {"SELECT @ quantity AS x FROM orders", "@", "operator @ is not supported"},
    {"SELECT ~ quantity AS x FROM orders", "~", "operator ~ is not supported"},
    {"SELECT extra -> 'a' AS x FROM orders", "->", "operator -> is not supported"},
    {"SELECT quantity OPERATOR(pg_catalog.+) 1 AS x FROM orders", "OPERATOR", "OPERATOR(schema.name)"},
    {"SELECT status FROM orders WHERE quantity = ANY (ARRAY[1])", "=", "an operator with ANY/SOME"},
    {"SELECT status FROM orders WHERE quantity > ALL ('{1}')", ">", "an operator with ALL"},
    {"SELECT status FROM orders WHERE amount IS DISTINCT FROM 1", "IS", "IS DISTINCT FROM is not supported"},
    {"SELECT status FROM orders WHERE amount IS NOT DISTINCT FROM 1", "IS", "IS NOT DISTINCT FROM is not"},
    {"SELECT status FROM orders WHERE paid IS TRUE", "IS", "IS TRUE/FALSE/UNKNOWN"},
    {"SELECT status FROM orders WHERE paid IS NOT UNKNOWN", "IS", "IS TRUE/FALSE/UNKNOWN"},
    {"SELECT CASE WHEN paid THEN 1 END AS x FROM orders", "CASE", "CASE is not supported"},
    {"SELECT coalesce(status, 'x') AS x FROM orders", "coalesce", "COALESCE is not supported"},
    {"SELECT nullif(status, 'x') AS x FROM orders", "nullif", "NULLIF is not supported"},
    {"SELECT greatest(1, 2) AS x FROM orders", "greatest", "GREATEST/LEAST is not supported"},
    {"SELECT ARRAY[1, 2] AS x FROM orders", "ARRAY", "ARRAY[...] is not supported"},
    {"SELECT ROW(1, 2) AS x FROM orders", "ROW", "a row"},
    {"SELECT status FROM orders WHERE (amount, quantity) = (1, 2)", "(amount", "a row"},
    {"SELECT extra[1] AS x FROM orders", "extra", "a subscript or a field"},
    {"SELECT (extra).a AS x FROM orders", "extra", "a subscript or a field"},
    {"SELECT a.b.c.status FROM orders", "a.b.c.status", "a name of more than two parts"},
    {"SELECT $1 AS x FROM orders", "$1", "a parameter ($1)"},
    {"SELECT status COLLATE \"de_DE\" AS x FROM orders", "COLLATE", "COLLATE is not supported"},
    {"SELECT B'101' AS x FROM orders", "B'101'", "a bit string is not supported"},
    {"SELECT X'1F' AS x FROM orders", "X'1F'", "a bit string is not supported"},
    {"SELECT current_timestamp AS x FROM orders", "current_timestamp", "CURRENT_TIMESTAMP is not supported"},
    {"SELECT user FROM orders", "user", "for a column of that name write it in double quotes"},
    {"SELECT now() AS x FROM orders", "now", "function now() is not supported"},
    {"SELECT pg_catalog.count(status) FROM orders GROUP BY tumble('1 s')", "pg_catalog",
     "a schema name before a function"},
    {"SELECT extract(hour FROM ts) AS x FROM orders", "extract", "EXTRACT is not supported"},
    {"SELECT substring(status FROM 1 FOR 2) AS x FROM orders", "substring", "SUBSTRING is not supported"},
    {"SELECT trim(status) AS x FROM orders", "trim", "TRIM is not supported"},
    {"SELECT ts AT TIME ZONE 'UTC' AS x FROM orders", "AT", "AT TIME ZONE is not supported"},
    {"SELECT xmlelement(name a) AS x FROM orders", "xmlelement", "an XML expression"},
    {"SELECT GROUPING(status) FROM orders GROUP BY status, tumble('1 s')", "GROUPING", "GROUPING() is not supported"},
};

const std::vector<Refused> kAggregates = {
    {"SELECT count(DISTINCT status) FROM orders GROUP BY tumble('1 s')", "count", "DISTINCT inside an aggregate"},
    {"SELECT count(*) FILTER (WHERE paid) FROM orders GROUP BY tumble('1 s')", "paid", "FILTER is not supported"},
    {"SELECT count(*) OVER () FROM orders GROUP BY tumble('1 s')", "()", "OVER (a window function)"},
    {"SELECT sum(amount) OVER w FROM orders GROUP BY tumble('1 s')", "w ", "OVER (a window function)"},
    {"SELECT max(amount ORDER BY ts) FROM orders GROUP BY tumble('1 s')", "ts", "ORDER BY inside an aggregate"},
    {"SELECT max(amount) WITHIN GROUP (ORDER BY ts) FROM orders GROUP BY tumble('1 s')", "max", "WITHIN GROUP"},
    {"SELECT max(VARIADIC amount) FROM orders GROUP BY tumble('1 s')", "max", "VARIADIC is not supported"},
    {"SELECT count(a => status) FROM orders GROUP BY tumble('1 s')", "a =>", "a named argument"},
    {"SELECT count(*) FROM orders GROUP BY tumble('1 s', time_zone => 'UTC')", "time_zone", "a named argument"},
    {"SELECT percentile_cont(0.5) FROM orders GROUP BY tumble('1 s')", "percentile_cont", "percentile_cont() is not"},
    {"SELECT count(orders.*) FROM orders GROUP BY tumble('1 s')", "orders.*", "* is not supported inside"},
};

const std::vector<Refused> kTypes = {
    {"SELECT quantity::integer AS x FROM orders", "integer", "type integer is not supported; use bigint"},
    {"SELECT quantity::smallint AS x FROM orders", "smallint", "type smallint is not supported; use bigint"},
    {"SELECT weight::real AS x FROM orders", "real", "type real is not supported; use double"},
    {"SELECT status::varchar(3) AS x FROM orders", "varchar", "type varchar is not supported; use text"},
    {"SELECT status::char AS x FROM orders", "char", "type char is not supported; use text"},
    {"SELECT status::date AS x FROM orders", "date", "type date is not supported"},
    {"SELECT status::int8[] AS x FROM orders", "int8", "an array type is not supported"},
    {"SELECT status::s.t AS x FROM orders", "s.t", "a schema name before a type"},
    {"SELECT ts::timestamp(3) AS x FROM orders", "timestamp", "takes nothing in parentheses"},
    {"SELECT amount::numeric(39) AS x FROM orders", "numeric", "a precision from 1 to 38"},
    {"SELECT amount::numeric(5,-1) AS x FROM orders", "numeric", "a precision from 1 to 38"},
    {"SELECT amount::numeric(5,6) AS x FROM orders", "numeric", "a precision from 1 to 38"},
    {"SELECT interval '1 day' AS x FROM orders", "interval", "type interval is not supported"},
    {"SELECT extra::text AS x FROM orders", "::", "cannot cast type jsonb to text"},
    {"SELECT '{}'::jsonb AS x FROM orders", "jsonb", "type jsonb is not supported"},
};

TEST(Refusal, NamesStatementsOtherThanOneSelect) { expect_refused(kStatements); }
TEST(Refusal, NamesClauses) { expect_refused(kClauses); }
TEST(Refusal, NamesWhatFromMayNotHold) { expect_refused(kFrom); }
TEST(Refusal, NamesExpressions) { expect_refused(kExpressions); }
TEST(Refusal, NamesWhatAggregatesMayNotHave) { expect_refused(kAggregates); }
TEST(Refusal, NamesTypes) { expect_refused(kTypes); }

TEST(Refusal, ShowsEveryPlaceOfAQueryFullOfThem) {
  EXPECT_THAT(problems_of("SELECT DISTINCT CASE WHEN paid THEN 1 END AS x, status LIKE 'x' AS y FROM orders LIMIT 1"),
              testing::ElementsAre("7+8: DISTINCT is not supported: GROUP BY the columns and tumble()",
                                   "16+4: CASE is not supported", "55+4: LIKE is not supported",
                                   "81+5: LIMIT (or FETCH) is not supported: a stream has no end; rows come as windows "
                                   "fire"));
}

}  // namespace
}  // namespace millrace::sql
