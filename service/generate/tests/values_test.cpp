#include "service/generate/values.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "service/config/tests/pipeline_files.h"

namespace millrace {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::string values_of(const std::string& text, const Environment& environment = no_variables(),
                      const GivenObjectives& given = {}) {
  return helm_values(read_well(text, environment), text, environment, given);
}

std::string with_kafka(const std::string& properties) {
  return spoilt("  bootstrap.servers: localhost:9092\n", "  bootstrap.servers: localhost:9092\n" + properties);
}

TEST(HelmValues, HoldThePipeline) {
  const auto values = values_of(kGoodFile);
  EXPECT_THAT(values, StartsWith("# Values of helm/millrace for pipeline orders-per-user"));
  EXPECT_THAT(values,
              HasSubstr("\npipeline:\n  name: orders-per-user\n  kafka:\n    bootstrap.servers: \"localhost:9092\"\n"));
  EXPECT_THAT(values, HasSubstr("        amount: \"decimal(12,2)\"\n"));
  EXPECT_THAT(
      values,
      HasSubstr("      sql: |\n        SELECT user_id, window_start, sum(amount) AS total\n        FROM orders\n"));
}

TEST(HelmValues, LeavePlacesAndListenersToTheChart) {
  const auto values = values_of(spoilt("state: { shards: 4 }\ncheckpoint: { interval: 1s }\n",
                                       "state: { directory: /x }\ncheckpoint: { interval: 1s, storage: /y }\n"
                                       "metrics: { listen: 127.0.0.1:9999 }\nadmin: { listen: '[::1]:8081' }\n"));
  for (const char* gone : {"directory", "storage", "listen", "127.0.0.1", "state:"}) {
    EXPECT_THAT(values, Not(HasSubstr(gone)));
  }
  EXPECT_THAT(values, HasSubstr("metrics:\n  port: 9999\n"));
  EXPECT_THAT(values, HasSubstr("admin:\n  enabled: true\n  port: 8081\n"));
  EXPECT_THAT(values, HasSubstr("  checkpoint:\n    interval: 1s\n"));
}

TEST(HelmValues, KeepTheNamesOfTheAdminInterface) {
  const auto values = values_of(spoilt("name: orders-per-user", "name: a") + "admin: { hosts: ops.example.com }\n");
  EXPECT_THAT(values, HasSubstr("  hosts:\n    - ops.example.com\n"));
}

TEST(HelmValues, KeepTheAdminInterfaceAsReachableAsItIs) {
  EXPECT_THAT(values_of(kGoodFile + std::string("admin: { listen: '10.1.2.3:8081' }\n")),
              HasSubstr("admin:\n  enabled: true\n  address: \"0.0.0.0\"\n  port: 8081\n"));
}

TEST(HelmValues, GiveThePodTheMemoryThatTheChartAsksFor) {
  EXPECT_THAT(values_of(spoilt("state: { shards: 4 }", "state: { memory: 4GiB }")),
              HasSubstr("resources:\n  requests:\n    memory: 6400Mi\n  limits:\n    memory: 6400Mi\n"));
}

TEST(HelmValues, TakeVariablesIntoThePodsEnvironment) {
  const auto text = spoilt("localhost:9092", "${KAFKA_BOOTSTRAP:-localhost:9092}");
  EXPECT_THAT(values_of(text, variables({{"KAFKA_BOOTSTRAP", "kafka:9092"}})),
              HasSubstr("extraEnv:\n  - name: KAFKA_BOOTSTRAP\n    value: \"kafka:9092\"\n"));
  EXPECT_THAT(values_of(text), HasSubstr("  - name: KAFKA_BOOTSTRAP\n    value: \"\"\n"));
  EXPECT_THAT(values_of(text), HasSubstr("    bootstrap.servers: \"${KAFKA_BOOTSTRAP:-localhost:9092}\"\n"));
}

TEST(HelmValues, TakeNoVariablesOutOfSql) {
  EXPECT_THAT(values_of(spoilt("amount > 0", "user_id <> '${NAME}'")), Not(HasSubstr("extraEnv")));
}

TEST(HelmValues, NeverHoldASecret) {
  for (const char* written : {"hunter2", "${PASS:-hunter2}", "x${PASS}hunter2", "'hunter2'"}) {
    const auto values =
        values_of(with_kafka("  sasl.password: " + std::string(written) + "\n"), variables({{"PASS", "y"}}));
    EXPECT_THAT(values, Not(HasSubstr("hunter2"))) << written;
    EXPECT_THAT(values, HasSubstr("    sasl.password: \"${KAFKA_SASL_PASSWORD}\"\n")) << written;
    EXPECT_THAT(values, HasSubstr("# It needs the secret orders-per-user-secrets, with KAFKA_SASL_PASSWORD.\n"));
  }
}

TEST(HelmValues, ReferToASecretForVariablesThatStandForOne) {
  const auto values = values_of(with_kafka("  sasl.username: ${USER_NAME}\n  sasl.password: ${MINE}\n"),
                                variables({{"USER_NAME", "svc"}, {"MINE", "hunter2"}}));
  EXPECT_THAT(values,
              HasSubstr("  - name: MINE\n    valueFrom:\n      secretKeyRef:\n        name: orders-per-user-secrets\n"
                        "        key: MINE\n  - name: USER_NAME\n    value: svc\n"));
  EXPECT_THAT(values, Not(HasSubstr("hunter2")));
}

TEST(HelmValues, LeaveCertificatesToTheChart) {
  const auto values = values_of(with_kafka("  security.protocol: ssl\n  ssl.ca.location: /etc/ca.pem\n"));
  EXPECT_THAT(values, HasSubstr("kafka:\n  tls:\n    enabled: true\n    existingSecret: orders-per-user-tls\n"
                                "    caKey: ca.crt\n    certKey: \"\"\n    keyKey: \"\"\n"));
  EXPECT_THAT(values, Not(HasSubstr("/etc/ca.pem")));
  EXPECT_THAT(values, HasSubstr("# It needs the secret orders-per-user-tls, with ca.crt.\n"));
}

TEST(HelmValues, NameWhatKubernetesCanName) {
  const auto values = values_of(spoilt("name: orders-per-user", "name: a.b_c") + "admin: { token_file: /x }\n");
  EXPECT_THAT(values, HasSubstr("existingSecret: a-b-c-admin\n"));
  EXPECT_THAT(values, HasSubstr("# It needs the secret a-b-c-admin, with token.\n"));
}

TEST(HelmValues, LeaveTheCertificateOfTheAdminInterfaceToTheChart) {
  const auto values =
      values_of(kGoodFile + std::string("admin: { tls: { certificate: /c, key: /k, client_ca: /a } }\n"));
  EXPECT_THAT(values, HasSubstr("  tls:\n    existingSecret: orders-per-user-admin-tls\n    clientCaKey: ca.crt\n"));
  EXPECT_THAT(values, HasSubstr("# It needs the secret orders-per-user-admin-tls, with tls.crt, tls.key, ca.crt.\n"));
  const auto unasking = values_of(kGoodFile + std::string("admin: { tls: { certificate: /c, key: /k } }\n"));
  EXPECT_THAT(unasking, Not(HasSubstr("clientCaKey")));
}

TEST(HelmValues, LeaveOutTheAdminInterfaceWhoseDefaultPortIsTaken) {
  EXPECT_THAT(values_of(kGoodFile + std::string("metrics: { listen: 127.0.0.1:8080 }\n")),
              HasSubstr("admin:\n  enabled: false\n"));
  EXPECT_THAT(values_of(kGoodFile), Not(HasSubstr("enabled: false")));
}

TEST(HelmValues, GiveTimeForTheLastCheckpointWhereTheChartCannotReadItsTimeout) {
  constexpr const char* checkpoint = "checkpoint: { interval: 1s }";
  EXPECT_THAT(values_of(spoilt(checkpoint, "checkpoint: { timeout: \"${T:-5m}\" }")),
              HasSubstr("terminationGracePeriodSeconds: 615\n"));
  EXPECT_THAT(values_of(spoilt(checkpoint, "checkpoint: { timeout: 5m }")), Not(HasSubstr("terminationGracePeriod")));
}

TEST(HelmValues, SayTheGivenObjectives) {
  EXPECT_THAT(values_of(kGoodFile, no_variables(), {Millis{30'000}, std::nullopt}),
              HasSubstr("prometheusRule:\n  objectives:\n    lagSeconds: 30\n"));
  EXPECT_THAT(values_of(kGoodFile, no_variables(), {Millis{30'000}, std::nullopt}), Not(HasSubstr("latencySeconds")));
  EXPECT_THAT(values_of(kGoodFile), Not(HasSubstr("prometheusRule")));
}

}  // namespace
}  // namespace millrace
