package dev.carillon.server.assets.asset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.jdbc.Outbox;
import dev.carillon.hooks.webhook.FanOut;
import dev.carillon.server.assets.file.RescueRecords;
import dev.carillon.server.testing.FakeCall;
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
    try (AssetsFixture assets = new AssetsFixture(home)) {
      String id = assets.create("/a/x.txt");
      List<Callable<JsonNode>> updates = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        String tag = "t" + i;
        updates.add(() -> assets.call("/services/update", "id", id, "tags", "+" + tag));
      }
      atOnce(updates);
      assertThat(assets.metadata(id).path("tags")).hasSize(60);
      long revision =
          assets.database.read(c -> AssetStore.find(c, id)).map(Asset::revision).orElse(0L);
      assertThat(revision).isEqualTo(61);
      // each event goes on from where the one before ended: none was decided on an old state
      List<JsonNode> events = assets.payloads().subList(2, assets.payloads().size());
      assertThat(events).hasSize(60);
      JsonNode last = null;
      for (JsonNode event : events) {
        JsonNode tags = event.path("changedMetadata").path("tags");
        if (last != null) {
          assertThat(tags.path("oldValue")).isEqualTo(last);
        }
        last = tags.path("newValue");
      }
      assertThat(last).isEqualTo(assets.metadata(id).path("tags"));
      assertThat(assets.committed).hasSize(62);
      assertThat(assets.index.metadata(id).get("tags").orElseThrow())
          .isEqualTo(
              assets
                  .database
                  .read(c -> AssetStore.find(c, id))
                  .flatMap(a -> a.metadata().get("tags"))
                  .orElseThrow());
    }
  }

  @Test
  void changesAtOnceAllHaveTheirHistoryAndTheirNumber() throws Exception {
    try (AssetsFixture assets = new AssetsFixture(home)) {
      changesAtOnceAreAllWrittenDown(assets);
    }
  }

  /** With rows that a group of transactions writes together. */
  static void changesAtOnceAreAllWrittenDown(AssetsFixture assets) throws Exception {
    List<String> ids = new ArrayList<>();
    List<Callable<JsonNode>> updates = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      String id = assets.create("/a/" + i + ".txt");
      ids.add(id);
      for (int j = 0; j < 3; j++) {
        String tag = "+t" + j;
        updates.add(() -> assets.call("/services/update", "id", id, "tags", tag));
      }
    }
    long before = assets.database.commits();
    atOnce(updates);
    assertThat(assets.database.commits() - before).isLessThan(updates.size());

    assertThat(assets.count("usage_log")).isEqualTo(80);
    assertThat(assets.count("index_log")).isEqualTo(20);
    List<IndexLog.Entry> last = assets.database.read(c -> IndexLog.after(c, 0, 100));
    assertThat(last).extracting(IndexLog.Entry::assetId).containsExactlyInAnyOrderElementsOf(ids);
    assertThat(last.getLast().sequence()).isEqualTo(80);
    assertThat(last)
        .allSatisfy(
            entry ->
                assertThat(assets.index.sequence(entry.assetId())).isEqualTo(entry.sequence()));
    for (String id : ids) {
      JsonNode history = assets.call("/services/asset/history", "id", id, "detailLevel", "5");
      assertThat(history.path("totalHits").asInt()).isEqualTo(4);
      assertThat(history.path("hits").path(3).path("usageStatsRecord").path("action").asText())
          .isEqualTo("CREATE");
    }
  }

  @Test
  void filesOfOneNameAtOnceGetNamesOfTheirOwn() throws Exception {
    try (AssetsFixture assets = new AssetsFixture(home)) {
      List<Callable<JsonNode>> creations = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        FakeCall call =
            FakeCall.of("folderPath", "/new/folder").file(assets.upload("x.txt", "content " + i));
        creations.add(() -> assets.call("/services/create", call));
      }
      atOnce(creations);
      assertThat(assets.paths()).hasSize(40).doesNotHaveDuplicates();
      assertThat(assets.folders()).containsExactly("/new", "/new/folder");
      assertThat(assets.events().stream().filter(e -> e.startsWith("folder_create"))).hasSize(2);
    }
  }

  @Test
  void noAssetIsLeftInAFolderThatIsRemovedMeanwhile() throws Exception {
    try (AssetsFixture assets = new AssetsFixture(home)) {
      List<Callable<JsonNode>> calls = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        int number = i;
        assets.create("/f/seed" + i + ".txt");
        calls.add(() -> assets.call("/services/create", "assetPath", "/f/s/" + number + ".txt"));
        calls.add(
            number % 2 == 0
                ? () -> assets.call("/services/createFolder", "path", "/f/s")
                : () -> removeOrMiss(assets, "/f/s"));
      }
      atOnce(calls);
      for (String path : assets.paths()) {
        assertThat(assets.folders()).contains(path.substring(0, path.lastIndexOf('/')));
      }
    }
  }

  private static JsonNode removeOrMiss(AssetsFixture assets, String folder) {
    try {
      return assets.call("/services/remove", "folderPath", folder);
    } catch (dev.carillon.server.platform.http.Problem notThere) {
      return assets.call("/services/createFolder", "path", folder);
    }
  }

  @Test
  void whatCannotBeToldIsNotChanged() {
    FailingOutbox[] failing = new FailingOutbox[1];
    try (AssetsFixture assets =
        new AssetsFixture(
            home,
            outbox -> {
              failing[0] = new FailingOutbox(outbox);
              return failing[0];
            })) {
      String id = assets.create("/a/x.txt", "Filedata", "data:,one");
      String other = assets.create("/a/y.txt");
      JsonNode before = assets.metadata(id);
      long events = assets.count("events");
      int committed = assets.committed.size();
      failing[0].fails = true;
      List<Runnable> changes =
          List.of(
              () -> assets.create("/new/z.txt"),
              () -> assets.call("/services/update", "id", id, "status", "Final"),
              () ->
                  assets.call(
                      "/services/update", FakeCall.of("id", id).file(assets.upload("x", "two"))),
              () -> assets.call("/services/update", "id", id, "folderPath", "/new"),
              () -> assets.call("/services/checkout/" + id),
              () -> assets.call("/services/move", "source", "/a", "target", "/b"),
              () -> assets.call("/services/copy", "source", "/a", "target", "/b"),
              () -> assets.call("/services/remove", "ids", id),
              () -> assets.call("/services/createFolder", "path", "/new"));
      for (Runnable change : changes) {
        assertThatThrownBy(change::run).hasMessage("the outbox fails");
      }
      assertThat(assets.metadata(id)).isEqualTo(before);
      assertThat(assets.paths()).containsExactly("/a/x.txt", "/a/y.txt");
      assertThat(assets.folders()).containsExactly("/a");
      assertThat(assets.count("events")).isEqualTo(events);
      assertThat(assets.count("asset_versions")).isEqualTo(2);
      assertThat(assets.count("index_log")).isEqualTo(2);
      assertThat(assets.index.size()).isEqualTo(2);
      assertThat(assets.committed).hasSize(committed);
      assertThat(assets.rescue.all())
          .extracting(e -> e.id() + e.version())
          .containsExactlyInAnyOrder(id + "1", other + "1");
    }
  }

  @Test
  void aVersionThatSomebodyElseMadeFirstIsRecordedForRescueAsItIs() {
    Interfering[] between = new Interfering[1];
    try (AssetsFixture shop =
        new AssetsFixture(home, outbox -> between[0] = new Interfering(outbox))) {
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

  private static void checkIn(AssetsFixture shop, String id, String content) {
    shop.call("/services/update", FakeCall.of("id", id).file(shop.upload("x.txt", content)));
  }

  /** What the files hold that would be rescued, by version. */
  private static List<String> recorded(AssetsFixture shop) {
    return shop.rescue.all().stream()
        .sorted(Comparator.comparingLong(RescueRecords.Entry::version))
        .map(entry -> shop.content(entry.blob()))
        .toList();
  }

  @Test
  void aFileThatCannotBeKeptLeavesNoAsset() throws IOException {
    try (AssetsFixture assets = new AssetsFixture(home)) {
      var upload = assets.upload("x.txt", "one");
      Files.delete(upload.file());
      assertThatThrownBy(
              () -> assets.call("/services/create", FakeCall.of("folderPath", "/a").file(upload)))
          .isInstanceOf(UncheckedIOException.class);
      assertThat(assets.count("assets")).isZero();
      assertThat(assets.count("folders")).isZero();
      assertThat(assets.count("events")).isZero();
    }
  }

  @Test
  void whereTheIndexFailsTheChangeIsMadeAndHandedOverAllTheSame() {
    try (AssetsFixture assets = new AssetsFixture(home)) {
      String id = assets.create("/a/x.txt");
      int committed = assets.committed.size();
      assets.index.fail();
      assets.call("/services/update", "id", id, "status", "Final");
      assertThat(assets.committed).hasSize(committed + 1);
      assertThat(assets.events()).endsWith("asset_update_metadata /a/x.txt");
    }
  }

  @Test
  void aPlanThatIsAlwaysStaleIsMadeInTheTransactionInTheEnd() {
    Interfering[] interfering = new Interfering[1];
    try (AssetsFixture assets =
        new AssetsFixture(
            home,
            outbox -> {
              interfering[0] = new Interfering(outbox);
              return interfering[0];
            })) {
      String id = assets.create("/a/x.txt");
      // somebody else is always faster: between deciding and writing the asset changes again
      interfering[0].meanwhile =
          () ->
              assets.database.write(
                  c ->
                      c.createStatement().executeUpdate("update assets set revision = revision+1"));
      assets.call("/services/update", "id", id, "status", "Final");
      assertThat(interfering[0].times.get()).isEqualTo(4);
      assertThat(assets.index.metadata(id).text("status")).isEqualTo("Final");
      assertThat(assets.events())
          .endsWith("asset_create /a/x.txt", "asset_update_metadata /a/x.txt");
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
