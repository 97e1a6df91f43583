package dev.carillon.server.assets.asset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.carillon.server.testing.FakeCall;
import dev.carillon.server.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same statements on a real PostgreSQL. */
class PostgresTest {

  @TempDir private Path home;

  @Test
  void aLifeOfAnAssetIsTheSameOnPostgres() throws Exception {
    try (HikariDataSource pool = pool();
        AssetsFixture assets = AssetsFixture.onPostgres(home, pool)) {
      String id = assets.create("/Demo Zone/a/x.txt", "Filedata", "data:,one", "tags", "a,b");
      assertThatThrownBy(() -> assets.create("/demo zone/A/X.txt"))
          .hasMessageContaining("already exists");
      assets.call("/services/checkout/" + id);
      assets.call(
          "/services/update", FakeCall.of("id", id, "status", "Ä").file(assets.upload("x", "two")));
      assets.call("/services/update", "id", id, "name", "y.txt");
      assets.call("/services/copy", "source", "/Demo Zone/a", "target", "/c");
      assets.call("/services/move", "source", "/Demo Zone", "target", "/d");
      atOnce(assets, id);
      assets.call(
          "/services/move", "source", "/c", "target", "/d/a", "folderReplacePolicy", "MERGE");
      assertThat(assets.folders()).containsExactly("/d", "/d/a");
      assertThat(assets.paths()).containsExactly("/d/a/y-1.txt", "/d/a/y.txt");
      assertThat(assets.metadata(id).path("status").asText()).isEqualTo("Ä");
      assertThat(assets.metadata(id).path("tags")).hasSize(22);
      FakeIndex fresh = new FakeIndex();
      new AssetIndexer(fresh, assets.blobs).catchUp(assets.database);
      assertThat(fresh.size()).isEqualTo(2);
      // nothing refers to the refused asset's empty file, which is never removed
      assertThat(assets.assets.purgeFiles(Instant.now().plusSeconds(60))).isZero();
      assertThat(assets.call("/services/remove", "folderPath", "/d").toString())
          .isEqualTo("{\"processedCount\":2,\"errorCount\":0}");
      assertThat(assets.events())
          .startsWith(
              "folder_create /Demo Zone",
              "folder_create /Demo Zone/a",
              "asset_create /Demo Zone/a/x.txt",
              "asset_checkout /Demo Zone/a/x.txt",
              "asset_checkin /Demo Zone/a/x.txt",
              "asset_rename /Demo Zone/a/y.txt",
              "folder_create /c",
              "asset_create_by_copy /c/y.txt",
              "asset_rename /d/a/y.txt")
          .endsWith("folder_remove /d/a", "folder_remove /d");
    }
  }

  @Test
  void changesAtOnceAllHaveTheirHistoryAndTheirNumber() throws Exception {
    try (HikariDataSource pool = pool();
        AssetsFixture assets = AssetsFixture.onPostgres(home, pool)) {
      TogetherTest.changesAtOnceAreAllWrittenDown(assets);
    }
  }

  private static void atOnce(AssetsFixture assets, String id) throws Exception {
    List<Future<?>> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 20; i++) {
        String tag = "+t" + i;
        answers.add(threads.submit(() -> assets.call("/services/update", "id", id, "tags", tag)));
      }
    }
    for (Future<?> answer : answers) {
      answer.get();
    }
  }

  private static HikariDataSource pool() {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(TestDatabase.POSTGRESQL.fresh());
    config.setMaximumPoolSize(8);
    return new HikariDataSource(config);
  }
}
