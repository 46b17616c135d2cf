// Where the accumulators of one query lie in an entry's block of bytes.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "state/accumulator.h"

namespace millrace {

class ByteArena;
struct AccumulatorField;
struct UpdateRun;  // state/accumulate.h

// One accumulator's part in a block. Its `flag` byte, if it has one, is
//   sum(decimal): the scale of the sum        sum(double): 1 = an argument was infinite or not a number
//   min, max: 0 = no value yet, else 1; of decimals its scale + 1
struct AccumulatorField {
  AccumulatorKind kind;
  TypeKind type;
  std::uint32_t argument;
  std::uint32_t offset;
  std::uint32_t flag;
  // Chosen once per query: no choice is made per record.
  void (*update)(const AccumulatorField&, const UpdateRun&);
  void (*merge)(const AccumulatorField&, char* into, const char* from, ByteArena& texts);
};

// A block of zeros is the identity. Blocks without texts are stored as they are (state/accumulator_codec.h), so a
// change of what lies where needs a new kFormat. Immutable.
class AccumulatorLayout {
 public:
  static constexpr int kFormat = 1;

  explicit AccumulatorLayout(std::span<const AccumulatorSpec> specs);

  std::span<const AccumulatorField> fields() const { return fields_; }
  std::size_t size() const { return size_; }  // bytes of a block
  bool has_texts() const { return has_texts_; }

  // "1: count(*), sum(decimal), min(text)": equal words, equal layout. The id is their hash.
  const std::string& description() const { return description_; }
  std::uint32_t id() const { return id_; }

 private:
  std::vector<AccumulatorField> fields_;
  std::size_t size_ = 0;
  bool has_texts_ = false;
  std::string description_;
  std::uint32_t id_ = 0;
};

}  // namespace millrace
