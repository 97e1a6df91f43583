package dev.carillon.server.assets.asset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.carillon.server.testing.FakeCall;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
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
    try (EmbeddedPostgres postgres = start();
        HikariDataSource pool = pool(postgres);
        AssetsFixture shop = AssetsFixture.onPostgres(home, pool)) {
      String id = shop.create("/Demo Zone/a/x.txt", "Filedata", "data:,one", "tags", "a,b");
      assertThatThrownBy(() -> shop.create("/demo zone/A/X.txt"))
          .hasMessageContaining("already exists");
      shop.call("/services/checkout/" + id);
      shop.call(
          "/services/update", FakeCall.of("id", id, "status", "Ä").file(shop.upload("x", "two")));
      shop.call("/services/update", "id", id, "name", "y.txt");
      shop.call("/services/copy", "source", "/Demo Zone/a", "target", "/c");
      shop.call("/services/move", "source", "/Demo Zone", "target", "/d");
      atOnce(shop, id);
      shop.call("/services/move", "source", "/c", "target", "/d/a", "folderReplacePolicy", "MERGE");
      assertThat(shop.folders()).containsExactly("/d", "/d/a");
      assertThat(shop.paths()).containsExactly("/d/a/y-1.txt", "/d/a/y.txt");
      assertThat(shop.metadata(id).path("status").asText()).isEqualTo("Ä");
      assertThat(shop.metadata(id).path("tags")).hasSize(22);
      FakeIndex fresh = new FakeIndex();
      new AssetIndexer(fresh, shop.blobs).catchUp(shop.database);
      assertThat(fresh.size()).isEqualTo(2);
      // the refused asset's empty file is the only one that nothing refers to
      assertThat(shop.assets.sweepFiles(Instant.now().plusSeconds(60))).isEqualTo(1);
      assertThat(shop.call("/services/remove", "folderPath", "/d").toString())
          .isEqualTo("{\"processedCount\":2,\"errorCount\":0}");
      assertThat(shop.events())
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

  private static void atOnce(AssetsFixture shop, String id) throws Exception {
    List<Future<?>> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 20; i++) {
        String tag = "+t" + i;
        answers.add(threads.submit(() -> shop.call("/services/update", "id", id, "tags", tag)));
      }
    }
    for (Future<?> answer : answers) {
      answer.get();
    }
  }

  private static EmbeddedPostgres start() throws IOException {
    return EmbeddedPostgres.builder()
        .setServerConfig("fsync", "on")
        .setServerConfig("synchronous_commit", "on")
        .start();
  }

  private static HikariDataSource pool(EmbeddedPostgres postgres) {
    HikariConfig config = new HikariConfig();
    config.setDataSource(postgres.getPostgresDatabase());
    config.setMaximumPoolSize(8);
    return new HikariDataSource(config);
  }
}
