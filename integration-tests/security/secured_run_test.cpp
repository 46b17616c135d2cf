// Exactly once, by every secured way in, with no more permissions than it takes.
#include "integration-tests/security/secured_trial.h"

namespace millrace::trial {
namespace {

class SecuredRun : public SecuredTrial {
 protected:
  // Across a kill, so that recovery goes the same way.
  void expect_exact_by(const Way& way) {
    const auto feed = trial_.feed_in_background(5000);
    start(way);
    trial_.service.await_metric("millrace_records_out_total", 100);
    trial_.service.kill();
    start(way);
    trial_.service.await_metric("millrace_checkpoints_completed_total", 5);
    feed->end();
    trial_.expect_exact(500);
  }
};

TEST_F(SecuredRun, IsExactOverTls) { expect_exact_by(by_tls()); }

TEST_F(SecuredRun, IsExactOverMutualTlsWithALockedKey) {
  grant(needed());
  expect_exact_by(by_mtls());
}

TEST_F(SecuredRun, IsExactOverScram256) {
  grant(needed());
  expect_exact_by(by_scram("SCRAM-SHA-256"));
}

TEST_F(SecuredRun, IsExactOverScram512) {
  grant(needed());
  expect_exact_by(by_scram("SCRAM-SHA-512"));
}

}  // namespace
}  // namespace millrace::trial
