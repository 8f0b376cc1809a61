#!/bin/sh
# Installs the missing ones of the Debian packages in $1 and upgrades those of $2, both named before anything happens.
# Where apt or the right to use it is absent, it prints the list and stops.
set -eu
command -v dpkg-query >/dev/null && command -v apt-get >/dev/null || {
  echo "This system has no apt. trawl needs these Debian packages, or their like: $1"
  missing=''
  for tool in g++ pkg-config; do command -v $tool >/dev/null || missing="$missing $tool"; done
  [ -z "$missing" ] || { echo "missing:$missing"; exit 1; }
  exit 1
}
missing=''
for name in $1; do
  case "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null || true)" in
    installed) ;;
    *) missing="$missing $name" ;;
  esac
done
stamp="${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/trawl-upgrades-checked"
if [ -z "$missing" ] && [ -n "$(find "$stamp" -mtime -7 2>/dev/null)" ]; then exit 0; fi

sudo=''
if [ "$(id -u)" != 0 ]; then
  command -v sudo >/dev/null || {
    [ -z "$missing" ] && exit 0
    echo "Missing packages, and no root or sudo to install them. Run as root: apt-get install$missing"
    exit 1
  }
  sudo=sudo
fi
[ -z "$missing" ] || echo "Installing through apt:$missing"
echo "Upgrading, where Debian has fixes: $2"
$sudo apt-get update -qq || [ -z "$missing" ] || { echo "apt-get update failed; see above"; exit 1; }
if [ -n "$missing" ]; then
  # shellcheck disable=SC2086
  DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends $missing >/dev/null
fi
# shellcheck disable=SC2086
DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --only-upgrade --no-install-recommends $2 >/dev/null ||
  echo "The upgrades could not be installed; going on with what is here."
mkdir -p "$(dirname "$stamp")" && : >"$stamp"
