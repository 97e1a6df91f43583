#!/bin/sh
# What is run before a release, beside the fault tests; sourced by ./bench with the arguments.
#   ./bench fuzz [cases] [seed]   requests made from our own description, texts for our parsers
#   ./bench cover [seconds] [url|query|signature|xmp|retry-after]
#                                 texts for our parsers, led by the code that they reach
#   ./bench prices [--short]      what the costliest request of each route costs, for each caller
#   ./bench mutants               changes the core one instruction at a time: the tests must notice
#   ./bench audit                 bills of materials, lock files, known holes as far as one can ask
# POSIX sh. Needs find-jdk.sh.

case $1 in
fuzz)
  cases=${2:-25000}
  seed=${3:-$(date +%s)}
  say "seed $seed, $cases requests, $((cases * 10)) texts for each parser"
  cd "$root"
  exec ./mvnw --batch-mode -Dquick -pl server -am test \
    -Dtest=OpenApiFuzzTest,ParserFuzzTest,QueryFuzzTest,XmpFuzzTest \
    -Dsurefire.failIfNoSpecifiedTests=false \
    "-Dcarillon.fuzz.cases=$cases" "-Dcarillon.fuzz.texts=$((cases * 10))" \
    "-Dcarillon.fuzz.seed=$seed"
  ;;
cover)
  seconds=${2:-120}
  targets=${3:-url query signature xmp retry-after}
  cd "$root"
  . ops/cover.sh
  exit "$result"
  ;;
prices)
  form=whole
  case ${2:-} in
  --short) form=brief ;;
  esac
  cd "$root"
  exec ./mvnw --batch-mode -Dquick -pl server -am test -Dtest=PricesTest \
    -Dsurefire.failIfNoSpecifiedTests=false "-Dcarillon.prices=$form"
  ;;
mutants)
  cd "$root"
  exec ./mvnw --batch-mode -Dquick -Pmutation -pl hooks --fail-at-end test-compile \
    org.pitest:pitest-maven:mutationCoverage@rules org.pitest:pitest-maven:mutationCoverage@engine
  ;;
audit)
  cd "$root"
  . ops/find-node.sh
  require_node
  result=0
  ./mvnw --batch-mode -q -Psbom -Dmaven.test.skip=true -Dquick -pl server -am package >&2
  (cd console && npm sbom --sbom-format cyclonedx --sbom-type application --package-lock-only) \
    >server/target/carillon-console.cdx.json
  say "what it is made of: server/target/carillon.cdx.json, server/target/carillon-console.cdx.json"
  for project in console server/src/test/node; do
    if ! (cd "$project" && npm audit --package-lock-only --audit-level=high); then
      say "$project: npm knows of a hole, or could not be asked; see above"
      result=1
    fi
  done
  say "Java libraries: hand carillon.cdx.json to a scanner with a database of its own, such as osv-scanner"
  exit "$result"
  ;;
esac
