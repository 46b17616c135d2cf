#include "checkpoint/checkpoint_name.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "checkpoint/checkpoint_store.h"

namespace millrace {
namespace {

using ::testing::HasSubstr;

CheckpointName any_name() {
  return {CheckpointId{*rc::gen::arbitrary<std::uint64_t>()}, Incarnation{*rc::gen::arbitrary<std::uint64_t>()},
          *rc::gen::arbitrary<std::uint64_t>(), *rc::gen::arbitrary<std::uint64_t>()};
}

constexpr CheckpointName kName{CheckpointId{41}, Incarnation{3}, 0x00000000000000abULL, 0x0123456789abcdefULL};

TEST(CheckpointName, SaysFormatIdIncarnationAndHash) {
  EXPECT_EQ(to_string(kName), "millrace1.41.3.00000000000000ab0123456789abcdef");
  EXPECT_EQ(manifest_object(kName), "manifests/41-3-00000000000000ab0123456789abcdef.json");
}

RC_GTEST_PROP(CheckpointName, IsReadBackAsItWasWritten, ()) {
  const CheckpointName name = any_name();
  RC_ASSERT(parse_checkpoint_name(to_string(name)).value() == name);
  RC_ASSERT(name_of_object(manifest_object(name)) == name);
  RC_ASSERT(check_object_name(manifest_object(name)).has_value());
}

// Hole 13: the broker takes 4096 bytes of metadata; other tools print it.
RC_GTEST_PROP(CheckpointName, IsShortAndPrintable, ()) {
  const std::string text = to_string(any_name());
  RC_ASSERT(text.size() < 100U);
  RC_ASSERT(std::ranges::all_of(text, [](char c) { return c > ' ' && c < 127; }));
}

// Hole 9: the tools that reset a group write no metadata; other programs write their own.
TEST(CheckpointName, RefusesEveryOtherSpelling) {
  const std::string hash = "00000000000000ab0123456789abcdef";
  for (const std::string& text :
       {std::string(), std::string("millrace1"), std::string("{\"v\":1}"), "millrace2.41.3." + hash,
        "Millrace1.41.3." + hash, "millrace1.041.3." + hash, "millrace1.+41.3." + hash, "millrace1.-1.3." + hash,
        "millrace1.41.." + hash, "millrace1.41.3." + hash.substr(1), "millrace1.41.3.0" + hash,
        "millrace1.41.3." + std::string("A") + hash.substr(1), "millrace1.41.3." + hash + " ",
        "millrace1.41.3.-" + hash.substr(1), "millrace1.99999999999999999999.3." + hash,
        "millrace1.41.3." + hash + std::string(1, '\0')}) {
    const auto name = parse_checkpoint_name(text);
    ASSERT_FALSE(name) << text;
    EXPECT_EQ(name.error().stop, StopReason::kRefused);
    EXPECT_EQ(name.error().reaction, Reaction::kStop);
  }
}

TEST(CheckpointName, QuotesWhatItRefusesInPrintableForm) {
  const auto name = parse_checkpoint_name(std::string_view("a\0\n\x80z", 5));
  ASSERT_FALSE(name);
  EXPECT_THAT(name.error().object, HasSubstr("\\n"));
  EXPECT_TRUE(std::ranges::all_of(name.error().object, [](char c) { return c >= ' ' && c < 127; }));
  EXPECT_LT(parse_checkpoint_name(std::string(4096, 'x')).error().object.size(), 200U);
}

TEST(CheckpointName, IsNotReadFromOtherObjects) {
  const std::string hash = "00000000000000ab0123456789abcdef";
  for (const std::string& object :
       {std::string(), std::string("manifests/"), std::string("manifests.json"), std::string("manifests/.json"),
        "deltas/41-3-" + hash + ".json", "manifests/41-3-" + hash, "manifests/41-3-" + hash + ".json.tmp",
        "manifests/x/41-3-" + hash + ".json", "manifests/041-3-" + hash + ".json",
        "manifests/41.3." + hash + ".json"}) {
    EXPECT_EQ(name_of_object(object), std::nullopt) << object;
  }
}

}  // namespace
}  // namespace millrace
