#include "service/http/certificate_dates.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <array>
#include <ctime>

#include "service/http/openssl_owner.h"

namespace millrace {
namespace {

using File = std::unique_ptr<BIO, OpensslOwner<BIO_free>>;
using Certificate = std::unique_ptr<X509, OpensslOwner<X509_free>>;

std::string day_of(const ASN1_TIME* time) {
  std::tm moment{};
  ASN1_TIME_to_tm(time, &moment);
  std::array<char, 32> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%FT%TZ", &moment)};
}

}  // namespace

std::optional<std::string> untimely(const std::filesystem::path& certificate) {
  const File file(BIO_new_file(certificate.c_str(), "r"));
  const Certificate shown(file ? PEM_read_bio_X509(file.get(), nullptr, nullptr, nullptr) : nullptr);
  ERR_clear_error();
  if (!shown) return std::nullopt;
  const ASN1_TIME* begins = X509_get0_notBefore(shown.get());
  const ASN1_TIME* ends = X509_get0_notAfter(shown.get());
  if (X509_cmp_current_time(ends) < 0) return "expired at " + day_of(ends);
  if (X509_cmp_current_time(begins) > 0) return "is not valid before " + day_of(begins);
  return std::nullopt;
}

}  // namespace millrace
