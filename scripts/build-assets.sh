#!/usr/bin/env bash
# Builds the front-end package (styles, small scripts) when its sources are newer than what was built last.
set -euo pipefail
cd "$(dirname "$0")/.."
[ -f assets/package.json ] || exit 0
# what was built is committed: only somebody who changes the sources needs npm
if [ -d crates/ui/assets/dist ] && [ -z "$(git status --porcelain assets 2>/dev/null)" ]; then exit 0; fi
stamp=assets/node_modules/.built
if [ -f "$stamp" ] && [ -z "$(find assets -path assets/node_modules -prune -o -type f -newer "$stamp" -print -quit)" ]; then exit 0; fi
if ! command -v npm >/dev/null; then
  echo "Node with npm is needed to build assets/ (Node 20 or newer)" >&2
  exit 1
fi
echo "==> npm: styles and scripts"
(cd assets && npm ci --no-audit --no-fund --silent && npm run --silent build)
touch "$stamp"
