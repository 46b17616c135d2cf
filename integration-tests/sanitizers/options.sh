# What the sanitizers are told; sourced by test.sh. Each suppression carries its reason in the file beside this one.
# shellcheck shell=bash disable=SC2154 # `here` is the sourcing script's
sanitizers=$here/sanitizers
export ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1:detect_stack_use_after_return=1
export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
export TSAN_OPTIONS=suppressions=$sanitizers/tsan.txt:halt_on_error=1:second_deadlock_stack=1:ignore_noninstrumented_modules=0
