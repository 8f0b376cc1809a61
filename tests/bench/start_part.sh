#!/bin/bash
# How long trawl takes to start.
# shellcheck source=tests/bench/parts.sh
. "$(dirname "$0")/parts.sh"
for ((round = 1; round <= runs * 10; ++round)); do measure version -c "$client_core" -- "$trawl" version; done
echo "medians of $((runs * 10)) runs"
verdict 'trawl version, ms' "$(calculate "$(median version 1) * 1000" '%.1f')" atmost 15
exit $failed
