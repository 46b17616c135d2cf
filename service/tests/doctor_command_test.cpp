// What `millrace doctor` prints before it can examine anything.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "base/tests/temp_directory.h"
#include "checkpoint/json_value.h"
#include "service/admin_client.h"
#include "service/commands.h"

namespace millrace::test {
namespace {

using ::testing::HasSubstr;

TEST(DoctorCommand, PrintsABadFileAsAFindingInJson) {
  const TempDirectory folder;
  std::ofstream(folder / "bad.yaml") << "name: 'shop'\nsauces: {}\n";
  std::ostringstream out, err;
  EXPECT_EQ(execute(DoctorCommand{folder / "bad.yaml", true}, out, err), ExitCode::kConfiguration);
  const auto finding = parse_json(out.str());
  ASSERT_TRUE(finding) << out.str();
  EXPECT_EQ(text_of(&*finding, "verdict"), "fail");
  EXPECT_EQ(text_of(&*finding, "check"), "file");
  EXPECT_THAT(text_of(&*finding, "found"), HasSubstr("sauces"));
  EXPECT_EQ(err.str(), "");
}

}  // namespace
}  // namespace millrace::test
