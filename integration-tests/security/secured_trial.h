// A pipeline on a broker that asks who comes and what he may do.
#pragma once

#include <gtest/gtest.h>

#include "integration-tests/harness/orders_trial.h"
#include "integration-tests/harness/own_broker.h"
#include "integration-tests/kafka_io/acl_admin.h"

namespace millrace::trial {

// Words of kafka/secure.sh, which are in no log by chance.
inline constexpr const char* kKeyPassword = "correct-horse-key";
inline constexpr const char* kScramPassword = "battery-staple-scram";

// The test itself, which feeds and judges, goes past all checks by the plain listener.
class SecuredTrial : public testing::Test {
 protected:
  // How the service comes: a listener of the broker and what it takes to get in.
  struct Way {
    std::string listener;  // "tls", "mtls" or "sasl"
    std::map<std::string, std::string> properties;
  };
  Way by_tls() const;
  Way by_mtls() const;
  Way by_scram(const std::string& mechanism = "SCRAM-SHA-512") const;

  // No more than a pipeline needs.
  std::vector<Acl> needed();
  void grant(std::span<const Acl> acls) { set_acls(broker_.bootstrap(), "User:client", acls); }

  // Writes the pipeline file and starts the service on it.
  void start(const Way& way, const Millrace::Start& how = {});
  // Writes it too, and asks a command about it.
  Millrace::Answer ask(const Way& way, const std::vector<std::string>& words);

  Scratch scratch_;
  OwnBroker broker_{scratch_, {"--secure"}};
  OrdersTrial trial_{broker_.bootstrap()};
};

}  // namespace millrace::trial
