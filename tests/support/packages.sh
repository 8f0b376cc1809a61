#!/bin/sh
# packages.sh [--upgrade 'LIBRARIES'] 'PACKAGES': names the missing ones of the Debian packages and installs them. It upgrades
# nothing that is there, except the libraries that --upgrade gives. Without apt, or without root and sudo, it says what to install.
set -eu
upgrades=''
if [ "$1" = --upgrade ]; then
  upgrades=$2
  shift 2
fi
packages=$1
command -v dpkg-query >/dev/null && command -v apt-get >/dev/null || {
  missing=''
  for tool in g++ pkg-config; do command -v $tool >/dev/null || missing="$missing $tool"; done
  echo "This system has no apt. trawl needs these Debian packages, or what corresponds to them: $packages"
  [ -z "$missing" ] || echo "missing:$missing"
  exit 1
}
# shellcheck disable=SC2086
installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' $packages 2>/dev/null | sed -n 's/^installed //p')
missing=''
for name in $packages; do
  printf '%s\n' "$installed" | grep -qxF "$name" || missing="$missing $name"
done
[ -n "$missing$upgrades" ] || exit 0

sudo=''
if [ "$(id -u)" != 0 ]; then
  command -v sudo >/dev/null || {
    echo "There is no root or sudo to run apt-get. Run as root: apt-get install$missing${upgrades:+ $upgrades}"
    exit 1
  }
  sudo=sudo
fi
export DEBIAN_FRONTEND=noninteractive
[ -z "$missing" ] || echo "Installing these packages:$missing"
[ -z "$upgrades" ] || echo "Upgrading these libraries, where Debian has a newer version: $upgrades"
$sudo apt-get update -qq || { echo "apt-get update failed; its message is above"; exit 1; }
# shellcheck disable=SC2086
[ -z "$missing" ] || $sudo apt-get install -y -qq --no-upgrade --no-install-recommends $missing >/dev/null
# shellcheck disable=SC2086
[ -z "$upgrades" ] || $sudo apt-get install -y -qq --only-upgrade --no-install-recommends $upgrades >/dev/null
