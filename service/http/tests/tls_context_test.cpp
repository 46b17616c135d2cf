// Which files make a server speak TLS, and what is said of those that cannot.
#include "service/http/tls_context.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "service/http/certificate_dates.h"
#include "service/http/tests/certificates.h"

namespace millrace::test {
namespace {

using ::testing::HasSubstr;

class TlsContexts : public ::testing::Test {
 protected:
  // The server's files but one.
  void expect_refused(std::filesystem::path TlsFiles::* which, const std::string& file, const std::string& key,
                      const std::string& reason) {
    TlsFiles files = certificates_.server_that_knows_clients();
    files.*which = certificates_ / file;
    const auto context = server_context(files);
    ASSERT_FALSE(context) << file;
    EXPECT_EQ(context.error().key, key);
    EXPECT_EQ(context.error().file, certificates_ / file);
    EXPECT_THAT(context.error().reason, HasSubstr(reason));
  }

  const Certificates certificates_;
};

TEST_F(TlsContexts, TakeACertificateAndItsKey) {
  EXPECT_TRUE(server_context(certificates_.server()));
  EXPECT_TRUE(server_context(certificates_.server_that_knows_clients()));
}

TEST_F(TlsContexts, TakeACertificateWithoutItsKeyForAClientOnly) {
  TlsFiles files = certificates_.server();
  files.key.clear();
  EXPECT_TRUE(client_context(files));
  EXPECT_FALSE(server_context(files));
}

TEST_F(TlsContexts, RefuseAFileThatIsNotThere) {
  expect_refused(&TlsFiles::certificate, "none", "certificate", "No such file");
  expect_refused(&TlsFiles::key, "none", "key", "No such file");
  expect_refused(&TlsFiles::client_ca, "none", "client_ca", "No such file");
}

TEST_F(TlsContexts, RefuseAFolder) {
  std::filesystem::create_directory(certificates_ / "folder");
  expect_refused(&TlsFiles::certificate, "folder", "certificate", "Is a directory");
}

TEST_F(TlsContexts, RefuseAFileThatHoldsSomethingElse) {
  std::ofstream(certificates_ / "words") << "words\n";
  expect_refused(&TlsFiles::certificate, "words", "certificate", "it does not hold a certificate");
  expect_refused(&TlsFiles::certificate, "broker.key", "certificate", "it does not hold a certificate");
  expect_refused(&TlsFiles::key, "broker.crt", "key", "it does not hold a private key");
  expect_refused(&TlsFiles::client_ca, "words", "client_ca", "it does not hold certificates");
}

TEST_F(TlsContexts, RefuseTheKeyOfAnotherCertificate) {
  expect_refused(&TlsFiles::key, "client.key", "key", "it is not the key of the first certificate in ");
}

// And ask nobody for the password.
TEST_F(TlsContexts, RefuseALockedKey) {
  expect_refused(&TlsFiles::key, "client.locked.key", "key", "without a password");
}

TEST_F(TlsContexts, DoNotLookAtDates) {
  EXPECT_TRUE(server_context({certificates_ / "expired.crt", certificates_ / "expired.key", ""}));
}

TEST_F(TlsContexts, AreToldOfDatesBySomebodyElse) {
  EXPECT_THAT(untimely(certificates_ / "expired.crt").value_or("good"), HasSubstr("expired at 2"));
  EXPECT_EQ(untimely(certificates_ / "broker.crt"), std::nullopt);
  EXPECT_EQ(untimely(certificates_ / "none"), std::nullopt);
}

}  // namespace
}  // namespace millrace::test
