#!/bin/bash
# clang.sh [FOLDER [COMMANDS]]: clang reads every source that COMMANDS (default: compile_commands.json) of the folder names, once.
# It reports its warnings, for it sees what g++ keeps quiet about: a coroutine without its co_return, a lambda capture that nobody
# uses; and where there are coroutines, the statements that g++ 12.2 miscompiles, whose shapes stand in traps.query.
set -u
query="$(cd "$(dirname "$0")" && pwd)/traps.query"
cd "${1:-.}" || exit 2
commands=${2:-compile_commands.json}
[ -s "$commands" ] || { echo "no $commands: run make lint"; exit 2; }
questions=$(grep -c '^match ' "$query")

# check_file FILE COMMAND: prints what clang says, each line once, without the folder's name.
check_file() {
  local flags=${2#* }
  flags=$(sed 's/ -fsanitize[^ ]*//g; s/ -fno-sanitize[^ ]*//g; s/ -c [^ ]*$//' <<<"$flags")
  if ! grep -qE '\bco_(await|yield|return)\b|tests/' "$1"; then
    eval "clang++-14 -fsyntax-only $flags $1" 2>&1
    return
  fi
  eval "clang-query-14 -f $3 $1 -- $flags" 2>&1 | awk -v questions="$4" -v file="$1" '
    /^[0-9]+ match(es)?\.$/ { answers++; next }
    / note: "T[1-4]" binds here| (warning|error): / { print }
    END { if (answers != questions) print file ": error: clang-query answered " answers + 0 " of " questions " questions" }'
}
export -f check_file
said=$(sed -n 's/^{.*"file": "\(.*\)", "command": "\(.*\)"},\?$/\1\n\2/p' "$commands" | sed 's/\\"/"/g; s/\\\\/\\/g' | tr '\n' '\0' |
  xargs -0 -r -n 2 -P "$(nproc)" bash -c 'check_file "$2" "$3" "$0" "$1"' "$query" "$questions" |
  sed "s|$PWD/||; s|^\./||; s|note: \(\"T[1-4]\"\) binds here|\1: g++ 12.2 miscompiles this statement|" | awk '!seen[$0]++')
[ -z "$said" ] || { echo "$said"; exit 1; }
