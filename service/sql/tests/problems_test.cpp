// What is wrong with a query, word for word, at its byte: all of it, in the order of the text.
#include <gmock/gmock.h>

#include "service/sql/tests/compiling.h"

namespace millrace::sql {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Problems, OfNamesOfferTheNearestOneAndTheLineToAdd) {
  EXPECT_THAT(
      problems_of("SELECT ammount FROM orders"),
      ElementsAre("7+7: unknown column 'ammount' of source 'orders'; did you mean 'amount'? For a new field add "
                  "to sources.orders.columns: `ammount: text` (or its type)"));
  EXPECT_THAT(problems_of("SELECT country FROM orders"),
              ElementsAre("7+7: unknown column 'country' of source 'orders'; if its records have it, add to "
                          "sources.orders.columns: `country: text` (or its type)"));
  EXPECT_THAT(problems_of("SELECT page FROM clikcs"),
              ElementsAre("17+6: unknown source 'clikcs'; did you mean 'clicks'?"));
  EXPECT_THAT(problems_of("SELECT page FROM everything"),
              ElementsAre("17+10: unknown source 'everything'; declared are: orders, clicks"));
}

TEST(Problems, OfFoldedNamesOfferThemInQuotes) {
  EXPECT_THAT(problems_of("SELECT userName FROM orders"),
              ElementsAre("7+8: unknown column 'username' of source 'orders'; did you mean '\"userName\"'? For a new "
                          "field add to sources.orders.columns: `username: text` (or its type)"));
  EXPECT_THAT(problems_of("SELECT \"userName\" FROM orders"), IsEmpty());
}

TEST(Problems, OfQualifiersTellWhatTheSourceIsCalled) {
  EXPECT_THAT(problems_of("SELECT orders.amount FROM orders o"),
              ElementsAre("7+13: 'orders' names nothing here; the source is called 'o'"));
  EXPECT_THAT(problems_of("SELECT x.* FROM orders"),
              ElementsAre("7+3: 'x' names nothing here; the source is called 'orders'"));
  EXPECT_THAT(problems_of("SELECT o.amount, orders.status FROM orders AS o"),
              ElementsAre("17+13: 'orders' names nothing here; the source is called 'o'"));
}

TEST(Problems, OfTypesStandAtTheOperator) {
  EXPECT_THAT(problems_of("SELECT status FROM orders WHERE status > quantity"),
              ElementsAre("39+1: operator does not exist: text > bigint"));
  EXPECT_THAT(problems_of("SELECT status FROM orders WHERE status <> 5"),
              ElementsAre("39+2: operator does not exist: text <> bigint"));
  EXPECT_THAT(problems_of("SELECT paid + amount AS x FROM orders"),
              ElementsAre("12+1: operator does not exist: boolean + decimal"));
  EXPECT_THAT(problems_of("SELECT - status AS x FROM orders"), ElementsAre("7+1: operator does not exist: - text"));
  EXPECT_THAT(problems_of("SELECT extra = extra AS x FROM orders"),
              ElementsAre("13+1: operator = is not supported for jsonb"));
  EXPECT_THAT(problems_of("SELECT paid::bigint AS x FROM orders"),
              ElementsAre("11+2: cannot cast type boolean to bigint"));
  EXPECT_THAT(problems_of("SELECT CAST(ts AS double precision) AS x FROM orders"),
              ElementsAre("7+4: cannot cast type timestamp to double"));
}

TEST(Problems, OfLiteralsStandAtTheLiteral) {
  EXPECT_THAT(problems_of("SELECT status FROM orders WHERE quantity > 'many' AND ts > 'noon'"),
              ElementsAre("43+6: invalid input syntax for type bigint: \"many\"",
                          "59+6: invalid input syntax for type timestamp: \"noon\""));
  EXPECT_THAT(problems_of("SELECT 123456789012345678901234567890123456789 AS x FROM orders"),
              ElementsAre("7+39: a number of more than 38 digits; a double is written "
                          "'123456789012345678901234567890123456789'::double"));
}

TEST(Problems, OfConstantsThatCannotBeComputedStandAtTheOperator) {
  EXPECT_THAT(problems_of("SELECT 1/0 AS x FROM orders"), ElementsAre("8+1: division by zero, whatever the record is"));
  EXPECT_THAT(problems_of("SELECT status FROM orders WHERE amount > 9223372036854775807 + 1"),
              ElementsAre("61+1: bigint out of range, whatever the record is"));
  EXPECT_THAT(
      problems_of("SELECT sum(quantity + 5 % 0) FROM orders GROUP BY 1 / 0, tumble('1 s')"),
      ElementsAre("24+1: division by zero, whatever the record is", "52+1: division by zero, whatever the record is"));
  EXPECT_THAT(problems_of("SELECT status FROM orders WHERE paid OR (NOT paid AND 1/0 > 1)"),
              ElementsAre("55+1: division by zero, whatever the record is"));
}

TEST(Problems, AreNotFoundInWhatIsNeverEvaluated) {
  EXPECT_THAT(problems_of("SELECT status FROM orders WHERE false AND 1/0 > 1"), IsEmpty());
  EXPECT_THAT(problems_of("SELECT status FROM orders WHERE paid AND (true OR 1/0 > 1)"), IsEmpty());
  EXPECT_THAT(problems_of("SELECT status FROM orders WHERE quantity <> 0 AND 10 / quantity > 1"), IsEmpty());
}

TEST(Problems, OfConditionsNameWhoWantsABoolean) {
  EXPECT_THAT(problems_of("SELECT status FROM orders WHERE quantity"),
              ElementsAre("32+8: argument of WHERE must be type boolean, not type bigint"));
  EXPECT_THAT(problems_of("SELECT status FROM orders WHERE paid AND status OR NOT amount"),
              ElementsAre("41+6: argument of AND must be type boolean, not type text",
                          "55+6: argument of NOT must be type boolean, not type decimal"));
}

TEST(Problems, OfAggregatesOutOfTheirPlace) {
  EXPECT_THAT(problems_of("SELECT count(*) FROM orders WHERE sum(amount) > 1 GROUP BY tumble('1 s')"),
              ElementsAre("34+3: aggregate functions are not allowed in WHERE"));
  EXPECT_THAT(problems_of("SELECT sum(max(amount)) FROM orders GROUP BY tumble('1 s')"),
              ElementsAre("11+3: aggregate function calls cannot be nested"));
  EXPECT_THAT(problems_of("SELECT 1 AS x FROM orders GROUP BY sum(amount), tumble('1 s')"),
              ElementsAre("35+3: aggregate functions are not allowed in GROUP BY"));
  EXPECT_THAT(problems_of("SELECT max(amount) AS m FROM orders GROUP BY m, tumble('1 s')"),
              ElementsAre("7+3: aggregate functions are not allowed in GROUP BY"));
  EXPECT_THAT(problems_of("SELECT sum(amount), avg(amount) FROM orders"),
              ElementsAre("7+3: sum() needs a window over the stream: add GROUP BY tumble('1 minute')"));
}

TEST(Problems, OfAggregatesArguments) {
  EXPECT_THAT(problems_of("SELECT sum(status), max(paid), avg(ts), min(extra) FROM orders GROUP BY tumble('1 s')"),
              ElementsAre("7+3: function sum(text) does not exist", "20+3: function max(boolean) does not exist",
                          "31+3: function avg(timestamp) does not exist", "40+3: function min(jsonb) does not exist"));
  EXPECT_THAT(problems_of("SELECT sum(*), count(), max(amount, 2), sum('1') AS x FROM orders GROUP BY tumble('1 s')"),
              ElementsAre("7+3: sum(*) does not exist; name what to aggregate",
                          "15+5: count() takes one argument, not 0; count(*) counts rows",
                          "24+3: max() takes one argument, not 2",
                          "40+3: function sum(unknown) is not unique; cast the "
                          "argument"));
  EXPECT_THAT(
      problems_of("SELECT summ(amount) FROM orders GROUP BY tumble('1 s')"),
      ElementsAre("7+4: function summ() is not supported (did you mean sum()?); there are count, sum, min, max, "
                  "avg and, in GROUP BY, tumble"));
}

TEST(Problems, OfColumnsNeitherGroupedNorAggregated) {
  EXPECT_THAT(
      problems_of("SELECT user_id, status, amount + sum(amount) AS x FROM orders GROUP BY user_id, tumble('1 s')"),
      ElementsAre("16+6: column 'status' must appear in the GROUP BY clause or be used in an aggregate function",
                  "24+6: column 'amount' must appear in the GROUP BY clause or be used in an aggregate "
                  "function"));
  EXPECT_THAT(
      problems_of("SELECT quantity + 1 AS a, quantity + 2 AS b FROM orders GROUP BY quantity + 1, tumble('1 s')"),
      ElementsAre("26+8: column 'quantity' must appear in the GROUP BY clause or be used in an aggregate "
                  "function"));
}

TEST(Problems, OfTheWindow) {
  EXPECT_THAT(problems_of("SELECT user_id FROM orders GROUP BY user_id"),
              ElementsAre("36+7: GROUP BY needs a window over the stream: add tumble('1 minute')"));
  EXPECT_THAT(problems_of("SELECT count(*) FROM orders GROUP BY tumble('1 s'), tumble('2 s')"),
              ElementsAre("52+6: a second tumble(): a query has one window"));
  EXPECT_THAT(
      problems_of("SELECT tumble('1 s') AS x FROM orders WHERE tumble('1 s') = 1"),
      ElementsAre("7+6: tumble() belongs in GROUP BY; its window's window_start and window_end can be selected",
                  "44+6: tumble() belongs in GROUP BY; its window's window_start and window_end can be selected"));
  EXPECT_THAT(problems_of("SELECT window_start FROM orders"),
              ElementsAre("7+12: window_start exists only in a windowed query: add GROUP BY tumble('1 minute')"));
  EXPECT_THAT(
      problems_of("SELECT max(window_end) FROM orders WHERE window_start > '2026-01-01' GROUP BY tumble('1 s')"),
      ElementsAre("11+10: window_end is known only when a window fires: use it in the SELECT list, outside "
                  "aggregates",
                  "41+12: window_start is known only when a window fires: use it in the SELECT list, outside "
                  "aggregates"));
  EXPECT_THAT(problems_of("SELECT * FROM orders GROUP BY tumble('1 s')"),
              ElementsAre("7+1: * is not possible in a windowed query: name the grouped columns and aggregates"));
}

TEST(Problems, OfTheWindowsSize) {
  const auto sized = [](const std::string& size) {
    return problems_of("SELECT count(*) FROM orders GROUP BY tumble(" + size + ")");
  };
  EXPECT_THAT(sized("'1 minutte'"),
              ElementsAre("44+11: tumble('1 minutte'): unknown unit 'minutte'; did you mean 'minute'?"));
  EXPECT_THAT(sized("'1 fortnight'"), ElementsAre("44+13: tumble('1 fortnight'): unknown unit 'fortnight'; units are "
                                                  "milliseconds, seconds, minutes, hours, days and weeks"));
  EXPECT_THAT(sized("'2 months'"), ElementsAre("44+10: tumble('2 months'): 'months' has no fixed length; use days"));
  EXPECT_THAT(sized("'0 s'"), ElementsAre("44+5: tumble('0 s'): a window's size must be positive"));
  EXPECT_THAT(sized("'-1 minute'"), ElementsAre("44+11: tumble('-1 minute'): a window's size must be positive"));
  EXPECT_THAT(sized("''"), ElementsAre("44+2: tumble(''): write a whole number and a unit, like '1 minute'"));
  EXPECT_THAT(sized("'minute'"),
              ElementsAre("44+8: tumble('minute'): write a whole number and a unit, like '1 minute'"));
  EXPECT_THAT(sized("'1.5 s'"), ElementsAre("44+7: tumble('1.5 s'): write a whole number and a unit, like '1 minute'"));
  EXPECT_THAT(sized("'99999 days'"), ElementsAre("44+12: tumble('99999 days'): longer than 3650 days"));
  EXPECT_THAT(sized("60"), ElementsAre("44+2: tumble() takes a literal: tumble('1 minute')"));
  EXPECT_THAT(sized("status"), ElementsAre("44+6: tumble() takes a literal: tumble('1 minute')"));
  EXPECT_THAT(sized(""), ElementsAre("37+6: tumble() takes one argument, the window's size: tumble('1 minute')"));
}

TEST(Problems, OfGroupBy) {
  EXPECT_THAT(problems_of("SELECT status FROM orders GROUP BY 2, 'x', 1.5, tumble('1 s')"),
              ElementsAre("35+1: GROUP BY position 2 is not in the SELECT list",
                          "38+3: non-integer constant in GROUP BY", "43+3: non-integer constant in GROUP BY"));
  EXPECT_THAT(problems_of("SELECT extra FROM orders GROUP BY extra, tumble('1 s')"),
              ElementsAre("34+5: grouping by jsonb is not supported"));
  EXPECT_THAT(problems_of("SELECT 1 AS x FROM orders GROUP BY 1 + tumble('1 s'), tumble('1 s')"),
              ElementsAre("39+6: tumble() stands alone in GROUP BY, not inside an expression"));
}

TEST(Problems, OfOutputNames) {
  EXPECT_THAT(problems_of("SELECT status, amount AS status FROM orders"),
              ElementsAre("15+6: two output columns are called 'status': give one another name with AS"));
  EXPECT_THAT(problems_of("SELECT *, status FROM orders"),
              ElementsAre("10+6: two output columns are called 'status': give one another name with AS"));
  EXPECT_THAT(problems_of("SELECT amount + 1, 'x' FROM orders"),
              ElementsAre("14+1: this column has no name: add AS and a name",
                          "19+3: this column has no name: add AS and a name"));
}

TEST(Problems, OfTheSyntaxAreTheParsersOwn) {
  EXPECT_THAT(problems_of("SELECT status FRM orders"), ElementsAre("18+6: syntax error at or near \"orders\""));
  EXPECT_THAT(problems_of("SELECT"),
              ElementsAre("0+6: SELECT names no column",
                          "0+6: the query reads from nothing: add FROM and the name of a source"));
  EXPECT_THAT(problems_of("SELECT status FROM\n  "), ElementsAre("18+1: syntax error at end of input"));
  EXPECT_THAT(problems_of("SELECT 'open FROM orders"),
              ElementsAre("7+1: unterminated quoted string at or near \"'open FROM orders\""));
  EXPECT_THAT(problems_of("SELECT FROM orders"), ElementsAre("0+6: SELECT names no column"));
  EXPECT_THAT(problems_of(""), ElementsAre("0+1: the text holds no statement; a query is one SELECT"));
  EXPECT_THAT(problems_of("-- nothing"), ElementsAre("0+1: the text holds no statement; a query is one SELECT"));
}

TEST(Problems, CountBytesWhateverStandsBeforeThem) {
  EXPECT_THAT(problems_of("SELECT 'äöü€😀' AS \"Größe\", amont FROM orders"),
              ElementsAre("37+5: unknown column 'amont' of source 'orders'; did you mean 'amount'? For a new field add "
                          "to sources.orders.columns: `amont: text` (or its type)"));
  EXPECT_THAT(problems_of("SELECT 'äöü€😀' AS \"Größe\" FRM orders"),
              ElementsAre("36+3: syntax error at or near \"FRM\""));
  EXPECT_THAT(problems_of("SELECT 'ä' AS x FROM orders /* ü"),
              ElementsAre("29+1: unterminated /* comment at or near \"/* ü\""));
}

TEST(Problems, AreAllToldInTheOrderOfTheText) {
  EXPECT_THAT(problems_of("SELECT ammount, sum(stauts) AS s FROM orders WHERE quantity > 'x' GROUP BY nothing"),
              testing::SizeIs(5));
  const auto query =
      compile("SELECT nope1, nope2 FROM orders WHERE nope3 GROUP BY nope4, tumble('x') LIMIT 1", test_sources());
  ASSERT_FALSE(query);
  EXPECT_EQ(query.error().size(), 6U);
  EXPECT_TRUE(std::ranges::is_sorted(query.error(), {}, &Problem::offset));
}

TEST(Problems, OfTheRestAreToldWhereTheSourceIsUnknown) {
  EXPECT_THAT(
      problems_of("SELECT user_id, summ(amount) AS s, sum(max(amount)) AS m FROM ordesr WHERE 1 / 0 > 1 "
                  "GROUP BY user_id, tumble('1 minutte') LIMIT 1"),
      ElementsAre("16+4: function summ() is not supported (did you mean sum()?); there are count, sum, min, max, avg "
                  "and, in GROUP BY, tumble",
                  "39+3: aggregate function calls cannot be nested",
                  "62+6: unknown source 'ordesr'; did you mean 'orders'?",
                  "77+1: division by zero, whatever the record is",
                  "110+11: tumble('1 minutte'): unknown unit 'minutte'; did you mean 'minute'?",
                  "123+5: LIMIT (or FETCH) is not supported: a stream has no end; rows come as windows fire"));
}

TEST(Problems, OfTheRestAreToldWhereTheSourceIsAJoin) {
  EXPECT_THAT(problems_of("SELECT o.user_id, c.page, now() AS n FROM orders o, clicks c"),
              ElementsAre(testing::HasSubstr("function now() is not supported"),
                          testing::HasSubstr("a join (more than one source in FROM)")));
}

TEST(Problems, AreNotGuessedWhereTheSourceIsUnknown) {
  for (const char* sql : {"SELECT anything, window_start FROM ordesr WHERE window_end > '2026-01-01' AND it",
                          "SELECT *, anything + 1 AS a FROM ordesr", "SELECT ordesr.x FROM ordesr",
                          "SELECT max(a) AS m FROM ordesr GROUP BY m, tumble('1 s')",
                          "SELECT a, window_start, sum(b) FROM ordesr GROUP BY window_start, tumble('1 s')"}) {
    EXPECT_THAT(problems_of(sql), ElementsAre(testing::HasSubstr("unknown source 'ordesr'"))) << sql;
  }
}

TEST(Problems, OfAColumnThatCannotBeReadAreLeftToItsDeclaration) {
  auto sources = test_sources();
  sources[1].columns.push_back({"at", {}, {}});
  const auto messages = [&](const std::string& sql) {
    std::vector<std::string> all;
    const auto query = compile(sql, sources);
    if (query) return std::vector<std::string>{"compiled"};
    for (const auto& problem : query.error()) all.push_back(problem.message);
    return all;
  };
  EXPECT_THAT(messages("SELECT page FROM clicks"), ElementsAre("compiled"));
  EXPECT_THAT(messages("SELECT at FROM clicks"), IsEmpty());
  EXPECT_THAT(messages("SELECT * FROM clicks"), IsEmpty());
  EXPECT_THAT(messages("SELECT at AS page, page FROM clicks WHERE atx = 1"),
              ElementsAre(testing::HasSubstr("two output columns are called 'page'"),
                          testing::HasSubstr("unknown column 'atx'")));
  EXPECT_THAT(messages("SELECT count(at) AS n FROM clicks"), ElementsAre(testing::HasSubstr("needs a window")));
}

TEST(Problems, OfAColumnThatIsCalledLikeTheWindow) {
  auto sources = test_sources();
  sources[1].columns.push_back({"window_start", {TypeKind::kTimestamp, 0, 0}, {}});
  EXPECT_TRUE(compile("SELECT window_start FROM clicks", sources));
  EXPECT_TRUE(compile("SELECT count(*) FROM clicks WHERE window_start > '2026-01-01' GROUP BY tumble('1 s')", sources));
  EXPECT_TRUE(compile("SELECT clicks.window_start FROM clicks GROUP BY window_start, tumble('1 s')", sources));
  const auto ambiguous = compile("SELECT window_start FROM clicks GROUP BY window_start, tumble('1 s')", sources);
  ASSERT_FALSE(ambiguous);
  EXPECT_EQ(ambiguous.error().front().message,
            "'window_start' is both a column of source 'clicks' and the window's; qualify it with the source to mean "
            "the column");
}

}  // namespace
}  // namespace millrace::sql
