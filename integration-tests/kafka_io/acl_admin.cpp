#include "integration-tests/kafka_io/acl_admin.h"

#include <chrono>
#include <thread>
#include <vector>

namespace millrace::trial {
namespace {

using namespace std::chrono_literals;

struct AclRelease {
  void operator()(rd_kafka_AclBinding_t* acl) const { rd_kafka_AclBinding_destroy(acl); }
};
using Binding = std::unique_ptr<rd_kafka_AclBinding_t, AclRelease>;

Binding filter_of(const std::string& principal) {
  return Binding(rd_kafka_AclBindingFilter_new(RD_KAFKA_RESOURCE_ANY, nullptr, RD_KAFKA_RESOURCE_PATTERN_ANY,
                                               principal.c_str(), nullptr, RD_KAFKA_ACL_OPERATION_ANY,
                                               RD_KAFKA_ACL_PERMISSION_TYPE_ANY, nullptr, 0));
}

std::size_t count_acls(rd_kafka_t* client, rd_kafka_queue_t* queue, rd_kafka_AclBinding_t* filter) {
  rd_kafka_DescribeAcls(client, filter, nullptr, queue);
  const auto answer = await_answer(queue, "describe ACLs");
  std::size_t count = 0;
  rd_kafka_DescribeAcls_result_acls(rd_kafka_event_DescribeAcls_result(answer.get()), &count);
  return count;
}

void await_acls(rd_kafka_t* client, rd_kafka_queue_t* queue, rd_kafka_AclBinding_t* filter, std::size_t wanted) {
  const auto deadline = std::chrono::steady_clock::now() + 30s;
  while (count_acls(client, queue, filter) != wanted) {
    if (std::chrono::steady_clock::now() > deadline)
      throw KafkaFailure("the broker does not show the ACLs within 30 s");
    std::this_thread::sleep_for(20ms);
  }
}

void create_acls(rd_kafka_t* client, rd_kafka_queue_t* queue, const std::string& principal, std::span<const Acl> acls) {
  std::vector<Binding> bindings;
  std::vector<rd_kafka_AclBinding_t*> requests;
  for (const Acl& acl : acls) {
    bindings.emplace_back(rd_kafka_AclBinding_new(acl.resource, acl.name.c_str(), RD_KAFKA_RESOURCE_PATTERN_LITERAL,
                                                  principal.c_str(), "*", acl.operation, acl.permission, nullptr, 0));
    requests.push_back(bindings.back().get());
  }
  rd_kafka_CreateAcls(client, requests.data(), requests.size(), nullptr, queue);
  const auto answer = await_answer(queue, "create ACLs");
  std::size_t count = 0;
  const auto** results = rd_kafka_CreateAcls_result_acls(rd_kafka_event_CreateAcls_result(answer.get()), &count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto* error = rd_kafka_acl_result_error(results[i]);
    if (error != nullptr) throw KafkaFailure(std::string("create ACLs: ") + rd_kafka_error_string(error));
  }
}

}  // namespace

void add_acls(const std::string& bootstrap, const std::string& principal, std::span<const Acl> acls) {
  const auto client = open_producer(bootstrap);
  const Owned<rd_kafka_queue_t> queue(rd_kafka_queue_new(client.get()));
  const Binding filter = filter_of(principal);
  const std::size_t before = count_acls(client.get(), queue.get(), filter.get());
  create_acls(client.get(), queue.get(), principal, acls);
  await_acls(client.get(), queue.get(), filter.get(), before + acls.size());
}

void set_acls(const std::string& bootstrap, const std::string& principal, std::span<const Acl> acls) {
  const auto client = open_producer(bootstrap);
  const Owned<rd_kafka_queue_t> queue(rd_kafka_queue_new(client.get()));
  const Binding filter = filter_of(principal);
  rd_kafka_AclBinding_t* filters[] = {filter.get()};
  rd_kafka_DeleteAcls(client.get(), filters, 1, nullptr, queue.get());
  await_answer(queue.get(), "delete ACLs");
  await_acls(client.get(), queue.get(), filter.get(), 0);
  add_acls(bootstrap, principal, acls);
}

}  // namespace millrace::trial
