#!/bin/sh
# What the tests need beside Python: a Chromium to drive, a PostgreSQL server to start, Pango, which sets papers, and
# LibreOffice, which opens every exported file and must find no formula in it: its Calc, and its Writer for documents. Debian's root gets them from its packages; elsewhere this says what is missing.
set -eu
have_chromium() { command -v chromium >/dev/null 2>&1 || [ -n "${CHROMIUM:-}" ]; }
have_postgresql() { ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null 2>&1 || [ -n "${PG_BIN:-}" ]; }
have_libreoffice() { [ -n "${SOFFICE:-}" ] || { command -v soffice >/dev/null 2>&1 && ls "$(dirname "$(readlink -f "$(command -v soffice)")")"/libswlo.* >/dev/null 2>&1; }; }
have_pango() { ldconfig -p 2>/dev/null | grep -q libpangoft2-1.0 && ldconfig -p | grep -q libharfbuzz-subset; }
wanted=""
have_chromium || wanted="$wanted chromium"
have_postgresql || wanted="$wanted postgresql"
! command -v ldconfig >/dev/null 2>&1 || have_pango || wanted="$wanted libpangoft2-1.0-0 libharfbuzz-subset0"
have_libreoffice || wanted="$wanted libreoffice-calc libreoffice-writer"
[ -n "$wanted" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing$wanted (the tests need it)..."
  log=$(mktemp)
  # shellcheck disable=SC2086
  if ! { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $wanted; } >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    echo "apt-get could not install$wanted." >&2
    exit 1
  fi
  rm -f "$log"
  exit 0
fi
echo "The tests need$wanted: install it, or name it with CHROMIUM=/path/to/chromium PG_BIN=/path/to/postgresql/bin or SOFFICE=/path/to/soffice." >&2
exit 1
