package dev.carillon.server.platform.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.server.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cluster properties of nodes that each have a file of their own. */
class SharedPropertiesTest {

  private static final Duration POLL = Duration.ofMillis(20);

  @TempDir private Path folder;
  private final Revisions revisions = new Revisions();
  private final List<ClusterProperties> opened = new ArrayList<>();

  @AfterEach
  void close() {
    opened.forEach(ClusterProperties::close);
  }

  private Path file(String node) {
    return folder.resolve(node).resolve("cluster-properties.txt");
  }

  private void write(String node, String text) throws IOException {
    Files.createDirectories(file(node).getParent());
    Files.writeString(file(node), text);
  }

  private ClusterProperties start(String node) {
    return start(node, POLL);
  }

  private ClusterProperties start(String node, Duration poll) {
    ClusterProperties properties = ClusterProperties.open(file(node), poll);
    opened.add(properties);
    properties.share(revisions);
    return properties;
  }

  private static int timeout(ClusterProperties properties) {
    return (int) properties.settings().webhooks().policy().timeout().toSeconds();
  }

  private static void awaitTimeout(ClusterProperties properties, int seconds) {
    Await.until("a timeout of " + seconds, () -> timeout(properties) == seconds);
  }

  @Test
  void whatIsSetOnOneNodeCountsOnTheOtherAndStandsInItsFile() throws IOException {
    write("a", "# ours\nwebHooksTimeoutSeconds=3\n");
    ClusterProperties a = start("a");
    ClusterProperties b = start("b");
    assertThat(timeout(b)).isEqualTo(3);

    b.set("webHooksTimeoutSeconds", "5");

    assertThat(timeout(b)).isEqualTo(5);
    awaitTimeout(a, 5);
    assertThat(Files.readString(file("a"))).isEqualTo("# ours\nwebHooksTimeoutSeconds=5\n");
  }

  @Test
  void aFileThatIsEditedOnOneNodeCountsOnAllAndIsAuditedOnce() throws IOException {
    write("a", "webHooksTimeoutSeconds=3\n");
    ClusterProperties a = start("a");
    ClusterProperties b = start("b");
    LinkedBlockingQueue<String> edits = new LinkedBlockingQueue<>();
    a.onEdit(edit -> edits.add("a " + edit.after()));
    b.onEdit(edit -> edits.add("b " + edit.after()));

    write("b", "webHooksTimeoutSeconds=7\n");

    awaitTimeout(a, 7);
    assertThat(edits).containsExactly("b 7");
  }

  @Test
  void changesOfOtherPropertiesOnTwoNodesBothStay() throws IOException {
    write("a", "webHooksTimeoutSeconds=3\n");
    ClusterProperties a = start("a");
    ClusterProperties b = start("b");
    a.set("timeZone", "Asia/Tokyo");
    b.set("webHooksTimeoutSeconds", "9");

    awaitTimeout(a, 9);
    assertThat(b.settings().timeZone().getId()).isEqualTo("Asia/Tokyo");
    assertThat(Files.readString(file("a"))).isEqualTo(Files.readString(file("b")));
  }

  @Test
  void anEditThatNoLookHasSeenYetIsNotWrittenOver() throws IOException {
    write("a", "webHooksTimeoutSeconds=3\n");
    ClusterProperties a = start("a", Duration.ofHours(1));
    write("a", "webHooksTimeoutSeconds=3\ntimeZone=Asia/Tokyo\n");

    a.set("webHooksTimeoutSeconds", "5");

    assertThat(timeout(a)).isEqualTo(5);
    assertThat(a.settings().timeZone().getId()).isEqualTo("Asia/Tokyo");
    assertThat(start("b").settings().timeZone().getId()).isEqualTo("Asia/Tokyo");
  }

  @Test
  void whatACrashKeptOutOfTheFileIsNoEditAfterTheNextStart() throws IOException {
    Path remembered = folder.resolve("remembered");
    PropertySharing killed = new PropertySharing(revisions, remembered);
    killed.applied(killed.begin("old", folder.resolve("before")));
    assertThat(killed.change(text -> "new").text()).isEqualTo("new");

    PropertySharing next = new PropertySharing(revisions, remembered);
    assertThat(next.begin("old", folder.resolve("before")).text()).isEqualTo("new");
  }

  @Test
  void whatWasEditedWhileAllNodesWereDownCounts() throws IOException {
    write("a", "webHooksTimeoutSeconds=3\n");
    start("a").close();
    write("a", "webHooksTimeoutSeconds=11\n");

    assertThat(timeout(start("a"))).isEqualTo(11);
    assertThat(timeout(start("b"))).isEqualTo(11);
  }

  @Test
  void aNodeThatWasAwayWhileOthersChangedThemGoesByTheOthersAndKeepsItsFileAside()
      throws IOException {
    write("a", "webHooksTimeoutSeconds=3\n");
    start("a");
    start("b").close();
    opened.getFirst().set("webHooksTimeoutSeconds", "13");
    write("b", "webHooksTimeoutSeconds=2\n");

    assertThat(timeout(start("b"))).isEqualTo(13);
    assertThat(file("b").resolveSibling("cluster-properties.txt.before"))
        .content()
        .isEqualTo("webHooksTimeoutSeconds=2\n");
  }

  @Test
  void whileTheDatabaseIsAwayNothingIsSetAndAnEditCountsLater() throws IOException {
    write("a", "webHooksTimeoutSeconds=3\n");
    ClusterProperties a = start("a");
    ClusterProperties b = start("b");
    revisions.away = true;
    assertThatThrownBy(() -> a.set("webHooksTimeoutSeconds", "4"))
        .isInstanceOf(HooksException.class);
    assertThat(timeout(a)).isEqualTo(3);
    write("a", "webHooksTimeoutSeconds=6\n");
    awaitTimeout(a, 6);
    assertThat(timeout(b)).isEqualTo(3);

    revisions.away = false;
    awaitTimeout(b, 6);
  }

  /** In memory; may be away. */
  private static final class Revisions implements SharedProperties {

    private final List<String> texts = new ArrayList<>();
    private volatile boolean away;

    @Override
    public synchronized Optional<Revision> newerThan(long number) {
      check();
      return texts.size() > number
          ? Optional.of(new Revision(texts.size(), texts.getLast()))
          : Optional.empty();
    }

    @Override
    public synchronized boolean add(long newest, String text) {
      check();
      return texts.size() == newest && texts.add(text);
    }

    private void check() {
      if (away) {
        throw new HooksException(HooksException.Code.STORE_UNAVAILABLE, "the database is away");
      }
    }
  }
}
