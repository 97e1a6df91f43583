#!/bin/sh
# Leads a fuzzer (Jazzer) through one parser after the other, each for $seconds, from the corpus
# that is kept; sourced by attacks.sh at the repository's root. What is new is merged into the corpus,
# which ./test replays; what breaks a parser is printed, and its input left in target/cover.
# POSIX sh. Sets $result: 0 if nothing broke.

jazzer=0.30.0
work=$root/target/cover
mkdir -p "$work"
if [ -z "${COVER_CLASS_PATH:-}" ]; then
  say "building, and fetching Jazzer $jazzer"
  ./mvnw --batch-mode -q -Dquick -pl server -am test-compile \
    dependency:build-classpath "-Dmdep.outputFile=$work/class-path" \
    -Dmdep.includeScope=test >&2
  for each in jazzer jazzer-api; do
    ./mvnw --batch-mode -q -N dependency:copy "-Dartifact=com.code-intelligence:$each:$jazzer" \
      "-DoutputDirectory=$work/lib" >&2
  done
  COVER_CLASS_PATH=$(cat "$work/class-path")
fi
classes=$root/server/target/test-classes:$root/server/target/classes
classes=$classes:$root/hooks/target/test-classes:$root/hooks/target/classes
classes=$classes:$root/hooks-jdbc/target/classes:$root/cli/target/classes

# corpora are text: each input in base 64 on a line
unpacked() {
  n=0
  while read -r line; do
    n=$((n + 1))
    echo "$line" | base64 -d >"$2/$n"
  done <"$1"
}

packed() {
  for each in "$1"/*; do
    base64 -w 0 "$each"
    echo
  done | LC_ALL=C sort -u
}

# the hook that is left out breaks itself where a parser has no handler for entities
fuzzed() {
  "$JAVA_HOME/bin/java" -Xmx1g --enable-native-access=ALL-UNNAMED \
    --sun-misc-unsafe-memory-access=allow -XX:+EnableDynamicAgentLoading \
    -cp "$work/lib/jazzer-$jazzer.jar:$work/lib/jazzer-api-$jazzer.jar:$classes:$COVER_CLASS_PATH" \
    com.code_intelligence.jazzer.Jazzer "--target_class=$class" \
    '--instrumentation_includes=dev.carillon.**:org.apache.lucene.queryparser.**' \
    --disabled_hooks=com.code_intelligence.jazzer.sanitizers.XmlParserSsrfGuidance \
    "--reproducer_path=$work" "-artifact_prefix=$work/" -max_len=2000 -timeout=10 "$@"
}

result=0
for target in $targets; do
  place=server/src/test/resources/dev/carillon/server/attacks/cover
  case $target in
  url) class=dev.carillon.server.attacks.cover.UrlTarget ;;
  query) class=dev.carillon.server.attacks.cover.QueryTarget ;;
  signature) class=dev.carillon.server.attacks.cover.SignatureTarget ;;
  xmp) class=dev.carillon.server.assets.preview.embedded.XmpTarget ;;
  retry-after)
    class=dev.carillon.hooks.delivery.RetryAfterTarget
    place=hooks/src/test/resources/dev/carillon/hooks/delivery
    ;;
  *)
    say "no target '$target'; there are url, query, signature, xmp, retry-after"
    exit 64
    ;;
  esac
  rm -rf "$work/$target" "$work/$target.merged"
  mkdir -p "$work/$target" "$work/$target.merged"
  unpacked "$place/$target.corpus" "$work/$target"
  if ! fuzzed "-max_total_time=$seconds" "$work/$target" >"$work/$target.log" 2>&1; then
    say "$target: something broke; see $work/$target.log"
    grep -A 12 '^== Java Exception' "$work/$target.log" >&2 || tail -n 20 "$work/$target.log" >&2
    result=1
    continue
  fi
  fuzzed -merge=1 "$work/$target.merged" "$work/$target" >"$work/$target.merge.log" 2>&1 || true
  packed "$work/$target.merged" >"$work/$target.corpus"
  mv "$work/$target.corpus" "$place/$target.corpus"
  say "$target: $(grep -o 'Done [0-9]* runs.*' "$work/$target.log"); $(grep -c . "$place/$target.corpus") inputs are kept"
done
