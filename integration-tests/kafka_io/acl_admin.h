// What a user may do.
#pragma once

#include <span>
#include <string>

#include "integration-tests/kafka_io/handle.h"

namespace millrace::trial {

// For one literal name; any host.
struct Acl {
  rd_kafka_ResourceType_t resource = RD_KAFKA_RESOURCE_TOPIC;
  std::string name;
  rd_kafka_AclOperation_t operation = RD_KAFKA_ACL_OPERATION_READ;
  rd_kafka_AclPermissionType_t permission = RD_KAFKA_ACL_PERMISSION_TYPE_ALLOW;
};

// For `principal`, such as "User:client": these and no others, or these too. Both wait until the broker goes by them.
void set_acls(const std::string& bootstrap, const std::string& principal, std::span<const Acl> acls);
void add_acls(const std::string& bootstrap, const std::string& principal, std::span<const Acl> acls);

}  // namespace millrace::trial
