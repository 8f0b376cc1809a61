#!/bin/bash
# Prints compile_commands.json, one entry a line: compile_commands.sh 'COMPILER FLAGS' FILE…
# $1 is a line of shell; it stands in the "command" of each entry as it is, without a launcher such as ccache.
set -eu
json_string() {
  local text=${1//\\/\\\\}
  printf '"%s"' "${text//\"/\\\"}"
}
compile=${1#ccache }
shift
separator='['
for file in "$@"; do
  printf '%s\n{"directory": %s, "file": %s, "command": %s}' "$separator" \
    "$(json_string "$PWD")" "$(json_string "$file")" "$(json_string "$compile -c $file")"
  separator=','
done
printf '\n]\n'
