// Fuzzes the JSON decoder against the reference decoder of its tests. Not part of the build:
//   clang++-19 -std=gnu++23 -O1 -g -fsanitize=fuzzer,address -DFMT_SHARED -I. \
//     connectors/tests/fuzz/decoder_fuzz.cpp connectors/json/tests/reference_decoder.cpp connectors/json/*.cpp \
//     base/decimal*.cpp base/digits.cpp base/wide_integer.cpp base/value.cpp -lsimdjson -lfmt -o decoder_fuzz
//   ./decoder_fuzz -max_total_time=120 -max_len=512
// Without "address" it reads records where they lie, with it always a copy: both are worth a run.
#include <cstdio>
#include <cstdlib>

#include "connectors/json/tests/record_mutations.h"
#include "connectors/json/tests/reference_decoder.h"

namespace {

using namespace millrace;  // NOLINT(google-build-using-namespace): this file is one test

void require_agreement(const std::vector<ColumnSpec>& columns, Decoder& decoder, std::string_view record) {
  const auto got = decoded(decoder, columns.size(), record);
  if (agrees(reference_decode(columns, record), got)) return;
  std::fprintf(stderr, "expected: %s\ngot:      %s\nrecord:   %.*s\n", reference_decode(columns, record).shown.c_str(),
               got.c_str(), static_cast<int>(record.size()), record.data());
  std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  static const auto columns = all_kinds_of_columns();
  static const auto decoder = make_json_decoder(columns);  // one for all: nothing of a record may stay
  require_agreement(columns, *decoder, {reinterpret_cast<const char*>(data), size});
  return 0;
}

extern "C" std::size_t LLVMFuzzerMutate(unsigned char* data, std::size_t size, std::size_t max_size);

// Half of the inputs are records with something done to them.
extern "C" std::size_t LLVMFuzzerCustomMutator(unsigned char* data, std::size_t size, std::size_t max_size,
                                               unsigned int seed) {
  std::mt19937 random(seed);
  if (random() % 2 == 0) return LLVMFuzzerMutate(data, size, max_size);
  std::string record(reinterpret_cast<const char*>(data), size);
  if (random() % 8 == 0) record = kRecords[random() % kRecords.size()];
  record = mutated(record, random);
  return record.copy(reinterpret_cast<char*>(data), max_size);
}
