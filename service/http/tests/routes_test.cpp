#include "service/http/routes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace millrace {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

Routes some_routes() {
  Routes routes([](int status, const std::string& reason) { return HttpAnswer{.status = status, .body = reason}; });
  routes.add("GET", "/things", [](const HttpRequest&) { return HttpAnswer{.body = "seen"}; });
  routes.add("POST", "/things", [](const HttpRequest&) { return HttpAnswer{.status = 202, .body = "made"}; });
  routes.add("GET", "/broken", [](const HttpRequest&) -> HttpAnswer { throw std::runtime_error("the inside"); });
  return routes;
}

HttpAnswer answer(const std::string& method, const std::string& path) {
  return some_routes().answer({method, path, {}, ""});
}

TEST(Routes, AnswerByPathAndMethod) {
  EXPECT_EQ(answer("GET", "/things").body, "seen");
  EXPECT_EQ(answer("POST", "/things").body, "made");
}

TEST(Routes, AskTheGateBeforeAHandler) {
  auto routes = some_routes();
  routes.guard([](const HttpRequest& request) -> std::optional<HttpAnswer> {
    if (request.host == "here") return std::nullopt;
    return HttpAnswer{.status = 421};
  });
  EXPECT_EQ(routes.answer({"GET", "/things", {}, "", "elsewhere"}).status, 421);
  EXPECT_EQ(routes.answer({"GET", "/broken", {}, "", "elsewhere"}).status, 421);
  EXPECT_EQ(routes.answer({"PUT", "/things", {}, "", "elsewhere"}).status, 405);
  EXPECT_EQ(routes.answer({"GET", "/things", {}, "", "here"}).status, 200);
}

TEST(Routes, AnswerHeadLikeGet) { EXPECT_EQ(answer("HEAD", "/things").status, 200); }

TEST(Routes, SayWhatThereIsInsteadOfAnUnknownPath) {
  const auto refused = answer("GET", "/thing");
  EXPECT_EQ(refused.status, 404);
  EXPECT_THAT(refused.body, HasSubstr("/broken, /things"));
}

TEST(Routes, SayWhichMethodsAPathAllows) {
  for (const char* method : {"DELETE", "PUT", "OPTIONS", "QUERY", "get", ""}) {
    const auto refused = answer(method, "/things");
    EXPECT_EQ(refused.status, 405) << method;
    EXPECT_THAT(refused.headers, Contains(Pair("Allow", "GET, HEAD, POST"))) << method;
  }
  EXPECT_THAT(answer("POST", "/broken").headers, Contains(Pair("Allow", "GET, HEAD")));
}

TEST(Routes, TellNobodyWhatAHandlerThrew) {
  const auto refused = answer("GET", "/broken");
  EXPECT_EQ(refused.status, 500);
  EXPECT_THAT(refused.body, testing::Not(HasSubstr("inside")));
}

TEST(Routes, KnowWhatTheyHave) {
  const auto routes = some_routes();
  EXPECT_THAT(routes.paths(), ElementsAre("/broken", "/things"));
  EXPECT_TRUE(routes.has({"POST", "/things", {}, ""}));
  EXPECT_FALSE(routes.has({"POST", "/broken", {}, ""}));
  EXPECT_FALSE(routes.has({"GET", "/", {}, ""}));
}

}  // namespace
}  // namespace millrace
