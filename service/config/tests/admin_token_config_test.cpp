// The token that `admin` names, looked at where `run` and `check` look.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "base/tests/temp_directory.h"
#include "service/config/tests/pipeline_files.h"

namespace millrace {
namespace {

using ::testing::HasSubstr;

class AdminTokenConfig : public ::testing::Test {
 protected:
  std::vector<ConfigProblem> problems_of_token(const std::string& token, NamedFiles files = NamedFiles::kRead) {
    std::ofstream(file()) << token;
    return look(files);
  }
  std::vector<ConfigProblem> look(NamedFiles files = NamedFiles::kRead) const {
    const auto text = std::string(kGoodFile) + "admin: { token_file: " + file().string() + " }\n";
    const auto config = read_config(text, no_variables(), files);
    return config ? std::vector<ConfigProblem>{} : config.error();
  }
  std::filesystem::path file() const { return folder_ / "token"; }

  const TempDirectory folder_;
};

TEST_F(AdminTokenConfig, IsFineWithAToken) { EXPECT_TRUE(problems_of_token("0123456789abcdef\n").empty()); }

TEST_F(AdminTokenConfig, NamesAFileThatIsNotThereWithTheRemedy) {
  const auto problems = look();
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_THAT(problems[0].message, HasSubstr(file().string() + ": No such file or directory. Make one"));
}

TEST_F(AdminTokenConfig, NamesATokenThatIsTooShort) {
  const auto problems = problems_of_token("abc\n");
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_THAT(problems[0].message, HasSubstr("a token has 16 to 512 characters, this one 3"));
}

TEST_F(AdminTokenConfig, IsTakenAtItsWordWhereNobodyListens) { EXPECT_TRUE(look(NamedFiles::kNotRead).empty()); }

}  // namespace
}  // namespace millrace
