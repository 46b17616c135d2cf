// The section `admin`.
#include "service/config/pipeline_file.h"
#include "service/http/certificate_dates.h"
#include "service/http/listen_address.h"
#include "service/http/tls_context.h"
#include "service/http/token.h"

namespace millrace {
namespace {

// At the first file that cannot be used.
void look_at(const TlsFiles& tls, const Section& section, AdminConfig& admin, Reading& reading) {
  if (const auto usable = server_context(tls); !usable) {
    const auto& [key, file, reason] = usable.error();
    reading.problems.add(*section.find(key)->value, section.words(key) + ": " + file.string() + ": " + reason);
  } else if (const auto when = untimely(tls.certificate)) {
    admin.remark = "the certificate of admin.tls in " + tls.certificate.string() + " " + *when +
                   ": browsers and others refuse it. Renew the file; no restart is needed";
  }
}

void read_tls(const NamedNode& entry, AdminConfig& admin, Reading& reading) {
  TlsFiles tls;
  const Section section(entry, "admin.tls", "admin.tls", reading);
  read_path(section, "certificate", tls.certificate, reading);
  read_path(section, "key", tls.key, reading);
  if (const auto text = section.text("client_ca")) tls.client_ca = text->value;
  admin.tls = tls;
  const bool whole = !tls.certificate.empty() && !tls.key.empty();
  if (whole && reading.files == NamedFiles::kRead) look_at(tls, section, admin, reading);
}

void read_hosts(const Section& section, AdminConfig& admin, Reading& reading) {
  for (const Text& host : section.texts("hosts")) {
    admin.hosts.push_back(host.value);
    if (is_host_name(host.value)) continue;
    reading.problems.add(*host.node, section.words("hosts") + ": '" + host.value +
                                         "' is no name of a host; write it without scheme, port and path");
  }
}

void read_token_file(const Section& section, AdminConfig& admin, Reading& reading) {
  const auto text = section.text("token_file");
  if (!text) return;
  admin.token_file = text->value;
  if (admin.token_file.empty() || reading.files != NamedFiles::kRead) return;
  const auto token = read_token(admin.token_file);
  if (token) return;
  const auto& error = token.error();
  reading.problems.add(*text->node,
                       section.words("token_file") + ": " + error.object + ": " + error.cause + ". " + error.remedy);
}

}  // namespace

AdminConfig read_admin(const NamedNode& entry, Reading& reading) {
  AdminConfig admin;
  const Section section(entry, "admin", "admin", reading);
  read_listen(section, admin.listen, reading);
  read_token_file(section, admin, reading);
  read_hosts(section, admin, reading);
  if (const NamedNode* tls = section.find("tls")) read_tls(*tls, admin, reading);
  return admin;
}

}  // namespace millrace
