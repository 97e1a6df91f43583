#!/bin/sh
# The fault tests: ./bench faults [name …] [--short] [--json]. Sourced by ./bench with the arguments.
# Without a name all of them run that need no cluster and no root; k stands for k1 to k11. The long
# forms take hours; they end up in the table of docs/faults.md. Exit 1 if a test failed, something
# did not hold, or a test left no record. k3 and k4 have a part that needs a whole cluster and root,
# and k8 is a program that measures: they run only by their names.

fault_names=
fault_scale=long
fault_json=
for argument in "$@"; do
  case $argument in
  --short) fault_scale=short ;;
  --json) fault_json=--json ;;
  -*)
    say "faults takes names, --short and --json, not $argument"
    exit 2
    ;;
  k) fault_names="$fault_names k1 k2 k3 k4 k5 k6 k7 k8 k9 k10 k11" ;;
  *) fault_names="$fault_names $argument" ;;
  esac
done

# the checker of a long form remembers each of some 100,000 requests
fault_heap=1g
if [ "$fault_scale" = long ]; then
  fault_heap=4g
fi
fault_groups=
fault_expected=
for name in $fault_names; do
  [ "$name" = k8 ] || fault_groups="$fault_groups${fault_groups:+ | }$name"
  fault_expected="$fault_expected${fault_expected:+,}$name"
done
rm -rf "$root"/server/target/faults "$root"/hooks/target/faults "$root"/hooks-jdbc/target/faults
fault_result=0
trap 'exit 130' INT TERM

if [ -z "$fault_names" ] || [ -n "$fault_groups" ]; then
  fault_groups="faults${fault_groups:+ & ($fault_groups)}"
  (cd "$root" && ./mvnw --batch-mode -Dquick --fail-at-end -pl server,samples/embedded -am test \
    "-Dgroups=$fault_groups" "-Dtests.alone=alone & $fault_groups" "-Dcarillon.faults=$fault_scale" \
    "-Dsurefire.argLine=-Xmx$fault_heap -XX:+EnableDynamicAgentLoading --enable-native-access=ALL-UNNAMED" \
    >&2) || fault_result=1
fi
fault_short=
[ "$fault_scale" = long ] || fault_short=--short
for name in $fault_names; do
  # shellcheck disable=SC2086
  case $name in
  k3 | k4) "$root/ops/cluster/faults" "$name" $fault_short >&2 || fault_result=1 ;;
  k8)
    mkdir -p "$root/server/target/faults"
    "$root/bench" k8 $fault_short >"$root/server/target/k8.txt" || fault_result=1
    cat "$root/server/target/k8.txt" >&2
    python3 "$root/ops/cluster/verdict.py" k8 "$fault_scale" "$root/server/target/k8.txt" \
      >"$root/server/target/faults/k8.json" || fault_result=1
    ;;
  esac
done

# the table needs a JSON library, which the launcher puts into server/target/lib
"$root/carillon" --version >/dev/null
if [ ! -d "$root/server/target/test-classes/dev/carillon/server/faults" ]; then
  (cd "$root" && ./mvnw --batch-mode -q -Dquick -pl server -am test-compile >&2) || fault_result=1
fi
fault_into=
if [ "$fault_scale" = long ]; then
  fault_into="--into $root/docs/faults.md"
fi
# shellcheck disable=SC2086
"$JAVA_HOME/bin/java" -cp "$root/server/target/test-classes:$root/server/target/lib/*" \
  dev.carillon.server.faults.FaultTable "$root" $fault_json $fault_into \
  ${fault_expected:+--expect "$fault_expected"} || fault_result=1
[ "$fault_result" = 0 ] || say "faults: something failed or did not hold; see above"
exit "$fault_result"
