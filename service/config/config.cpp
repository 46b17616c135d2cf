#include "service/config/config.h"

#include "service/config/units.h"
#include "service/http/listen_address.h"

namespace millrace {
namespace {

// What a commit may still take after the checkpoint's own time is over, and the clocks' and network's delay.
constexpr Millis kTransactionMargin{10'000};
constexpr Millis kBrokerDefaultMaximum = std::chrono::minutes(15);

}  // namespace

std::string Config::bootstrap_servers() const {
  const auto found = kafka.find("bootstrap.servers");
  return found == kafka.end() ? "SERVERS" : found->second;
}

Millis Config::transaction_timeout() const { return checkpoint.interval + checkpoint.timeout + kTransactionMargin; }

std::filesystem::path Config::state_directory() const { return state.directory / name; }
std::filesystem::path Config::checkpoint_directory() const { return checkpoint.storage / name; }

std::vector<std::string> Config::notes() const {
  std::vector<std::string> notes;
  if (transaction_timeout() > kBrokerDefaultMaximum) {
    notes.push_back("transactions may last " + format_duration(transaction_timeout()) +
                    " (checkpoint interval + timeout + " + format_duration(kTransactionMargin) +
                    "), more than a broker allows by default; set transaction.max.timeout.ms of the brokers to at "
                    "least " +
                    std::to_string(transaction_timeout().count()));
  }
  if (admin && !admin->can_change() && !is_loopback(admin->listen)) {
    notes.push_back("admin.listen is " + admin->listen +
                    ", which other machines may reach, and there is no token: whoever reaches it reads everything but "
                    "secrets. Listen on 127.0.0.1, or give admin.token_file and close the port to strangers");
  }
  if (admin && !admin->remark.empty()) notes.push_back(admin->remark);
  return notes;
}

}  // namespace millrace
