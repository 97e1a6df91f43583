#!/bin/sh
# Builds the console into target/classes, where Maven finds it; does nothing where nothing changed.
set -eu
cd "$(dirname "$0")"

. ../ops/find-jdk.sh
. ../ops/find-node.sh

installed=node_modules/.carillon-installed
built=target/console.built
described=../server/src/main/resources/dev/carillon/server
sources="build.sh openapi.mjs $described/platform/openapi $described/webhooks/payload/catalogue package.json package-lock.json vite.config.ts svelte.config.js tsconfig.json index.html src"

# Directories count too: removing a file changes only the one it was in.
outdated() {
  # shellcheck disable=SC2086
  [ ! -f "$built" ] || [ ! -f target/classes/dev/carillon/console/index.html ] ||
    [ -n "$(find $sources -newer "$built" -print | head -n 1)" ]
}

require_node
# one at a time: ./test begins it beside Maven
mkdir -p target
if command -v flock >/dev/null 2>&1; then
  exec 9>target/.building
  flock 9
fi
if [ ! -f "$installed" ] || ! cmp -s package-lock.json "$installed"; then
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
  cp package-lock.json "$installed"
fi
if outdated; then
  touch "$built.new"
  npm run build --silent
  mv "$built.new" "$built"
fi
