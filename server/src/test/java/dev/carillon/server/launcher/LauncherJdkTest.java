package dev.carillon.server.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The JDK that the script finds, or installs, or asks for. */
class LauncherJdkTest extends LauncherFixture {

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
}
