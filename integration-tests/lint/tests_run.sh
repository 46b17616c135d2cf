#!/usr/bin/env bash
# No test is skipped or switched off: what cannot run has to fail.
set -euo pipefail
cd "$(dirname "$0")/../.."
! grep -rnE 'GTEST_SKIP|\bDISABLED_[A-Z]|DISABLED TRUE' --include='*.cpp' --include='*.h' --include=CMakeLists.txt \
  --exclude-dir=build .
