#!/usr/bin/env bash
# The browser stories of /journeys against a program started for them. Says what it skips and why.
set -euo pipefail
cd "$(dirname "$0")/.."
binary=$(realpath "$1")
if [ ! -f journeys/package.json ]; then
  echo "SKIPPED browser journeys: there are none in this checkout"
  exit 0
fi
for tool in node npm chromium; do
  if ! command -v "$tool" >/dev/null; then
    echo "SKIPPED browser journeys: $tool is not installed"
    exit 0
  fi
done
cd journeys
if [ ! -d node_modules ] || [ package-lock.json -nt node_modules ]; then npm ci --no-audit --no-fund --silent; fi
LIENTHONG_BIN=$binary npm test
