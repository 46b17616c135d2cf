// What a start says that is not let in at all.
#include <gmock/gmock.h>

#include "integration-tests/harness/eventually.h"
#include "integration-tests/security/secured_trial.h"

namespace millrace::trial {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class Credentials : public SecuredTrial {
 protected:
  void expect_refused(const Way& way, const std::string& cause, const std::string& remedy) {
    start(way);
    EXPECT_EQ(trial_.service.wait(), Exit{.code = 3}) << cause;
    EXPECT_THAT(trial_.service.log(), AllOf(HasSubstr(cause), HasSubstr(remedy)));
  }
};

TEST_F(Credentials, ThatAreWrongAreNamedAndEndTheStart) {
  Way wrong_password = by_scram();
  wrong_password.properties["sasl.password"] = "not-it";
  expect_refused(wrong_password, "Authentication failed",
                 "Check kafka: sasl.mechanisms, sasl.username and sasl.password");

  Way no_mechanism = by_scram();
  no_mechanism.properties["sasl.mechanisms"] = "PLAIN";
  expect_refused(no_mechanism, "mechanism", "Check kafka: sasl.mechanisms, sasl.username and sasl.password");

  Way stranger = by_tls();
  stranger.properties["ssl.ca.location"] = broker_.certificate("stranger.pem");
  expect_refused(stranger, "certificate verify failed", "Check kafka: security.protocol, ssl.ca.location");
}

// The client does not tell this refusal from a broken connection: it is tried again, and said why.
TEST_F(Credentials, ThatAreMissingAreSaidWhileTheStartWaits) {
  Way no_certificate = by_tls();
  no_certificate.listener = "mtls";
  start(no_certificate);
  eventually("the reason in the log", std::chrono::seconds(60), [&] {
    const std::string log = trial_.service.log();
    return log.find("waiting for Kafka") != log.npos && log.find("alert bad certificate") != log.npos ? "" : log;
  });
}

}  // namespace
}  // namespace millrace::trial
