package dev.carillon.server.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Runs the script in a copy of the repository's outline, with a JDK and a Maven that only tell. */
class LauncherTest {

  private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();

  @TempDir Path temp;
  private Path root = Path.of("");
  private Path jdk = Path.of("");

  private record Ended(int status, String out, String err) {}

  @BeforeEach
  void makeOutline() throws IOException {
    root = temp.resolve("a folder with spaces");
    for (String directory :
        List.of(
            "ops",
            ".mvn",
            "hooks/src/main/java",
            "cli/src/main/java",
            "server/src/main/java/gone")) {
      Files.createDirectories(root.resolve(directory));
    }
    for (String pom : List.of("pom.xml", "hooks/pom.xml", "cli/pom.xml", "server/pom.xml")) {
      Files.writeString(root.resolve(pom), "<project/>");
    }
    Files.writeString(root.resolve("hooks/src/main/java/A.java"), "class A {}");
    Files.writeString(root.resolve("server/src/main/java/gone/B.java"), "class B {}");
    copy("carillon");
    copy("ops/find-jdk.sh");
    script(
        root.resolve("mvnw"),
        "mkdir -p cli/target server/target;"
            + " touch cli/target/carillon-cli.jar server/target/carillon-server.jar;"
            + " echo \"$JAVA_HOME\" >> builds");
    jdk = jdk("jdk 25", "25.0.1");
  }

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
      assertThat(rehearsals(jdk)).hasSize(3);
    }
    assertThat(cache).content().isEqualTo("made\n");
    assertThat(rehearsals(jdk).getFirst()).contains("-XX:+UseSerialGC", "serve --rehearse --home");
    assertThat(rehearsals(jdk).get(1))
        .endsWith("rendering.RenderProcess rehearse")
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
  void commandsThatTalkToAServerHaveAJarAndACacheOfTheirOwn() throws Exception {
    Path cache = root.resolve("cli/target/carillon-cli.aot");
    for (int start = 1; start <= 2; start++) {
      Ended ended = carillon("deliveries", "list");
      assertThat(ended.out())
          .contains("[-XX:TieredStopAtLevel=1]", "[-XX:AOTCache=" + cache + "]")
          .contains("[-jar][" + root + "/cli/target/carillon-cli.jar]")
          .endsWith("[deliveries][list]\n");
      assertThat(rehearsals(jdk)).hasSize(3);
    }
    assertThat(rehearsals(jdk).getFirst()).endsWith("carillon-cli.jar rehearse");
    assertThat(rehearsals(jdk).get(1)).contains("serve --rehearse --home");
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
      assertThat(rehearsals(jdk)).hasSize(3);
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
    assertThat(carillon("deliveries", "list").out()).doesNotContain("-Xmx");
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
    assertThat(run(environment, root, "./carillon", "serve").out()).contains("[-Xmx");
  }

  @Test
  void theStartUpCacheIsMadeAnewForAnotherBuildAndForAnotherJdk() throws Exception {
    carillon("serve");
    age();
    Files.writeString(root.resolve("hooks/src/main/java/A.java"), "class A { }");
    carillon("serve");
    assertThat(rehearsals(jdk)).hasSize(6);
    age();
    Path other = jdk("jdk 26", "26");
    for (int start = 1; start <= 2; start++) {
      run(Map.of("JAVA_HOME", other.toString()), root, "./carillon", "serve");
    }
    assertThat(rehearsals(other)).hasSize(3);
    assertThat(builds()).hasSize(2);
  }

  @Test
  void aStartUpCacheThatCannotBeMadeIsToldOnceAndIsNoReasonNotToStart() throws Exception {
    script(jdk.resolve("bin/java"), "case $* in *--rehearse*) echo boom; exit 3; esac; echo ran");

    Ended first = carillon("serve");
    Ended second = carillon("serve");

    assertThat(first.err()).contains("preparing quick starts").contains("that failed");
    assertThat(root.resolve("server/target/carillon-server.aot.log")).content().contains("boom");
    assertThat(second.err()).isEmpty();
    assertThat(List.of(first, second)).allSatisfy(start -> assertThat(start.status()).isZero());
    assertThat(List.of(first, second)).allSatisfy(start -> assertThat(start.out()).contains("ran"));
  }

  @Test
  void theRehearsalSeesNothingOfTheEnvironment() throws Exception {
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

  @Test
  void anOldJavaHomeIsPassedOverForAGoodJdkInThePath() throws Exception {
    Path old = jdk("jdk 17", "17.0.9");
    Map<String, String> environment =
        Map.of(
            "JAVA_HOME", old.toString(), "PATH", jdk.resolve("bin") + ":" + System.getenv("PATH"));

    Ended ended = run(environment, root, "./carillon", "serve");

    assertThat(ended.status()).as(ended.err()).isZero();
    assertThat(builds()).containsExactly(jdk.toString());
  }

  @Test
  void aJdkInTheSystemsDirectoryIsFound() throws Exception {
    Path systems = Files.createDirectories(temp.resolve("jvm"));
    Files.createSymbolicLink(systems.resolve("java-17"), jdk("jdk 17", "17.0.9"));
    Files.createSymbolicLink(systems.resolve("java-26"), jdk("jdk 26", "26"));

    Ended ended = required(systems, "true");

    assertThat(ended.out()).isEqualTo(systems.resolve("java-26") + "\n");
  }

  @Test
  void withoutAnyJdkItIsInstalledWhereThatIsAllowed() throws Exception {
    Path systems = Files.createDirectories(temp.resolve("jvm"));
    jdk("later", "25");
    String install = "[ \"$1\" = update ] || mv '" + temp + "/later' '" + systems + "/jdk-25'";

    Ended ended = required(systems, install + "; echo \"$*\"");

    assertThat(ended.out()).isEqualTo(systems.resolve("jdk-25") + "\n");
    assertThat(ended.err()).contains("install -q -y --no-install-recommends openjdk-25-jdk-headl");
  }

  @Test
  void withoutAnyJdkThatCanBeInstalledItSaysWhatIsNeeded() throws Exception {
    Path systems = Files.createDirectories(temp.resolve("jvm"));

    Ended ended = required(systems, "exit 100");

    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.err())
        .contains("needs a JDK 25 or later")
        .contains("apt-get install openjdk-25-jdk-headless");
  }

  /** Looks for a JDK where only this directory may hold one, as root, with this apt-get. */
  private Ended required(Path systems, String aptGet) throws Exception {
    Path programs = Files.createDirectories(temp.resolve("programs"));
    for (String name : List.of("sed", "dirname", "readlink", "mv")) {
      script(programs.resolve(name), "exec /usr/bin/" + name + " \"$@\"");
    }
    script(programs.resolve("id"), "echo 0");
    script(programs.resolve("apt-get"), aptGet);
    Map<String, String> environment =
        Map.of("PATH", programs.toString(), "JAVA_HOME", "", "HOME", temp.toString());
    String program =
        ". ./ops/find-jdk.sh; jvm_directory='" + systems + "'; require_jdk; echo \"$JAVA_HOME\"";
    return run(environment, root, "/bin/sh", "-euc", program);
  }

  private Ended carillon(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("./carillon"));
    command.addAll(List.of(arguments));
    return run(Map.of("JAVA_HOME", jdk.toString()), root, command.toArray(String[]::new));
  }

  private Ended run(Map<String, String> environment, Path directory, String... command)
      throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().remove("CARILLON_HOME");
    builder.environment().putAll(environment);
    Path out = Files.createTempFile(temp, "out", "");
    Path err = Files.createTempFile(temp, "err", "");
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
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

  /** Makes everything old but the last build, as if time had passed since. */
  private void age() throws IOException {
    FileTime past = FileTime.from(Instant.now().minusSeconds(100));
    try (var files = Files.walk(root)) {
      for (Path file : files.toList()) {
        Files.setLastModifiedTime(file, past);
      }
    }
  }

  private List<String> builds() throws IOException {
    return Files.readAllLines(root.resolve("builds"), StandardCharsets.UTF_8);
  }

  private static List<String> rehearsals(Path jdk) throws IOException {
    return Files.readAllLines(jdk.resolve("rehearsals"), StandardCharsets.UTF_8);
  }

  private Path jdk(String name, String version) throws IOException {
    Path home = temp.resolve(name);
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    script(home.resolve("bin/javac"), "exit 9");
    script(
        home.resolve("bin/java"),
        """
        for a in "$@"; do case $a in -XX:AOTCacheOutput=*) rehearsed=${a#*=} ;; esac; done
        if [ "${rehearsed:-}" ]; then
          (cd "${0%/bin/java}" && echo "$*" >> rehearsals && env > environment) &&
            echo made > "$rehearsed"
          exit
        fi
        echo "home=$CARILLON_HOME"; for a in "$@"; do printf '[%s]' "$a"; done; echo\
        """);
    return home;
  }

  private void copy(String file) throws IOException {
    Files.copy(
        REPOSITORY.resolve(file),
        root.resolve(file),
        java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
  }

  private static void script(Path path, String body) throws IOException {
    Files.writeString(path, "#!/bin/sh\n" + body + "\n");
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
