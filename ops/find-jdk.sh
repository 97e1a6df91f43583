# Finds a JDK 25 or later; sourced by ./carillon and ./test. POSIX sh.

jdk_needed=25
jdk_package=openjdk-25-jdk-headless
jvm_directory=/usr/lib/jvm

say() {
  printf 'carillon: %s\n' "$*" >&2
}

# Prints the major version of the JDK in this directory, or nothing if there is none. The file
# "release" is read instead of starting Java, which would cost more than the server's own start.
jdk_version() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 0
  sed -n 's/^JAVA_VERSION="\([0-9][0-9]*\).*/\1/p' "$1/release"
}

jdk_good() {
  version=$(jdk_version "$1")
  [ -n "$version" ] && [ "$version" -ge "$jdk_needed" ]
}

# Sets JAVA_HOME, or fails.
search_jdk() {
  if [ -n "${JAVA_HOME:-}" ] && jdk_good "$JAVA_HOME"; then
    return 0
  fi
  for name in javac java; do
    program=$(command -v "$name") || continue
    directory=$(dirname "$(dirname "$(readlink -f "$program")")")
    if jdk_good "$directory"; then
      JAVA_HOME=$directory
      return 0
    fi
  done
  for directory in "$jvm_directory"/* \
    "${HOME:-/root}"/.sdkman/candidates/java/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if jdk_good "$directory"; then
      JAVA_HOME=$directory
      return 0
    fi
  done
  return 1
}

# Sets JAVA21_HOME, where a Java of just that version is, with a compiler or without; or fails.
search_java21() {
  for directory in "${JAVA21_HOME:-}" "$jvm_directory"/* \
    "${HOME:-/root}"/.sdkman/candidates/java/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if [ -x "$directory/bin/java" ] &&
      grep -q '^JAVA_VERSION="21[."]' "$directory/release" 2>/dev/null; then
      JAVA21_HOME=$directory
      return 0
    fi
  done
  return 1
}

# Whether we may install packages: Debian and its kin, as root.
may_install() {
  command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]
}

install_packages() {
  say "installing $* with apt-get"
  apt-get update -q >&2 &&
    DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@" >&2
}

# Sets and exports JAVA_HOME, or says what to install and exits.
require_jdk() {
  if ! search_jdk && may_install; then
    install_packages "$jdk_package" || say "apt-get could not install $jdk_package"
    search_jdk || true
  fi
  if ! search_jdk; then
    say "needs a JDK $jdk_needed or later (java and javac), and found none in JAVA_HOME, PATH or $jvm_directory."
    say "On Debian: apt-get install $jdk_package. Elsewhere: https://adoptium.net, then set JAVA_HOME."
    exit 1
  fi
  export JAVA_HOME
}
