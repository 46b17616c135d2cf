#include "service/sql/parse/stack.h"

#include <pthread.h>

#include <exception>
#include <system_error>

namespace millrace::sql {
namespace {

struct Job {
  FunctionRef<void()> work;
  std::exception_ptr thrown;
};

void* run(void* argument) {
  auto& job = *static_cast<Job*>(argument);
  try {
    job.work();
  } catch (...) {
    job.thrown = std::current_exception();
  }
  return nullptr;
}

void check(int code, const char* what) {
  if (code != 0) throw std::system_error(code, std::generic_category(), what);
}

}  // namespace

void run_with_stack(std::size_t bytes, FunctionRef<void()> work) {
  Job job{work, nullptr};
  pthread_attr_t attributes;
  check(pthread_attr_init(&attributes), "prepare the parser's thread");
  pthread_t thread{};
  const int sized = pthread_attr_setstacksize(&attributes, bytes);
  const int started = sized == 0 ? pthread_create(&thread, &attributes, run, &job) : sized;
  pthread_attr_destroy(&attributes);
  check(started, "start the parser's thread");
  check(pthread_join(thread, nullptr), "wait for the parser's thread");
  if (job.thrown) std::rethrow_exception(job.thrown);
}

}  // namespace millrace::sql
