#include "service/app.h"

#include <spdlog/spdlog.h>

#include <optional>
#include <set>
#include <utility>

#include "service/admin/admin_server.h"
#include "service/between_runs.h"
#include "service/exit_code.h"
#include "service/last_exit.h"
#include "service/local_places.h"
#include "service/pipeline/run.h"
#include "service/prometheus_instruments.h"
#include "service/signals.h"
#include "service/skip_log.h"
#include "service/system_clock.h"

namespace millrace {
namespace {

constexpr std::size_t kBackgroundThreads = 2;  // of each executor

RestoreReport report_of(const Result<Recovered>& recovered, WallTime ended, std::chrono::nanoseconds took,
                        std::vector<std::string> notes) {
  RestoreReport report{ended, took, std::nullopt, {}, std::move(notes), std::nullopt};
  if (recovered) {
    report.checkpoint = recovered->manifest.id;
    report.incarnation = recovered->incarnation;
  } else {
    report.error = recovered.error();
  }
  return report;
}

// The process: recover, run, and again, until something says stop.
class App {
 public:
  App(const Config& config, const RunOptions& options, const Signals& signals)
      : config_(config),
        order_{options.from, options.accept_offsets},
        signals_(signals),
        counters_(config.sources.size(), config.state.shards, config.queries.size()),
        board_(config.state.shards),
        instruments_(std::make_shared<PrometheusInstruments>(config, counters_, clock_)),
        between_runs_(config.restart, clock_, signals.stop_requested(), *instruments_),
        transaction_(
            [this] { return make_kafka_sink(kafka_settings(instruments_->watch_sink()), sink_topics(config_)); }),
        preparing_(kBackgroundThreads),
        upkeep_(kBackgroundThreads) {}

  ExitCode run();

 private:
  ExitCode run_until_stopped();
  void leave_note(ExitCode code) const;
  Result<void> open();
  Result<void> serve_admin_interface();
  Result<Recovered> recover_once();
  Outcome run_once();
  std::optional<ExitCode> judge(const Outcome& outcome);
  bool goes_on_at_once(const Outcome& outcome);
  std::optional<ExitCode> wait_and_retry(const Outcome& outcome);

  KafkaSettings kafka_settings(ClientWatch watch) const;
  bool keep_trying(const Error& unanswered);
  ExitCode asked_to_stop() const;

  const Config& config_;
  RecoveryOrder order_;
  const Signals& signals_;
  SystemClock clock_;
  Counters counters_;
  StatusBoard board_;
  std::shared_ptr<PrometheusInstruments> instruments_;
  BetweenRuns between_runs_;
  SkipLog skips_;
  Transaction transaction_;
  std::shared_ptr<CheckpointStore> store_;
  std::unique_ptr<KafkaCluster> cluster_;
  std::uint64_t runs_ = 0;
  std::optional<Error> last_error_;
  std::set<std::string> told_once_;
  Executor preparing_;  // their jobs use what is above
  Executor upkeep_;
  std::unique_ptr<HttpServer> admin_;  // last: its threads use what is above
};

ExitCode App::run() {
  const ExitCode code = run_until_stopped();
  leave_note(code);
  board_.requests.close({"take a checkpoint", "pipeline " + config_.name, "the service ends",
                         "Start it, then ask again", Reaction::kStop, StopReason::kNone});
  return code;
}

// For who looks after the end. Whoever ends well leaves nothing to look for.
void App::leave_note(ExitCode code) const {
  if (code == ExitCode::kOk || !last_error_) return forget_exit(config_.state_directory());
  auto error = *last_error_;
  const auto remedy = std::exchange(error.remedy, "");
  note_exit(config_.state_directory(), {clock_.wall(), code, error.message(), remedy}, Redaction(config_.secrets));
}

ExitCode App::run_until_stopped() {
  if (auto opened = open(); !opened) {
    spdlog::error("{}", opened.error().message());
    last_error_ = opened.error();
    return exit_code_of(opened.error().stop);
  }
  for (;;) {
    const auto outcome = run_once();
    if (const auto code = judge(outcome)) return *code;
  }
}

Result<void> App::open() {
  // First: the note of how this ends, whatever it is, lies there.
  if (auto made = make_state_directory(config_); !made) return made;
  if (auto served = instruments_->serve(config_.metrics_listen); !served) return served;
  if (auto served = serve_admin_interface(); !served) return served;
  auto store = open_checkpoint_store(config_);
  if (!store) return std::unexpected(store.error());
  store_ = std::move(*store);
  return {};
}

Result<void> App::serve_admin_interface() {
  if (!config_.admin) return {};
  const std::function<std::string_view()> state = [this] { return instruments_->state(); };
  auto server = serve_admin(*config_.admin, std::make_shared<AdminView>(
                                                config_, counters_, board_, clock_, MILLRACE_VERSION, state,
                                                [this] { return instruments_->awaited(); },
                                                [this] { return instruments_->upkeep_trouble(); }));
  if (!server) return std::unexpected(server.error());
  admin_ = std::move(*server);
  spdlog::info("admin interface on {}://{}/", config_.admin->tls ? "https" : "http", to_string(admin_->address()));
  return {};
}

Result<Recovered> App::recover_once() {
  instruments_->restoring();
  if (!cluster_) {
    auto connected = connect_kafka(kafka_settings(instruments_->watch_cluster()));
    if (!connected) return std::unexpected(connected.error());
    cluster_ = std::move(*connected);
  }
  const auto begin = clock_.now();
  std::vector<std::string> notes;
  auto recovered =
      recover({config_, order_, *cluster_, transaction_, store_, std::filesystem::absolute(config_.state_directory()),
               clock_, [this](const Error& unanswered) { return keep_trying(unanswered); },
               [&](const std::string& line) {
                 spdlog::info("{}", line);
                 notes.push_back(line);
               },
               [&](const std::string& line) {
                 if (told_once_.insert(line).second) spdlog::warn("{}", line);
                 notes.push_back(line);
               },
               [this] { instruments_->damage_found(); }});
  const auto took = clock_.now() - begin;
  instruments_->restored(recovered.has_value(), took);
  board_.restore.publish(report_of(recovered, clock_.wall(), took, std::move(notes)));
  if (!recovered) return recovered;
  order_ = {};  // carried out: a later recovery of this process resumes
  instruments_->stands_on(recovered->manifest);
  return recovered;
}

Outcome App::run_once() {
  auto recovered = recover_once();
  if (!recovered) {
    const bool abort = recovered.error().reaction == Reaction::kAbort;
    if (!abort) transaction_.drop_handle();
    const auto next = recovered.error().reaction == Reaction::kStop ? Outcome::Next::kStop
                      : abort                                       ? Outcome::Next::kRecover
                                                                    : Outcome::Next::kRecoverWithNewHandles;
    if (abort) transaction_.abort([this](const Error& unanswered) { return keep_trying(unanswered); });
    return {next, std::move(recovered.error()), false, false, false};
  }
  spdlog::info("running from checkpoint {} (incarnation {})", recovered->manifest.id.value,
               recovered->incarnation.value);
  instruments_->running();
  forget_exit(config_.state_directory());
  const RunEnvironment environment{config_,
                                   clock_,
                                   counters_,
                                   board_,
                                   preparing_,
                                   upkeep_,
                                   transaction_,
                                   *cluster_,
                                   store_,
                                   instruments_,
                                   std::filesystem::absolute(config_.state_directory()),
                                   [this](const std::string& topic) {
                                     return make_kafka_source(kafka_settings(instruments_->watch_source()), topic);
                                   },
                                   [this](const auto& where, const auto& reason, const auto& detail) {
                                     skips_.add(clock_.now(), where, reason, detail);
                                     board_.rejected.add({clock_.wall(), where, reason, detail});
                                   },
                                   signals_.stop_requested()};
  return run_pipeline_once(environment, RunNumber{++runs_}, std::move(*recovered));
}

// None: recover and go on.
std::optional<ExitCode> App::judge(const Outcome& outcome) {
  if (outcome.next == Outcome::Next::kStop && !outcome.error) {
    spdlog::info("stopped; checkpoint {} holds everything that was read", board_.committed.read()->name.id.value);
    return ExitCode::kOk;
  }
  if (goes_on_at_once(outcome)) return std::nullopt;
  spdlog::error("{}", outcome.error->message());
  last_error_ = outcome.error;
  if (outcome.error->damaged) instruments_->damage_found();
  board_.errors.add({clock_.wall(), *outcome.error});
  if (outcome.next == Outcome::Next::kStop && outcome.error->stop != StopReason::kNone)
    return exit_code_of(outcome.error->stop);
  if (outcome.was_stopping) return ExitCode::kLastCheckpointFailed;
  if (signals_.stop_requested()) return asked_to_stop();
  if (outcome.next == Outcome::Next::kStop) return ExitCode::kInternal;
  if (outcome.next == Outcome::Next::kRecoverWithNewHandles) cluster_.reset();
  return wait_and_retry(outcome);
}

// A topic that grows is no fault: the restart strategy has no say, and nothing is waited for.
bool App::goes_on_at_once(const Outcome& outcome) {
  if (!outcome.error->is_growth || outcome.next == Outcome::Next::kStop) return false;
  if (signals_.stop_requested()) return false;
  spdlog::info("{}", outcome.error->message());
  instruments_->restarting();
  if (outcome.next == Outcome::Next::kRecoverWithNewHandles) cluster_.reset();
  return true;
}

std::optional<ExitCode> App::wait_and_retry(const Outcome& outcome) {
  instruments_->restarting();
  switch (between_runs_.wait(outcome.had_progress)) {
    case BetweenRuns::Next::kGiveUp:
      return ExitCode::kRestartsExhausted;
    case BetweenRuns::Next::kStop:
      return asked_to_stop();
    case BetweenRuns::Next::kRecover:
      break;
  }
  if (outcome.probe_store) between_runs_.wait_for(*store_);
  return std::nullopt;
}

bool App::keep_trying(const Error& unanswered) {
  instruments_->waiting(unanswered);
  return !signals_.stop_requested();
}

// While no run was under way. One that had begun ended without its last checkpoint.
ExitCode App::asked_to_stop() const { return runs_ == 0 ? ExitCode::kOk : ExitCode::kLastCheckpointFailed; }

KafkaSettings App::kafka_settings(ClientWatch watch) const {
  const auto log = [](int level, const std::string& text) {
    spdlog::log(level <= 3 ? spdlog::level::warn : spdlog::level::debug, "kafka: {}", text);
  };
  return {config_.kafka, config_.name, config_.transaction_timeout(), log, std::move(watch)};
}

}  // namespace

ExitCode run_pipeline(const Config& config, const RunOptions& options) {
  const Signals signals;
  return App(config, options, signals).run();
}

}  // namespace millrace
