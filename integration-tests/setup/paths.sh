# Where things that outlive a build are kept; sourced by the other scripts.
# shellcheck shell=bash
MILLRACE_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
MILLRACE_DEPS=${MILLRACE_DEPS:-${XDG_CACHE_HOME:-$HOME/.cache}/millrace}
export MILLRACE_ROOT MILLRACE_DEPS
mkdir -p "$MILLRACE_DEPS"
