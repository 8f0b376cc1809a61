#!/bin/bash
# All the rules a program can check, each as "ok NAME" or its violations; not green unless all are.
set -u
cd "$(dirname "$0")/../.." || exit 2
red=0
for check in layers format clang traps red; do
  started=$SECONDS
  if out=$("tests/lint/$check.sh" 2>&1); then
    echo "ok  $check  ($((SECONDS - started)) s)"
  else
    red=1
    echo "RED $check"
  fi
  [ -z "$out" ] || printf '%s\n' "$out" | sed 's/^/    /'
done
exit $red
