// Patients of the doctor's tests: a cluster whose answers a test sets, an empty store, a clock that stands.
#pragma once

#include <memory>

#include "base/tests/fake_clock.h"
#include "checkpoint/tests/memory_store.h"
#include "service/doctor/patient.h"
#include "service/tests/mock_cluster.h"

namespace millrace::test {

class WithPatient : public ::testing::Test {
 protected:
  Patient patient() {
    return {config_, cluster_, store_, clock_, [this](const auto&) -> Result<Room> { return room_; }, 1};
  }

  static Error no_answer() { return {"ask", "localhost:9092", "timed out", "", Reaction::kRetry, StopReason::kNone}; }

  Config config_ = orders_to_totals();
  ::testing::NiceMock<MockCluster> cluster_;
  std::shared_ptr<MemoryStore> store_ = std::make_shared<MemoryStore>(std::make_shared<StoredObjects>());
  FakeClock clock_;
  Room room_{100ULL << 30U, 200ULL << 30U, ""};
};

}  // namespace millrace::test
