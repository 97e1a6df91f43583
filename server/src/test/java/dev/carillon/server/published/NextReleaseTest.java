package dev.carillon.server.published;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The release after this one is compared with it, as if this one had been published. */
@Tag("long")
class NextReleaseTest {

  private static final String REGISTRY =
      "hooks-jdbc/src/main/java/dev/carillon/hooks/WebhookRegistry.java";
  private static final String SHOWN = "  public Map<Webhook.Id, DeliveryLog.Standing> standings()";
  private static final String HIDDEN = "  Map<Webhook.Id, DeliveryLog.Standing> standings()";
  private static final String UNEXPORTED =
      "hooks-jdbc/src/main/java/dev/carillon/hooks/jdbc/SubscriptionRows.java";

  @TempDir private static Path temp;

  private static Path released = Path.of("");
  private static String version = "";

  @BeforeAll
  static void release() throws Exception {
    version = LibrarySource.version();
    released = temp.resolve("released");
    LibrarySource source = LibrarySource.copiedTo(temp.resolve("source"));
    source
        .maven(
            List.of(
                "-Prelease",
                "-Dmaven.javadoc.skip=true",
                "-Dmaven.install.skip=true",
                "-DaltDeploymentRepository=released::" + released.toUri(),
                "deploy"))
        .printed();
  }

  @Test
  void aPatchThatAddsToHiddenPackagesAloneIsBuilt(@TempDir Path folder) throws Exception {
    LibrarySource next = next(folder, "0.1.1");
    next.replace(UNEXPORTED, "\n}\n", "\n  public static void added() {}\n}\n");
    assertThat(compared(next, folder).printed()).doesNotContain("BUILD FAILURE");
  }

  @Test
  void aReleaseThatTakesSomethingAwayIsRefusedUnlessThatIsWanted(@TempDir Path folder)
      throws Exception {
    LibrarySource next = next(folder, "0.2.0");
    next.replace(REGISTRY, SHOWN, HIDDEN);
    assertThat(compared(next, folder).failed())
        .contains("japicmp-maven-plugin", "dev.carillon.hooks.WebhookRegistry");
    compared(next, folder, "-Dcarillon.compatible=false").printed();
  }

  private static LibrarySource next(Path folder, String number) throws IOException {
    LibrarySource next = LibrarySource.copiedTo(folder.resolve("source"));
    next.versioned(version, number);
    return next;
  }

  /** In a repository of its own, so that no other build finds what was released here. */
  private static Command compared(LibrarySource next, Path folder, String... more)
      throws IOException {
    List<String> words = new ArrayList<>(List.of(more));
    words.add("-Dcarillon.lastRelease=" + version);
    words.add("-Dcarillon.releases=" + released.toUri());
    words.add("-Dmaven.repo.local=" + folder.resolve("repository"));
    words.add("-Dmaven.repo.local.tail=" + FreshProject.fetched());
    words.add("verify");
    return next.maven(words);
  }
}
