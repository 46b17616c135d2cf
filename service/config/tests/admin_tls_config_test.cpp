// The section `admin.tls`.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "service/config/tests/pipeline_files.h"
#include "service/http/tests/certificates.h"

namespace millrace {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class AdminTlsConfig : public ::testing::Test {
 protected:
  static std::string with(const std::string& admin) { return std::string(kGoodFile) + "admin:\n  tls:\n" + admin; }
  std::string with(const std::string& certificate, const std::string& key, const std::string& client_ca) const {
    return with("    certificate: " + (certificates_ / certificate).string() + "\n    key: " +
                (certificates_ / key).string() + "\n    client_ca: " + (certificates_ / client_ca).string() + "\n");
  }
  // What is wrong where `run` and `check` look.
  static std::vector<ConfigProblem> looked_at(const std::string& text) {
    const auto config = read_config(text, no_variables(), NamedFiles::kRead);
    return config ? std::vector<ConfigProblem>{} : config.error();
  }

  const test::Certificates certificates_;
};

TEST_F(AdminTlsConfig, IsNoneUnlessTheFileAsksForIt) {
  const auto admin = read_well(kGoodFile + std::string("admin: {}\n")).admin.value();
  EXPECT_FALSE(admin.tls);
  EXPECT_FALSE(admin.can_change());
}

TEST_F(AdminTlsConfig, TakesItsKeys) {
  const auto admin = read_well(with("    { certificate: c.pem, key: k.pem, client_ca: a.pem }\n")).admin.value();
  EXPECT_EQ(admin.tls->certificate, "c.pem");
  EXPECT_EQ(admin.tls->key, "k.pem");
  EXPECT_EQ(admin.tls->client_ca, "a.pem");
  EXPECT_TRUE(admin.can_change());
}

TEST_F(AdminTlsConfig, KnowsNoClientsWithoutAnAuthority) {
  EXPECT_FALSE(read_well(with("    { certificate: c.pem, key: k.pem }\n")).admin->can_change());
}

TEST_F(AdminTlsConfig, NeedsACertificateAndItsKey) {
  const auto keyless = problems_of(with("    certificate: c.pem\n"));
  ASSERT_EQ(keyless.size(), 1U);
  EXPECT_THAT(keyless[0].message, HasSubstr("admin.tls needs the key 'key'"));
  EXPECT_EQ(keyless[0].line, 21U);
  const auto bare = problems_of(with("    client_ca: a.pem\n"));
  ASSERT_EQ(bare.size(), 2U);
  EXPECT_THAT(bare[0].message, HasSubstr("admin.tls needs the key 'certificate'"));
  EXPECT_THAT(problems_of(with("    { certificate: \"\", key: k.pem }\n"))[0].message, HasSubstr("cannot be empty"));
}

TEST_F(AdminTlsConfig, IsTakenAtItsWordWhereNobodyListens) {
  read_well(with("    { certificate: /none, key: /none }\n"));
}

TEST_F(AdminTlsConfig, IsGoodIfItsFilesAre) {
  const auto config = read_config(with("broker.crt", "broker.key", "ca.pem"), no_variables(), NamedFiles::kRead);
  ASSERT_TRUE(config);
  EXPECT_THAT(config->notes(), IsEmpty());
}

TEST_F(AdminTlsConfig, IsLookedAtAndTheFileIsNamedAtItsPlace) {
  const auto problems = looked_at(with("broker.crt", "client.key", "ca.pem"));
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_THAT(problems[0].message, HasSubstr("'key' of admin.tls: " + (certificates_ / "client.key").string() +
                                             ": it is not the key of the first certificate in "));
  EXPECT_EQ(problems[0].line, 23U);
  EXPECT_EQ(problems[0].column, 10U);
}

TEST_F(AdminTlsConfig, IsRefusedWithFilesThatAreNotThere) {
  EXPECT_EQ(looked_at(with("none", "broker.key", "ca.pem")).at(0).line, 22U);
  EXPECT_EQ(looked_at(with("broker.crt", "none", "ca.pem")).at(0).line, 23U);
  const auto problems = looked_at(with("broker.crt", "broker.key", "none"));
  EXPECT_EQ(problems.at(0).line, 24U);
  EXPECT_THAT(problems.at(0).message, HasSubstr("No such file or directory"));
}

TEST_F(AdminTlsConfig, WarnsOfACertificateOfYesterday) {
  const auto config = read_config(with("expired.crt", "expired.key", "ca.pem"), no_variables(), NamedFiles::kRead);
  ASSERT_TRUE(config);
  EXPECT_THAT(config->notes(), ElementsAre(HasSubstr("expired at 2")));
}

}  // namespace
}  // namespace millrace
