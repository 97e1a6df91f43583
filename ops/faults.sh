#!/bin/sh
# The fault tests: ./bench faults [name] [--short] [--json]. Sourced by ./bench with the arguments.
# The long forms take hours; they end up in the table of docs/faults.md. Exit 1 if a test failed
# or anything was lost. k3 and k4 need a whole cluster and root, and run only by their names.

fault_groups=faults
fault_name=
fault_scale=long
fault_json=
for argument in "$@"; do
  case $argument in
  --short) fault_scale=short ;;
  --json) fault_json=--json ;;
  -*)
    say "faults takes a name, --short and --json, not $argument"
    exit 2
    ;;
  *)
    fault_name=$argument
    fault_groups="faults & $argument"
    ;;
  esac
done

# the checker of a long form remembers each of some 100,000 requests
fault_heap=1g
if [ "$fault_scale" = long ]; then
  fault_heap=4g
fi
rm -rf "$root"/server/target/faults "$root"/hooks/target/faults "$root"/hooks-jdbc/target/faults
fault_result=0
fault_phase=test
case $fault_name in
k3 | k4)
  fault_phase=test-compile
  fault_short=
  [ "$fault_scale" = long ] || fault_short=--short
  # shellcheck disable=SC2086
  "$root/ops/cluster/faults" "$fault_name" $fault_short >&2 || fault_result=1
  ;;
esac
(cd "$root" && ./mvnw --batch-mode -Dquick --fail-at-end -pl server -am $fault_phase \
  "-Dgroups=$fault_groups" "-Dcarillon.faults=$fault_scale" \
  "-Dsurefire.argLine=-Xmx$fault_heap -XX:+EnableDynamicAgentLoading --enable-native-access=ALL-UNNAMED" \
  >&2) || fault_result=1

# the table needs a JSON library, which the launcher puts into server/target/lib
"$root/carillon" --version >/dev/null
fault_into=
if [ "$fault_scale" = long ]; then
  fault_into="--into $root/docs/faults.md"
fi
# shellcheck disable=SC2086
"$JAVA_HOME/bin/java" -cp "$root/server/target/test-classes:$root/server/target/lib/*" \
  dev.carillon.server.faults.FaultTable "$root" $fault_json $fault_into || fault_result=1
exit "$fault_result"
