# Finds Node with npm, for the console's build and the tests; sourced. POSIX sh. Needs find-jdk.sh.

node_needed=20.19

node_good() {
  command -v npm >/dev/null 2>&1 &&
    node -e 'const [a, b] = process.versions.node.split(".").map(Number)
      process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' 2>/dev/null
}

# Puts Node on the PATH, or fails.
search_node() {
  node_good && return 0
  before=$PATH
  for directory in "${NVM_BIN:-}" /usr/local/bin /opt/node/bin /usr/lib/node/bin \
    "${HOME:-/root}"/.nvm/versions/node/*/bin "${HOME:-/root}"/.volta/bin /opt/homebrew/bin; do
    [ -x "$directory/node" ] || continue
    PATH=$directory:$before
    node_good && return 0
  done
  PATH=$before
  return 1
}

# Puts Node on the PATH and exports it, or says what to install and exits.
require_node() {
  if ! search_node && may_install; then
    install_packages nodejs npm || say "apt-get could not install nodejs and npm"
  fi
  if ! search_node; then
    say "needs Node $node_needed or later with npm to build the console, and found none."
    say "On Debian: apt-get install nodejs npm. Elsewhere: https://nodejs.org."
    exit 1
  fi
  export PATH
}
