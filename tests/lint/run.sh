#!/bin/bash
# Runs every check of this folder and prints "ok NAME" or what the check found. Fails unless all are ok.
set -u
cd "$(dirname "$0")/../.." || exit 2
red=0
for check in layers format clang install red; do
  started=$SECONDS
  options=()
  [ $check != clang ] || options=(. build/lint/compile_commands.json)
  if out=$("tests/lint/$check.sh" "${options[@]}" 2>&1); then
    echo "ok  $check  ($((SECONDS - started)) s)"
  else
    red=1
    echo "RED $check"
  fi
  [ -z "$out" ] || printf '%s\n' "$out" | sed 's/^/    /'
done
exit $red
