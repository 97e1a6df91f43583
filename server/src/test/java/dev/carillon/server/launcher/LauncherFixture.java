package dev.carillon.server.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The script in a copy of the repository's outline, with a JDK and a Maven that only tell. */
abstract class LauncherFixture {

  private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();

  @TempDir Path temp;
  Path root = Path.of("");
  Path jdk = Path.of("");

  record Ended(int status, String out, String err) {}

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

  Ended carillon(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("./carillon"));
    command.addAll(List.of(arguments));
    return run(Map.of("JAVA_HOME", jdk.toString()), root, command.toArray(String[]::new));
  }

  Ended run(Map<String, String> environment, Path directory, String... command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().remove("CARILLON_HOME");
    builder.environment().putAll(environment);
    Path out = Files.createTempFile(temp, "out", "");
    Path err = Files.createTempFile(temp, "err", "");
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  /** Makes everything old but the last build, as if time had passed since. */
  void age() throws IOException {
    FileTime past = FileTime.from(Instant.now().minusSeconds(100));
    try (var files = Files.walk(root)) {
      for (Path file : files.toList()) {
        Files.setLastModifiedTime(file, past);
      }
    }
  }

  List<String> builds() throws IOException {
    return Files.readAllLines(root.resolve("builds"), StandardCharsets.UTF_8);
  }

  static List<String> trainingRuns(Path jdk) throws IOException {
    return Files.readAllLines(jdk.resolve("training-runs"), StandardCharsets.UTF_8);
  }

  Path jdk(String name, String version) throws IOException {
    Path home = temp.resolve(name);
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    script(home.resolve("bin/javac"), "exit 9");
    script(
        home.resolve("bin/java"),
        """
        for a in "$@"; do case $a in -XX:AOTCacheOutput=*) trained=${a#*=} ;; esac; done
        if [ "${trained:-}" ]; then
          (cd "${0%/bin/java}" && echo "$*" >> training-runs && env > environment) &&
            echo made > "$trained"
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

  static void script(Path path, String body) throws IOException {
    Files.writeString(path, "#!/bin/sh\n" + body + "\n");
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
