// The words of --help.
#pragma once

#include <string>
#include <string_view>

namespace millrace::help {

inline constexpr std::string_view kGeneral =
    R"(Millrace reads Kafka topics, keeps event-time windows and writes them to Kafka topics, exactly once.

Usage:
  millrace run -c FILE            run a pipeline until SIGTERM or SIGINT
  millrace check -c FILE          say everything that is wrong with a pipeline file
  millrace checkpoint -c FILE     ask the running service for a checkpoint now
  millrace healthcheck -c FILE    ask the running service whether it is well
  millrace checkpoints list|show  look at stored checkpoints
  millrace doctor -c FILE         what would keep it from running, or running well
  millrace generate WHAT -c FILE  alerts, dashboards, ACLs or Helm values for this pipeline
  millrace why -c FILE            say what became of a key in a window
  millrace version                what this is built from

'millrace COMMAND --help' says more. All keys of the file: docs/configuration.md
)";

inline constexpr std::string_view kRun =
    R"(Usage: millrace run -c FILE [--from ID | --accept-offsets] [--yes]

Runs a pipeline: recovers exactly where Kafka says the last committed checkpoint ended, and goes on.
SIGTERM or SIGINT: takes a last checkpoint, commits it and exits with 0. A second one exits at once; the next
start then repeats the work since the last checkpoint, and nothing of that is visible twice.

Two orders are for operators. Without --yes they only say what they would do:
  --from ID          goes back: state and offsets of that checkpoint. What came after it is read again, and its
                     rows are written a second time.
  --accept-offsets   answers a refusal: starts at the group's offsets, which somebody may have moved on purpose,
                     with empty state. Open windows are lost; records are skipped or repeated as the offsets
                     were moved. Where nothing is refused it stops and keeps the state.
)";

inline constexpr std::string_view kCheck =
    R"(Usage: millrace check -c FILE [--connect]

Reads a pipeline file and reports every problem in it with line and column, the SQL included. Needs no broker.
With --connect it also asks the cluster: do the topics exist, with how many partitions, and does the broker
allow transactions as long as this pipeline's.
)";

inline constexpr std::string_view kCheckpoint =
    R"(Usage: millrace checkpoint -c FILE [--wait DURATION]

Asks the service that runs this pipeline file for a checkpoint now, and waits until it is committed: everything
read before is then visible. Needs admin.listen in the file, and admin.token_file or admin.tls.client_ca.
)";

inline constexpr std::string_view kHealthcheck =
    R"(Usage: millrace healthcheck -c FILE

Asks /live of the service that runs this pipeline file, at its metrics.listen. Exits with 0 if it is well, with 12 if
it is not, with 10 if nobody answers. For containers and supervisors that run a command to know.
)";

inline constexpr std::string_view kCheckpoints =
    R"(Usage: millrace checkpoints list -c FILE [--connect]
       millrace checkpoints show ID -c FILE

Reads the checkpoint store of a pipeline; changes nothing and needs no broker.
  list   one line for each stored checkpoint, the newest first, with its standing: decided if a later one
         follows it, else unknown; with --connect Kafka says which it names (in Kafka), and which are undecided
  show   one checkpoint: positions, queries, and what each shard's state consists of
Go back to one with 'millrace run -c FILE --from ID'.
)";

inline constexpr std::string_view kDoctor =
    R"(Usage: millrace doctor -c FILE [--json]

Looks at everything around a pipeline: the cluster, its topics and their replication, permissions, the longest
transaction, clocks, storage, and what a start would do with the state. Then asks the running service, through its
admin interface, what it complains of, or tells how the last run ended. Changes nothing and fences nobody, so it may
be run beside a running instance. Each line begins with ok, warn or fail; below it what to do.
Exits with 0 unless something fails: then with 10 when the cluster does not answer, otherwise as a run would, mostly
with 3 or 5.
)";

inline constexpr std::string_view kGenerate =
    R"(Usage: millrace generate alerts|dashboard|acl|values -c FILE

Prints what surrounds a pipeline, with its own names and objectives filled in. Needs no broker.
  alerts     Prometheus rules: checkpoints older than three intervals (at least 60 s) or slower than 80 % of their
             timeout, and what else docs/runbook.md tells about
  dashboard  a Grafana dashboard, with red where the alerts begin
  acl        a shell script of kafka-acls.sh calls: what exactly-once needs, and no more
  values     for the Helm chart; secrets become references
)";

inline constexpr std::string_view kWhy =
    R"(Usage: millrace why -c FILE --query NAME --key KEY --time TIME

Asks the service that runs this pipeline file what became of a key in the window around a time: not written yet
and who holds the watermark back, written and by which checkpoint, come too late, or never seen. Needs
admin.listen in the file.
  --key    one column: its text, ada. Several, or NULL: an object, {"user_id":"ada","region":"eu"}
  --time   2026-01-02T03:04:05Z, or milliseconds since 1970
)";

inline constexpr std::string_view kVersion = R"(Usage: millrace version

Shows the version, and those of the libraries it was built with.
)";

// "Exit codes:" and a line for each.
std::string exit_code_table();

}  // namespace millrace::help
