# Finds Chromium, for the tests of the console; sourced. POSIX sh. Needs find-jdk.sh.

# Sets CARILLON_CHROMIUM, or fails.
search_chromium() {
  [ -n "${CARILLON_CHROMIUM:-}" ] && [ -x "$CARILLON_CHROMIUM" ] && return 0
  for name in chromium chromium-browser google-chrome; do
    CARILLON_CHROMIUM=$(command -v "$name") && return 0
  done
  return 1
}

# Sets and exports CARILLON_CHROMIUM, or says what to install and exits.
require_chromium() {
  if ! search_chromium && may_install; then
    install_packages chromium || say "apt-get could not install chromium"
  fi
  if ! search_chromium; then
    say "the tests of the console need Chromium; on Debian: apt-get install chromium."
    exit 1
  fi
  export CARILLON_CHROMIUM
}
