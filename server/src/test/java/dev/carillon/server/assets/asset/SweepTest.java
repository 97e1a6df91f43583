package dev.carillon.server.assets.asset;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.jdbc.Sql;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is forgotten by age, and what is not. */
class SweepTest {

  @TempDir private Path home;

  @Test
  void theHistoryIsForgottenByAgeHoweverManyRowsThatAre() {
    try (AssetsFixture shop = new AssetsFixture(home)) {
      historyIsForgotten(shop);
    }
  }

  @Test
  void theHistoryIsForgottenOnPostgresToo() throws IOException {
    try (EmbeddedPostgres postgres =
            EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .start();
        AssetsFixture shop = AssetsFixture.onPostgres(home, postgres.getPostgresDatabase())) {
      historyIsForgotten(shop);
    }
  }

  private static void historyIsForgotten(AssetsFixture shop) {
    shop.create("/a.txt");
    long now = System.currentTimeMillis();
    shop.database.write(
        c -> {
          Sql.update(
              c,
              """
              insert into usage_log (id, logged_at, username, remote_addr, action, asset_id,
                asset_path, asset_type, asset_domain, source_id, source_path, version, changed,
                details)
              with recursive n (i) as (select 1 union all select i + 1 from n where i < 2500)
              select 'u' || i, ? - i, 'ann', '', 'X', 'a', '/a', '', '', '', '', 0, '{}', '{}'
              from n
              """,
              now - Duration.ofDays(10).toMillis());
          return true;
        });
    Instant before = Instant.ofEpochMilli(now).minus(Duration.ofDays(9));
    assertThat(shop.assets.history().sweep(before)).isEqualTo(2500);
    assertThat(shop.count("usage_log")).isEqualTo(1);
    assertThat(shop.assets.history().sweep(before)).isZero();
  }

  @Test
  void filesOfAssetsThatTheDatabaseHasLostAreKept() throws IOException {
    try (AssetsFixture shop = new AssetsFixture(home)) {
      String lost = shop.create("/lost.txt", "Filedata", "data:,lost");
      String removed = shop.create("/removed.txt", "Filedata", "data:,removed");
      shop.call("/services/remove", "ids", removed);
      shop.database.write(
          c ->
              Sql.update(c, "delete from asset_versions where asset_id = ?", lost)
                  + Sql.update(c, "delete from assets where id = ?", lost));
      Path kept = shop.blobs.path(AssetsFixture.hex("SHA-256", "lost".getBytes(UTF_8)));
      Path swept = shop.blobs.path(AssetsFixture.hex("SHA-256", "removed".getBytes(UTF_8)));
      for (Path file : new Path[] {kept, swept}) {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofDays(3))));
      }
      shop.assets.sweepFiles(Instant.now().minus(Duration.ofDays(1)));
      assertThat(kept).exists();
      assertThat(swept).doesNotExist();
    }
  }
}
