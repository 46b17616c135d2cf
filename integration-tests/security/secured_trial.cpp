#include "integration-tests/security/secured_trial.h"

#include <utility>

namespace millrace::trial {

SecuredTrial::Way SecuredTrial::by_tls() const {
  return {"tls", {{"security.protocol", "ssl"}, {"ssl.ca.location", broker_.certificate("ca.pem")}}};
}

SecuredTrial::Way SecuredTrial::by_mtls() const {
  Way way = by_tls();
  way.listener = "mtls";
  way.properties["ssl.certificate.location"] = broker_.certificate("client.crt");
  way.properties["ssl.key.location"] = broker_.certificate("client.locked.key");
  way.properties["ssl.key.password"] = kKeyPassword;
  return way;
}

SecuredTrial::Way SecuredTrial::by_scram(const std::string& mechanism) const {
  Way way = by_tls();
  way.listener = "sasl";
  way.properties["security.protocol"] = "sasl_ssl";
  way.properties["sasl.mechanisms"] = mechanism;
  way.properties["sasl.username"] = "client";
  way.properties["sasl.password"] = kScramPassword;
  return way;
}

std::vector<Acl> SecuredTrial::needed() {
  const std::string& name = trial_.service.spec().name;
  return {{RD_KAFKA_RESOURCE_TOPIC, trial_.input.name(), RD_KAFKA_ACL_OPERATION_READ},
          {RD_KAFKA_RESOURCE_TOPIC, trial_.output.name(), RD_KAFKA_ACL_OPERATION_WRITE},
          {RD_KAFKA_RESOURCE_GROUP, name, RD_KAFKA_ACL_OPERATION_READ},
          {RD_KAFKA_RESOURCE_TRANSACTIONAL_ID, name, RD_KAFKA_ACL_OPERATION_WRITE}};
}

void SecuredTrial::start(const Way& way, const Millrace::Start& how) {
  PipelineSpec& spec = trial_.service.spec();
  const std::string plain = std::exchange(spec.bootstrap, broker_.listener(way.listener));
  spec.kafka = way.properties;
  trial_.service.start(how);
  spec.bootstrap = plain;
}

Millrace::Answer SecuredTrial::ask(const Way& way, const std::vector<std::string>& words) {
  PipelineSpec& spec = trial_.service.spec();
  const std::string plain = std::exchange(spec.bootstrap, broker_.listener(way.listener));
  spec.kafka = way.properties;
  auto answer = trial_.service.ask(words);
  spec.bootstrap = plain;
  return answer;
}

}  // namespace millrace::trial
