#!/bin/bash
# install.sh [FOLDER]: `make install` of the folder puts the stripped program, the licence and the README below DESTDIR, and
# `make uninstall` leaves no file there. A small program stands in for trawl, so nothing has to be built.
set -u
here="$(cd "$(dirname "$0")/../.." && pwd)"
cd "${1:-$here}" || exit 2
target=$(mktemp -d)
trap 'rm -rf "$target" build/stand-in' EXIT
mkdir -p build/stand-in
echo 'int main() {}' | g++ -g -x c++ - -o build/stand-in/trawl
run_make() {
  env -u MAKEFLAGS make --no-print-directory -s -o build/stand-in/trawl MODE=stand-in DESTDIR="$target" PREFIX=/usr "$1" >/dev/null
}

red=0
run_make install || { echo 'make install failed'; exit 1; }
installed=$(cd "$target" && find . -type f -perm -444 -printf '%P\n' | sort | tr '\n' ' ')
if [ "$installed" != 'usr/bin/trawl usr/share/doc/trawl/LICENSE usr/share/doc/trawl/README.md ' ]; then
  echo "Makefile: make install put these files there: $installed"
  red=1
fi
[ -x "$target/usr/bin/trawl" ] || { echo 'Makefile: make install gives a program that nobody may run'; red=1; }
if readelf -S "$target/usr/bin/trawl" | grep -q debug_info; then echo 'Makefile: make install does not strip'; red=1; fi
run_make uninstall || red=1
left=$(find "$target" -type f)
[ -z "$left" ] || { echo "Makefile: make uninstall leaves: $left"; red=1; }
exit $red
