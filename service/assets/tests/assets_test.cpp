#include "service/assets/assets.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace millrace {
namespace {

TEST(Assets, AreThereByFolderAndName) {
  EXPECT_TRUE(asset("page/index.html").starts_with("<!doctype html>"));
  EXPECT_TRUE(asset("rules/service.yaml").starts_with("groups:"));
  EXPECT_TRUE(asset("dashboards/overview.json").starts_with("{"));
}

TEST(Assets, AreNeverEmpty) {
  ASSERT_FALSE(assets().empty());
  for (const Asset& each : assets()) EXPECT_FALSE(each.text.empty()) << each.name;
}

TEST(Assets, HaveNoOtherNames) {
  EXPECT_THROW(asset("index.html"), std::logic_error);
  EXPECT_THROW(asset(""), std::logic_error);
}

}  // namespace
}  // namespace millrace
