#!/usr/bin/env bash
# Every shell script passes shellcheck.
set -euo pipefail
cd "$(dirname "$0")/../.."
find . -path ./build -prune -o \( -name '*.sh' -o -path './.ci/run' \) -print0 | xargs -0 shellcheck --severity=warning
