package dev.carillon.server.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What the script builds, prepares and runs. */
class LauncherTest extends LauncherFixture {

  private static final String COMPACT = "-XX:+UseCompactObjectHeaders";

  @Test
  void aFirstStartBuildsAndASecondDoesNot() throws Exception {
    Ended first = carillon("serve", "--port", "0");
    Ended second = carillon("serve");

    assertThat(first.status()).as(first.err()).isZero();
    assertThat(first.err()).contains("building").contains("built");
    assertThat(second.err()).isEmpty();
    assertThat(builds()).containsExactly(jdk.toString());
    assertThat(first.out()).endsWith("[serve][--port][0]\n");
    assertThat(first.out()).contains("[-jar][" + root + "/server/target/carillon-server.jar]");
  }

  @Test
  void aChangedAnAddedAndARemovedSourceAreBuilt() throws Exception {
    carillon("serve");
    age();
    Files.writeString(root.resolve("hooks/src/main/java/A.java"), "class A { }");
    carillon("serve");
    assertThat(builds()).hasSize(2);
    age();
    Files.writeString(root.resolve("server/src/main/java/C.java"), "class C {}");
    carillon("serve");
    assertThat(builds()).hasSize(3);
    age();
    Files.delete(root.resolve("server/src/main/java/gone/B.java"));
    carillon("serve");
    assertThat(builds()).hasSize(4);
    age();
    Files.writeString(root.resolve("cli/src/main/java/D.java"), "class D {}");
    carillon("version");
    assertThat(builds()).hasSize(5);
    age();
    Files.delete(root.resolve("cli/target/carillon-cli.jar"));
    carillon("serve");
    assertThat(builds()).hasSize(6);
    age();
    carillon("serve");
    assertThat(builds()).hasSize(6);
  }

  @Test
  void aBuildThatFailsIsToldAndTriedAgain() throws Exception {
    script(root.resolve("mvnw"), "echo 'no such symbol'; echo x >> builds; exit 1");

    Ended first = carillon("serve");
    Ended second = carillon("serve");

    assertThat(first.status()).isEqualTo(1);
    assertThat(first.out()).isEmpty();
    assertThat(first.err()).contains("no such symbol").contains("the build failed");
    assertThat(second.status()).isEqualTo(1);
    assertThat(builds()).hasSize(2);
  }

  @Test
  void theStartUpCacheIsMadeAfterABuildAndUsedFromThenOn() throws Exception {
    Path cache = root.resolve("server/target/carillon-server.aot");
    for (int start = 1; start <= 2; start++) {
      Ended ended = carillon("serve");
      assertThat(ended.out()).contains("[-XX:AOTCache=" + cache + "][-Xlog:aot*=off]");
      assertThat(trainingRuns(jdk)).hasSize(3);
    }
    assertThat(cache).content().isEqualTo("made\n");
    assertThat(trainingRuns(jdk).getFirst())
        .contains("-XX:+UseParallelGC -Xms48m -XX:NewSize=8m", "serve --training-run --home");
    assertThat(trainingRuns(jdk).getFirst())
        .as("a cache fits the layout of objects that it was made with")
        .contains(COMPACT);
    String library = "-Dorg.sqlite.lib.path=" + root + "/server/target/sqlite";
    assertThat(trainingRuns(jdk).getFirst()).contains(library);
    assertThat(carillon("serve").out()).contains("[" + COMPACT + "]", "[" + library + "]");
    assertThat(trainingRuns(jdk).get(1))
        .endsWith("rendering.RenderProcess training-run")
        .contains("-XX:+UseSerialGC")
        .as("Java passes over a cache made with options for modules that the process has not")
        .doesNotContain("--enable-native-access");
    try (var left = Files.list(cache.getParent())) {
      assertThat(left.map(file -> file.getFileName().toString()))
          .containsOnly(
              "carillon-server.jar",
              "carillon-server.built",
              "carillon-server.aot",
              "carillon-server.aot.jdk",
              "carillon-server.aot.log",
              "carillon-files.aot",
              "carillon-files.aot.log");
    }
  }

  @Test
  void eachVersionOfTheDriverHasAFolderForItsLibrary() throws Exception {
    Path jar = Files.createDirectories(root.resolve("server/target/lib"));
    Files.writeString(jar.resolve("sqlite-jdbc-3.54.1.0.jar"), "");
    assertThat(carillon("serve").out())
        .contains("[-Dorg.sqlite.lib.path=" + root + "/server/target/sqlite/sqlite-jdbc-3.54.1.0]");
  }

  /** Such as one of another user's. */
  @Test
  void aLibraryThatCannotBeRemovedKeepsNoServerFromStarting() throws Exception {
    Path programs = Files.createDirectories(temp.resolve("programs"));
    script(programs.resolve("rm"), "case $* in *sqlite*) exit 1 ;; esac; exec /bin/rm \"$@\"");
    String path = programs + ":" + System.getenv("PATH");
    Ended ended =
        run(Map.of("JAVA_HOME", jdk.toString(), "PATH", path), root, "./carillon", "serve");
    assertThat(ended.status()).as(ended.err()).isZero();
    assertThat(ended.out()).contains("[serve]");
  }

  @Test
  void commandsThatTalkToAServerHaveAJarAndACacheOfTheirOwn() throws Exception {
    Path cache = root.resolve("cli/target/carillon-cli.aot");
    for (int start = 1; start <= 2; start++) {
      Ended ended = carillon("deliveries", "list");
      assertThat(ended.out())
          .contains("[-XX:TieredStopAtLevel=1]", "[-XX:AOTCache=" + cache + "]")
          .contains("[-jar][" + root + "/cli/target/carillon-cli.jar]")
          .endsWith("[deliveries][list]\n");
      assertThat(trainingRuns(jdk)).hasSize(3);
    }
    assertThat(trainingRuns(jdk).getFirst())
        .contains(COMPACT)
        .endsWith("carillon-cli.jar training-run");
    assertThat(carillon("deliveries", "list").out()).contains("[" + COMPACT + "]");
    assertThat(trainingRuns(jdk).get(1)).contains("serve --training-run --home");
  }

  @Test
  void whatTheClientKnowsIsItsOwnAndTheRestTheServers() throws Exception {
    String client = "[-jar][" + root + "/cli/target/carillon-cli.jar]";
    Set<List<String>> known = words(dev.carillon.cli.Main.commands());
    Set<List<String>> all = words(dev.carillon.server.Main.commands());
    assertThat(all).containsAll(known);
    known.remove(List.of("completion"));
    for (List<String> typed : all) {
      var out = assertThat(carillon(typed.toArray(String[]::new)).out()).as(typed.toString());
      if (known.contains(typed)) {
        out.contains(client);
      } else {
        out.doesNotContain(client).contains("/server/target/carillon-server.jar]");
      }
    }
    assertThat(carillon("--version").out()).contains(client);
  }

  @Test
  void shortCommandsOfTheServersProgramUseTheClientsCache() throws Exception {
    String target = root + "/cli/target/carillon-cli";
    for (String[] typed :
        new String[][] {{}, {"--help"}, {"users", "-h"}, {"audit", "list"}, {"no-such-word"}}) {
      assertThat(carillon(typed).out())
          .contains("[-XX:TieredStopAtLevel=1]", "[-XX:AOTCache=" + target + ".aot]")
          .contains("[-cp][" + target + ".jar:" + root + "/server/target/carillon-server.jar]")
          .contains("[dev.carillon.server.Main]");
    }
    Path parted = temp.resolve("a:b");
    Files.move(root, parted);
    root = parted;
    assertThat(carillon("--help").out())
        .contains("[-jar][" + parted + "/server/target/carillon-server.jar][--help]");
  }

  @Test
  void allCachesAreMadeWithTheBuildSoThatNoLaterCommandWaits() throws Exception {
    carillon("serve");
    for (String[] later : new String[][] {{"--help"}, {"webhooks", "list"}, {"doctor"}}) {
      Ended ended = carillon(later);
      assertThat(ended.err()).isEmpty();
      assertThat(trainingRuns(jdk)).hasSize(3);
    }
  }

  @Test
  void whatWorksOnAHomeIsCompiledAsAServerIs() throws Exception {
    for (List<String> typed :
        List.of(List.of("index", "rebuild"), List.of("audit", "verify", "--offline"))) {
      assertThat(carillon(typed.toArray(String[]::new)).out())
          .contains("carillon-server.aot]")
          .doesNotContain("TieredStopAtLevel");
    }
  }

  @Test
  void aServerGetsAQuarterOfTheMachineAndAtMostAGigabyte() throws Exception {
    long machine =
        ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getTotalMemorySize()
            >> 20;
    long quarter = Math.clamp(machine / 4, 256, 1024);

    String out = carillon("serve").out();

    assertThat(out).containsPattern("\\[-Xmx[0-9]+m\\]");
    long most = Long.parseLong(out.replaceAll("(?s).*\\[-Xmx([0-9]+)m\\].*", "$1"));
    assertThat(most).isBetween(quarter - 1, quarter + 1);
    assertThat(out).contains("[-XX:MaxNewSize=" + Math.max(64, most / 8) + "m]");
    assertThat(carillon("deliveries", "list").out()).doesNotContain("-Xmx", "MaxNewSize");
  }

  @Test
  void whoeverNamesSizesOfTheHeapIsNotOverruled() throws Exception {
    for (String told : List.of("-Xmx3g", "-Xms2g", "-XX:MaxRAMPercentage=50")) {
      Map<String, String> environment =
          Map.of("JAVA_HOME", jdk.toString(), "CARILLON_JAVA_OPTIONS", told);
      String out = run(environment, root, "./carillon", "serve").out();
      assertThat(out).contains("[" + told + "]");
      assertThat(out.replace(told, "")).doesNotContain("-Xmx");
    }
    Map<String, String> environment =
        Map.of("JAVA_HOME", jdk.toString(), "CARILLON_JAVA_OPTIONS", "-XX:+UseZGC");
    assertThat(run(environment, root, "./carillon", "serve").out())
        .contains("[-Xmx")
        .doesNotContain("MaxNewSize");
  }

  @Test
  void theStartUpCacheIsMadeAnewForAnotherBuildAndForAnotherJdk() throws Exception {
    carillon("serve");
    age();
    Files.writeString(root.resolve("hooks/src/main/java/A.java"), "class A { }");
    carillon("serve");
    assertThat(trainingRuns(jdk)).hasSize(6);
    age();
    Path other = jdk("jdk 26", "26");
    for (int start = 1; start <= 2; start++) {
      run(Map.of("JAVA_HOME", other.toString()), root, "./carillon", "serve");
    }
    assertThat(trainingRuns(other)).hasSize(3);
    assertThat(builds()).hasSize(2);
  }

  @Test
  void aStartUpCacheThatCannotBeMadeIsToldOnceAndIsNoReasonNotToStart() throws Exception {
    script(
        jdk.resolve("bin/java"), "case $* in *--training-run*) echo boom; exit 3; esac; echo ran");

    Ended first = carillon("serve");
    Ended second = carillon("serve");

    assertThat(first.err()).contains("preparing quick starts").contains("that failed");
    assertThat(root.resolve("server/target/carillon-server.aot.log")).content().contains("boom");
    assertThat(second.err()).isEmpty();
    assertThat(List.of(first, second)).allSatisfy(start -> assertThat(start.status()).isZero());
    assertThat(List.of(first, second)).allSatisfy(start -> assertThat(start.out()).contains("ran"));
  }

  @Test
  void theTrainingRunSeesNothingOfTheEnvironment() throws Exception {
    Map<String, String> environment =
        Map.of("JAVA_HOME", jdk.toString(), "CARILLON_DATABASE", "jdbc:postgresql://precious/");

    run(environment, root, "./carillon", "serve");

    assertThat(jdk.resolve("environment")).content().doesNotContain("precious", "CARILLON");
  }

  @Test
  void argumentsArriveAsTheyWereGiven() throws Exception {
    Ended ended = carillon("serve", "--home", "two words", "", "*");

    assertThat(ended.out()).endsWith("[serve][--home][two words][][*]\n");
  }

  @Test
  void theHomeStandsBesideTheScriptWhereverItIsCalledFromAndByWhateverName() throws Exception {
    Path link = Files.createSymbolicLink(temp.resolve("link"), root.resolve("carillon"));

    Ended ended = run(Map.of("JAVA_HOME", jdk.toString()), temp, link.toString(), "serve");

    assertThat(ended.out()).startsWith("home=" + root + "/home\n");
    Map<String, String> other = Map.of("JAVA_HOME", jdk.toString(), "CARILLON_HOME", "/else");
    assertThat(run(other, temp, link.toString(), "serve").out()).startsWith("home=/else\n");
  }

  /** The words of each command that stands for itself. */
  private static Set<List<String>> words(CommandLine line) {
    Set<List<String>> all = new LinkedHashSet<>();
    line.getSubcommands()
        .forEach(
            (name, below) -> {
              if (below.getSubcommands().isEmpty()) {
                all.add(List.of(name));
              }
              below.getSubcommands().keySet().forEach(verb -> all.add(List.of(name, verb)));
            });
    return all;
  }
}
