// The running service, as commands ask it.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/error.h"
#include "checkpoint/json_value.h"
#include "service/config/config.h"
#include "service/http/listen_address.h"
#include "service/http/message.h"

namespace millrace {

// The pipeline file does not say enough for `attempt`: kStop, kConfiguration.
Error unusable_file(std::string attempt, const std::filesystem::path& file, std::string cause, std::string remedy);
// Where the service that runs this pipeline file answers: by `key` of the file, which says `listen`; by admin.listen.
Result<ListenAddress> known_address(std::string attempt, const std::filesystem::path& file, const std::string& key,
                                    const std::string& listen);
Result<ListenAddress> admin_address(const Config& config, const std::filesystem::path& file, std::string attempt);
// By which files of admin.tls a command knows it that shows no certificate itself.
std::optional<TlsFiles> without_key(std::optional<TlsFiles> tls);

// The answer, unless another pipeline than the file's gave it: kStop, kConfiguration.
Result<HttpAnswer> of_this_pipeline(Result<HttpAnswer> answer, const Config& config, const ListenAddress& asked);

// Of what it answered. Null: no object, or without that member.
const JsonValue* member(const JsonValue& value, std::string_view name);
std::string text_of(const JsonValue* value, std::string_view name);  // "": no text

}  // namespace millrace
