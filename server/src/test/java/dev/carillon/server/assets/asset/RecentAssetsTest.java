package dev.carillon.server.assets.asset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.jdbc.Outbox;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.webhook.FanOut;
import dev.carillon.server.assets.field.Metadata;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecentAssetsTest {

  private final RecentAssets recent = new RecentAssets(RecentAssets.ASSETS_MAX);

  @TempDir private Path home;

  @Test
  void anAssetIsKnownOnceItsChangeIsOver() {
    RecentAssets.Change change = recent.change();
    change.writes("a");
    change.committed(asset("a", 1));
    assertThat(recent.find("a")).isEmpty();

    change.close();

    assertThat(recent.find("a")).contains(asset("a", 1));
  }

  @Test
  void anAssetIsUnknownFromBeforeItsNextChangeIsCommitted() {
    change(asset("a", 1));

    try (RecentAssets.Change next = recent.change()) {
      next.writes("a");

      assertThat(recent.find("a")).isEmpty();
    }
  }

  @Test
  void aChangeThatEndsLateDoesNotHideALaterOne() {
    RecentAssets.Change first = recent.change();
    RecentAssets.Change second = recent.change();
    first.writes("a");
    first.committed(asset("a", 1));
    second.writes("a");
    second.committed(asset("a", 2));
    second.close();
    assertThat(recent.find("a")).isEmpty();

    first.close();

    assertThat(recent.find("a")).contains(asset("a", 2));
  }

  @Test
  void anAssetIsReadAgainWhereAChangeMayHaveFailed() {
    change(asset("a", 1));
    RecentAssets.Change second = recent.change();
    try (RecentAssets.Change failed = recent.change()) {
      failed.writes("a");
      second.writes("a");
      second.committed(asset("a", 2));
    }
    second.close();

    assertThat(recent.find("a")).isEmpty();
  }

  @Test
  void aChangeThatIsTriedAgainCountsOnce() {
    try (RecentAssets.Change change = recent.change()) {
      change.writes("a");
      change.writes("a");
      change.committed(asset("a", 1));
    }

    assertThat(recent.find("a")).contains(asset("a", 1));
  }

  @Test
  void anAssetThatOneChangeWritesAndRemovesIsUnknown() {
    try (RecentAssets.Change change = recent.change()) {
      change.writes("a");
      change.committed(asset("a", 2));
      change.removed("a");
    }

    assertThat(recent.find("a")).isEmpty();
  }

  @Test
  void thoseWrittenOrAskedForLastAreKept() {
    for (int i = 0; i < 1_500; i++) {
      recent.find("a0");
      change(asset("a" + i, 1));
    }

    assertThat(recent.size()).isEqualTo(1_000);
    assertThat(recent.find("a0")).isPresent();
    assertThat(recent.find("a500")).isEmpty();
    assertThat(recent.find("a501")).isPresent();
    assertThat(recent.find("a1499")).isPresent();
  }

  @Test
  void largeAssetsTakeBoundedMemoryTogether() {
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 1_000; i++) {
        change(asset("a" + i, round, "x".repeat(20_000)));
      }
    }

    // 8 MiB by 40 kB each
    assertThat(recent.size()).isBetween(200, 210);
    assertThat(recent.find("a999")).isPresent();
  }

  @Test
  void anAssetIsReadEachTimeWhereItIsLargeOrItsRowMaySayOtherwise() {
    List<Object> values =
        List.of(
            "x".repeat(40_000),
            Collections.nCopies(600, "x"),
            7,
            Double.NaN,
            List.of(7),
            Map.of("a", "b"));
    for (Object value : values) {
      change(asset("a", 1, "text"));
      change(asset("a", 2, value));

      assertThat(recent.find("a")).isEmpty();
    }
    assertThat(recent.size()).isZero();
  }

  @Test
  void nothingIsKeptWhereNothingMayBe() {
    RecentAssets none = new RecentAssets(0);
    try (RecentAssets.Change change = none.change()) {
      change.writes("a");
      change.committed(asset("a", 1));
    }

    assertThat(none.find("a")).isEmpty();
  }

  @Test
  void whatIsKeptIsWhatTheRowSays() {
    try (AssetsFixture assets = new AssetsFixture(home)) {
      String id = assets.create("/a/x.txt");
      assets.call(
          "/services/update", "id", id, "status", "Ünused \"q\"", "tags", "b,a", "rating", "3");
      Asset stored = assets.database.read(c -> AssetStore.find(c, id)).orElseThrow();

      // unless it were kept, this would be seen
      assets.database.write(c -> Sql.update(c, "update assets set metadata = '{}'"));

      assertThat(assets.assets.assets().get(id)).isEqualTo(stored);
    }
  }

  @Test
  void anAssetThatIsRemovedIsForgotten() {
    try (AssetsFixture assets = new AssetsFixture(home)) {
      String id = assets.create("/a/x.txt");
      assertThat(assets.assets.assets().get(id).id()).isEqualTo(id);

      assets.call("/services/remove", "ids", id);

      assertThatThrownBy(() -> assets.assets.assets().get(id)).isInstanceOf(Problem.class);
    }
  }

  @Test
  void anotherServersChangeOnPostgresIsSeen() throws SQLException {
    DataSource pool = TestDatabase.freshSource();
    try (AssetsFixture assets = AssetsFixture.onPostgres(home, pool)) {
      String id = assets.create("/a/x.txt");
      try (Connection other = pool.getConnection()) {
        Sql.update(
            other,
            "update assets set metadata = ?",
            "{\"assetPath\":\"/a/x.txt\",\"status\":\"from elsewhere\"}");
      }

      assertThat(assets.assets.assets().get(id).metadata().text("status"))
          .isEqualTo("from elsewhere");
    }
  }

  @Test
  void aChangeThatIsRolledBackIsNotShown() {
    AtomicBoolean fails = new AtomicBoolean();
    try (AssetsFixture assets = new AssetsFixture(home, outbox -> failing(outbox, fails))) {
      String id = assets.create("/a/x.txt");
      assets.call("/services/update", "id", id, "status", "First");
      fails.set(true);
      assertThatThrownBy(() -> assets.call("/services/update", "id", id, "status", "Second"))
          .hasMessage("no event today");
      fails.set(false);

      assertThat(assets.assets.assets().get(id).metadata().text("status")).isEqualTo("First");
      assertThat(assets.assets.assets().get(id)).isEqualTo(row(assets, id));
      assets.call("/services/update", "id", id, "title", "Third");
      assertThat(assets.assets.assets().get(id)).isEqualTo(row(assets, id));
    }
  }

  @Test
  void changesOfManyAssetsAtOnceAreSeen() {
    try (AssetsFixture assets = new AssetsFixture(home)) {
      List<String> ids = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        ids.add(assets.create("/a/b/x" + i + ".txt"));
      }

      assets.call("/services/updatebulk", "q", "*:*", "title", "all");
      assertThat(ids).allSatisfy(id -> assertThat(kept(assets, id, "title")).isEqualTo("all"));

      assets.call("/services/move", "source", "/a", "target", "/c");
      assertThat(ids)
          .allSatisfy(id -> assertThat(kept(assets, id, "assetPath")).startsWith("/c/b/x"));

      assets.call("/services/remove", "folderPath", "/c");
      for (String id : ids) {
        assertThatThrownBy(() -> assets.assets.assets().get(id)).isInstanceOf(Problem.class);
      }
    }
  }

  @Test
  void noReaderSeesAnAssetOlderThanItsRowWasBefore() throws Exception {
    try (AssetsFixture assets = new AssetsFixture(home)) {
      List<String> ids = List.of(assets.create("/a/x.txt"), assets.create("/a/y.txt"));
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
          int writer = i;
          all.add(
              threads.submit(
                  () -> {
                    for (int n = 0; n < 20; n++) {
                      String id = ids.get((n + writer) % ids.size());
                      assets.call("/services/update", "id", id, "status", writer + "-" + n);
                      Asset row = row(assets, id);
                      assertThat(assets.assets.assets().get(id).revision())
                          .isGreaterThanOrEqualTo(row.revision());
                    }
                  }));
        }
        for (Future<?> one : all) {
          one.get();
        }
      }
      for (String id : ids) {
        assertThat(row(assets, id).revision()).isEqualTo(161);
        assertThat(assets.assets.assets().get(id)).isEqualTo(row(assets, id));
      }
    }
  }

  /** A value of the asset, which is as its row says. */
  private static String kept(AssetsFixture assets, String id, String field) {
    Asset asset = assets.assets.assets().get(id);
    assertThat(asset).isEqualTo(row(assets, id));
    return asset.metadata().text(field);
  }

  private static Asset row(AssetsFixture assets, String id) {
    return assets.database.read(c -> AssetStore.find(c, id)).orElseThrow();
  }

  private static Outbox failing(Outbox outbox, AtomicBoolean fails) {
    return new Outbox() {
      @Override
      public FanOut fanOut(Event event) {
        return outbox.fanOut(event);
      }

      @Override
      public Receipt append(Connection connection, FanOut fanOut) throws SQLException {
        Receipt receipt = outbox.append(connection, fanOut);
        if (fails.get()) {
          throw new IllegalStateException("no event today");
        }
        return receipt;
      }
    };
  }

  private void change(Asset asset) {
    try (RecentAssets.Change change = recent.change()) {
      change.writes(asset.id());
      change.committed(asset);
    }
  }

  private static Asset asset(String id, long revision) {
    return asset(id, revision, revision);
  }

  private static Asset asset(String id, long revision, Object value) {
    return new Asset(id, revision, "", Metadata.of(Map.of("value", value)));
  }
}
