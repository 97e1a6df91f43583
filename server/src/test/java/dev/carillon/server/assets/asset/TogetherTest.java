package dev.carillon.server.assets.asset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.jdbc.Outbox;
import dev.carillon.hooks.webhook.FanOut;
import dev.carillon.server.assets.file.RescueRecords;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes that happen at once, and changes that fail half-way. */
class TogetherTest {

  @TempDir private Path home;

  @Test
  void updatesOfOneAssetAtOnceAreAllApplied() throws Exception {
    try (Workshop shop = new Workshop(home)) {
      String id = shop.create("/a/x.txt");
      List<Callable<JsonNode>> updates = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        String tag = "t" + i;
        updates.add(() -> shop.call("/services/update", "id", id, "tags", "+" + tag));
      }
      atOnce(updates);
      assertThat(shop.metadata(id).path("tags")).hasSize(60);
      long revision =
          shop.database.read(c -> AssetStore.find(c, id)).map(Asset::revision).orElse(0L);
      assertThat(revision).isEqualTo(61);
      // each event goes on from where the one before ended: none was decided on an old state
      List<JsonNode> events = shop.payloads().subList(2, shop.payloads().size());
      assertThat(events).hasSize(60);
      JsonNode last = null;
      for (JsonNode event : events) {
        JsonNode tags = event.path("changedMetadata").path("tags");
        if (last != null) {
          assertThat(tags.path("oldValue")).isEqualTo(last);
        }
        last = tags.path("newValue");
      }
      assertThat(last).isEqualTo(shop.metadata(id).path("tags"));
      assertThat(shop.committed).hasSize(62);
      assertThat(shop.index.metadata(id).get("tags").orElseThrow())
          .isEqualTo(
              shop.database
                  .read(c -> AssetStore.find(c, id))
                  .flatMap(a -> a.metadata().get("tags"))
                  .orElseThrow());
    }
  }

  @Test
  void filesOfOneNameAtOnceGetNamesOfTheirOwn() throws Exception {
    try (Workshop shop = new Workshop(home)) {
      List<Callable<JsonNode>> creations = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        FakeCall call =
            FakeCall.of("folderPath", "/new/folder").file(shop.upload("x.txt", "content " + i));
        creations.add(() -> shop.call("/services/create", call));
      }
      atOnce(creations);
      assertThat(shop.paths()).hasSize(40).doesNotHaveDuplicates();
      assertThat(shop.folders()).containsExactly("/new", "/new/folder");
      assertThat(shop.events().stream().filter(e -> e.startsWith("folder_create"))).hasSize(2);
    }
  }

  @Test
  void noAssetIsLeftInAFolderThatIsRemovedMeanwhile() throws Exception {
    try (Workshop shop = new Workshop(home)) {
      List<Callable<JsonNode>> calls = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        int number = i;
        shop.create("/f/seed" + i + ".txt");
        calls.add(() -> shop.call("/services/create", "assetPath", "/f/s/" + number + ".txt"));
        calls.add(
            number % 2 == 0
                ? () -> shop.call("/services/createFolder", "path", "/f/s")
                : () -> removeOrMiss(shop, "/f/s"));
      }
      atOnce(calls);
      for (String path : shop.paths()) {
        assertThat(shop.folders()).contains(path.substring(0, path.lastIndexOf('/')));
      }
    }
  }

  private static JsonNode removeOrMiss(Workshop shop, String folder) {
    try {
      return shop.call("/services/remove", "folderPath", folder);
    } catch (dev.carillon.server.platform.http.Problem notThere) {
      return shop.call("/services/createFolder", "path", folder);
    }
  }

  @Test
  void whatCannotBeToldIsNotChanged() {
    FailingOutbox[] failing = new FailingOutbox[1];
    try (Workshop shop =
        new Workshop(
            home,
            outbox -> {
              failing[0] = new FailingOutbox(outbox);
              return failing[0];
            })) {
      String id = shop.create("/a/x.txt", "Filedata", "data:,one");
      String other = shop.create("/a/y.txt");
      JsonNode before = shop.metadata(id);
      long events = shop.count("events");
      int committed = shop.committed.size();
      failing[0].fails = true;
      List<Runnable> changes =
          List.of(
              () -> shop.create("/new/z.txt"),
              () -> shop.call("/services/update", "id", id, "status", "Final"),
              () ->
                  shop.call(
                      "/services/update", FakeCall.of("id", id).file(shop.upload("x", "two"))),
              () -> shop.call("/services/update", "id", id, "folderPath", "/new"),
              () -> shop.call("/services/checkout/" + id),
              () -> shop.call("/services/move", "source", "/a", "target", "/b"),
              () -> shop.call("/services/copy", "source", "/a", "target", "/b"),
              () -> shop.call("/services/remove", "ids", id),
              () -> shop.call("/services/createFolder", "path", "/new"));
      for (Runnable change : changes) {
        assertThatThrownBy(change::run).hasMessage("the outbox fails");
      }
      assertThat(shop.metadata(id)).isEqualTo(before);
      assertThat(shop.paths()).containsExactly("/a/x.txt", "/a/y.txt");
      assertThat(shop.folders()).containsExactly("/a");
      assertThat(shop.count("events")).isEqualTo(events);
      assertThat(shop.count("asset_versions")).isEqualTo(2);
      assertThat(shop.count("index_log")).isEqualTo(2);
      assertThat(shop.index.size()).isEqualTo(2);
      assertThat(shop.committed).hasSize(committed);
      assertThat(shop.rescue.all())
          .extracting(e -> e.id() + e.version())
          .containsExactlyInAnyOrder(id + "1", other + "1");
    }
  }

  @Test
  void aVersionThatSomebodyElseMadeFirstIsRecordedForRescueAsItIs() {
    Interfering[] between = new Interfering[1];
    try (Workshop shop = new Workshop(home, outbox -> between[0] = new Interfering(outbox))) {
      String id = shop.create("/a/x.txt", "Filedata", "data:,one");
      between[0].meanwhile =
          () -> {
            between[0].meanwhile = () -> {};
            checkIn(shop, id, "theirs");
            shop.call("/services/checkout/" + id, FakeCall.of().by("bob"));
          };
      assertThatThrownBy(() -> checkIn(shop, id, "mine")).hasMessageContaining("'bob'");
      assertThat(recorded(shop)).containsExactly("one", "theirs");

      shop.answer("/services/undocheckout/" + id, FakeCall.of().by("bob"));
      between[0].meanwhile =
          () -> {
            between[0].meanwhile = () -> {};
            checkIn(shop, id, "third");
          };
      checkIn(shop, id, "fourth");
      assertThat(recorded(shop)).containsExactly("one", "theirs", "third", "fourth");
    }
  }

  private static void checkIn(Workshop shop, String id, String content) {
    shop.call("/services/update", FakeCall.of("id", id).file(shop.upload("x.txt", content)));
  }

  /** What the files hold that would be rescued, by version. */
  private static List<String> recorded(Workshop shop) {
    return shop.rescue.all().stream()
        .sorted(Comparator.comparingLong(RescueRecords.Entry::version))
        .map(entry -> shop.content(entry.blob()))
        .toList();
  }

  @Test
  void aFileThatCannotBeKeptLeavesNoAsset() throws IOException {
    try (Workshop shop = new Workshop(home)) {
      var upload = shop.upload("x.txt", "one");
      Files.delete(upload.file());
      assertThatThrownBy(
              () -> shop.call("/services/create", FakeCall.of("folderPath", "/a").file(upload)))
          .isInstanceOf(UncheckedIOException.class);
      assertThat(shop.count("assets")).isZero();
      assertThat(shop.count("folders")).isZero();
      assertThat(shop.count("events")).isZero();
    }
  }

  @Test
  void whereTheIndexFailsTheChangeIsMadeAndHandedOverAllTheSame() {
    try (Workshop shop = new Workshop(home)) {
      String id = shop.create("/a/x.txt");
      int committed = shop.committed.size();
      shop.index.fail();
      shop.call("/services/update", "id", id, "status", "Final");
      assertThat(shop.committed).hasSize(committed + 1);
      assertThat(shop.events()).endsWith("asset_update_metadata /a/x.txt");
    }
  }

  @Test
  void aPlanThatIsAlwaysStaleIsMadeInTheTransactionInTheEnd() {
    Interfering[] interfering = new Interfering[1];
    try (Workshop shop =
        new Workshop(
            home,
            outbox -> {
              interfering[0] = new Interfering(outbox);
              return interfering[0];
            })) {
      String id = shop.create("/a/x.txt");
      // somebody else is always faster: between deciding and writing the asset changes again
      interfering[0].meanwhile =
          () ->
              shop.database.write(
                  c ->
                      c.createStatement().executeUpdate("update assets set revision = revision+1"));
      shop.call("/services/update", "id", id, "status", "Final");
      assertThat(interfering[0].times.get()).isEqualTo(4);
      assertThat(shop.index.metadata(id).text("status")).isEqualTo("Final");
      assertThat(shop.events()).endsWith("asset_create /a/x.txt", "asset_update_metadata /a/x.txt");
    }
  }

  private static void atOnce(List<Callable<JsonNode>> calls) throws Exception {
    CountDownLatch start = new CountDownLatch(1);
    List<Future<JsonNode>> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Callable<JsonNode> call : calls) {
        answers.add(
            threads.submit(
                () -> {
                  start.await();
                  return call.call();
                }));
      }
      start.countDown();
      for (Future<JsonNode> answer : answers) {
        answer.get();
      }
    }
  }

  /** Fails when it is told to, after it has written. */
  private static final class FailingOutbox implements Outbox {

    private final Outbox outbox;
    private volatile boolean fails;

    FailingOutbox(Outbox outbox) {
      this.outbox = outbox;
    }

    @Override
    public FanOut fanOut(Event event) {
      return outbox.fanOut(event);
    }

    @Override
    public Receipt append(Connection connection, FanOut fanOut) throws SQLException {
      Receipt receipt = outbox.append(connection, fanOut);
      if (fails) {
        throw new IllegalStateException("the outbox fails");
      }
      return receipt;
    }
  }

  /** Does something else between deciding and writing, unless that is one step. */
  private static final class Interfering implements Outbox {

    private final Outbox outbox;
    private final AtomicInteger times = new AtomicInteger();
    private volatile Runnable meanwhile = () -> times.decrementAndGet();

    Interfering(Outbox outbox) {
      this.outbox = outbox;
    }

    @Override
    public FanOut fanOut(Event event) {
      if (!Thread.currentThread().getName().contains("writer")) {
        times.incrementAndGet();
        meanwhile.run();
      }
      return outbox.fanOut(event);
    }

    @Override
    public Receipt append(Connection connection, FanOut fanOut) throws SQLException {
      return outbox.append(connection, fanOut);
    }
  }
}
