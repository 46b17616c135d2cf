// What a start says that lacks a permission: which, on what, and the command that grants it. Nothing runs, nothing is
// tried for ever.
#include <gmock/gmock.h>

#include "integration-tests/security/secured_trial.h"

namespace millrace::trial {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class Permissions : public SecuredTrial {
 protected:
  Permissions() { trial_.feed(1000); }

  void expect_refused(const std::string& denied, const std::string& remedy) {
    start(by_scram());
    EXPECT_EQ(trial_.service.wait(), Exit{.code = 3}) << denied;
    EXPECT_THAT(trial_.service.log(), AllOf(HasSubstr(denied), HasSubstr(remedy)));
  }
  // All that is needed but one; and some more.
  void without(std::size_t acl, const std::vector<Acl>& more = {}) {
    auto acls = needed();
    acls.erase(acls.begin() + static_cast<std::ptrdiff_t>(acl));
    acls.insert(acls.end(), more.begin(), more.end());
    grant(acls);
  }
};

TEST_F(Permissions, ToReadTheSourceIsNamed) {
  const Acl describe{RD_KAFKA_RESOURCE_TOPIC, trial_.input.name(), RD_KAFKA_ACL_OPERATION_DESCRIBE};
  without(0);
  expect_refused("topic " + trial_.input.name() + ": Broker: Topic authorization failed",
                 "--operation Describe --topic " + trial_.input.name());
  without(0, {describe});
  expect_refused("read source orders: topic " + trial_.input.name() + ": this user may not read it",
                 "--operation Read --topic " + trial_.input.name());
}

TEST_F(Permissions, ToWriteTheSinkIsNamedBeforeTheFirstRow) {
  const Acl describe{RD_KAFKA_RESOURCE_TOPIC, trial_.output.name(), RD_KAFKA_ACL_OPERATION_DESCRIBE};
  without(1);
  expect_refused("topic " + trial_.output.name() + ": Broker: Topic authorization failed",
                 "--operation Describe --topic " + trial_.output.name());
  without(1, {describe});
  expect_refused("write the rows of query per_user: topic " + trial_.output.name() + ": this user may not write to it",
                 "--operation Write --topic " + trial_.output.name());
}

TEST_F(Permissions, ToCommitForTheGroupIsNamed) {
  without(2);
  expect_refused("Group authorization failed", "--operation Read --group " + trial_.service.spec().name);
}

TEST_F(Permissions, ToUseTheTransactionalIdIsNamed) {
  const std::string name = trial_.service.spec().name;
  const std::string remedy = "--operation Write --operation Describe --transactional-id " + name;
  without(3);
  expect_refused("TRANSACTIONAL_ID_AUTHORIZATION_FAILED", remedy);
  without(3, {{RD_KAFKA_RESOURCE_TRANSACTIONAL_ID, name, RD_KAFKA_ACL_OPERATION_DESCRIBE}});
  expect_refused("TRANSACTIONAL_ID_AUTHORIZATION_FAILED", remedy);
}

// What the doctor says of them, before anything is started.
class PermissionsBeforeAStart : public Permissions {
 protected:
  std::string doctor(int code) {
    const auto answer = ask(by_scram(), {"doctor"});
    EXPECT_EQ(answer.code, code) << answer.text;
    return answer.text;
  }
};

TEST_F(PermissionsBeforeAStart, AreFineAsGenerated) {
  grant(needed());
  EXPECT_THAT(doctor(0), Not(HasSubstr("fail  ")));
}

TEST_F(PermissionsBeforeAStart, ThatLackOneAreNamed) {
  const std::string name = trial_.service.spec().name;
  without(0);
  EXPECT_THAT(doctor(3), HasSubstr("--operation Describe --topic " + trial_.input.name()));
  without(1);
  EXPECT_THAT(doctor(3), HasSubstr("--operation Describe --topic " + trial_.output.name()));
  without(2);
  EXPECT_THAT(doctor(3), AllOf(HasSubstr("Group authorization failed"), HasSubstr("--operation Read --group " + name)));
}

// Its input has no closing records: windows go on firing.
class PermissionsOfARun : public SecuredTrial {};

TEST_F(PermissionsOfARun, ThatAreTakenAwayEndIt) {
  grant(needed());
  const auto feed = trial_.feed_in_background(2000);
  start(by_scram());
  trial_.service.await_metric("millrace_records_out_total", 100);
  const Acl deny{RD_KAFKA_RESOURCE_TOPIC, trial_.output.name(), RD_KAFKA_ACL_OPERATION_WRITE,
                 RD_KAFKA_ACL_PERMISSION_TYPE_DENY};
  add_acls(broker_.bootstrap(), "User:client", {&deny, 1});
  EXPECT_EQ(trial_.service.wait(), Exit{.code = 3});
  EXPECT_THAT(trial_.service.log(), HasSubstr("--operation Write --topic " + trial_.output.name()));
}

}  // namespace
}  // namespace millrace::trial
