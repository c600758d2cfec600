#!/usr/bin/env bash
# Finds what the program needs from the system and installs what is missing by name when it may; else it says what is missing.
#   install-deps.sh run     what `lienthong up` needs
#   install-deps.sh test    and what the tests need on top
set -euo pipefail
what=${1:-run}
missing=()

have_postgres() {
  [ -n "${PG_BIN:-}" ] && [ -x "$PG_BIN/initdb" ] && return 0
  compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null
}
have_unaccent() { # the extensions unaccent and pg_trgm; Debian packs them with the server since version 10
  [ -n "${PG_BIN:-}" ] || ! [ -d /usr/share/postgresql ] || compgen -G '/usr/share/postgresql/*/extension/unaccent.control' >/dev/null
}
have_fonts() { # version 2 carries the Vietnamese letters, version 1 does not
  compgen -G '/usr/share/fonts/truetype/liberation2/LiberationSans-Regular.ttf' >/dev/null \
    || compgen -G '/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf' >/dev/null
}

have_postgres || missing+=(postgresql)
have_unaccent || missing+=(postgresql-contrib)
have_fonts || missing+=(fonts-liberation2)
if [ "$what" = test ]; then
  command -v chromium >/dev/null || missing+=(chromium)
  command -v pdftotext >/dev/null || missing+=(poppler-utils)
fi
[ ${#missing[@]} -eq 0 ] && exit 0

if [ "$(id -u)" -ne 0 ]; then
  {
    echo "Thiếu gói hệ thống / missing system packages: ${missing[*]}"
    echo "    sudo apt-get install --no-install-recommends ${missing[*]}"
  } >&2
  exit 1
fi
if ! command -v apt-get >/dev/null; then
  echo "missing: ${missing[*]} (Debian names); install them with the package manager of this system" >&2
  exit 1
fi

echo "==> apt-get install ${missing[*]}"
if [[ " ${missing[*]} " == *" postgresql "* ]]; then
  # only the programs are wanted: the program keeps its own private cluster
  mkdir -p /etc/postgresql-common/createcluster.d
  printf 'create_main_cluster = false\n' >/etc/postgresql-common/createcluster.d/lienthong.conf
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends "${missing[@]}"
