#!/bin/bash
# units.sh FOLDER TEST…: writes the sources from which tests are compiled together, up to sixteen files of one layer in a unit,
# because their headers take longer to compile than the tests themselves. Rewrites only the units that change.
# A unit includes all headers first and then each test in a namespace of its own, so two tests may use the same name for a helper.
set -eu
folder=$1
shift
mkdir -p "$folder"

unit_text() {
  # g++ takes the types of an included file's anonymous namespace for a header's, and warns about coroutines that hold them.
  printf '#ifndef __clang__\n#pragma GCC diagnostic ignored "-Wsubobject-linkage"\n#endif\n'
  sed -n '/^#include/p' "$@" | sort -u
  local file
  for file in "$@"; do
    printf 'namespace %s {\n#include "%s"\n}\n' "${file//[^a-z0-9]/_}" "$file"
  done
}

declare -A tests_of=()
for file in "$@"; do
  case $file in
    tests/fetch/aio/* | tests/scraper/*/*) layer=$(cut -d/ -f2-3 <<<"$file") ;;
    tests/*/*) layer=$(cut -d/ -f2 <<<"$file") ;;
    *) layer=all ;;
  esac
  tests_of[${layer//\//_}]+=" $file"
done

written=' '
for layer in "${!tests_of[@]}"; do
  read -ra files <<<"${tests_of[$layer]}"
  units=$(((${#files[@]} + 15) / 16))
  for ((number = 0; number < units; ++number)); do
    first=$((${#files[@]} * number / units))
    unit=$folder/${layer}_$((number + 1)).cpp
    unit_text "${files[@]:first:${#files[@]} * (number + 1) / units - first}" >"$unit.new"
    if cmp -s "$unit.new" "$unit"; then rm "$unit.new"; else mv "$unit.new" "$unit"; fi
    written+="$unit "
  done
done

# What was compiled from a unit that is no longer written must not be linked.
for unit in "$folder"/*.cpp; do
  [[ $written == *" $unit "* ]] || rm "$unit"
done
