#!/bin/bash
# All benches of the build folder $1.
set -u
here=$(dirname "$0")
"$here/aio_bench.sh" "$1"
echo
"$1/tests/bench/store_bench"
echo
"$1/tests/bench/page_bench"
