package dev.carillon.server.assets.asset;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.assets.file.RescueRecords;
import dev.carillon.server.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is forgotten by age, and what is not. */
class PurgeTest {

  @TempDir private Path home;

  @Test
  void theHistoryIsForgottenByAgeHoweverManyRowsThatAre() {
    try (AssetsFixture assets = new AssetsFixture(home)) {
      historyIsForgotten(assets);
    }
  }

  @Test
  void theHistoryIsForgottenOnPostgresToo() {
    try (AssetsFixture assets = AssetsFixture.onPostgres(home, TestDatabase.freshSource())) {
      historyIsForgotten(assets);
    }
  }

  private static void historyIsForgotten(AssetsFixture assets) {
    assets.create("/a.txt");
    long now = System.currentTimeMillis();
    assets.database.write(
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
    assertThat(assets.assets.history().purge(before)).isEqualTo(2500);
    assertThat(assets.count("usage_log")).isEqualTo(1);
    assertThat(assets.assets.history().purge(before)).isZero();
  }

  /** As where the file store was away when the assets and the version were removed. */
  @Test
  void recordsOfWhatWasRemovedAreForgottenLater() throws IOException {
    try (AssetsFixture assets = new AssetsFixture(home)) {
      String there = assets.create("/there.txt", "Filedata", "data:,there");
      String lost = assets.create("/lost.txt", "Filedata", "data:,lost");
      String removed = assets.create("/removed.txt", "Filedata", "data:,removed");
      List<RescueRecords.Entry> before = assets.rescue.all();
      assets.call("/services/remove", "ids", removed);
      assets.database.write(
          c ->
              Sql.update(c, "delete from asset_versions where asset_id = ?", lost)
                  + Sql.update(c, "delete from assets where id = ?", lost)
                  + Sql.update(
                      c, "update asset_versions set version = 3 where asset_id = ?", there));
      before.forEach(assets.rescue::write);
      String blob = AssetsFixture.hex("SHA-256", "there".getBytes(UTF_8));
      assets.rescue.write(new RescueRecords.Entry(there, "/there.txt", 2, blob));
      assets.rescue.write(new RescueRecords.Entry(there, "/there.txt", 3, blob));
      assets.rescue.write(new RescueRecords.Entry(there, "/there.txt", 4, blob));

      assets.assets.purgeFiles(Instant.now().minus(Duration.ofDays(1)));
      assertThat(assets.rescue.all()).as("they may be of changes under way").hasSize(6);
      assets.assets.purgeFiles(Instant.now().plus(Duration.ofDays(1)));
      assertThat(assets.rescue.all())
          .extracting(entry -> entry.id() + "@" + entry.version())
          .containsExactlyInAnyOrder(lost + "@1", there + "@3", there + "@4");
      assertThat(assets.path(AssetsFixture.hex("SHA-256", "removed".getBytes(UTF_8))))
          .doesNotExist();
      assertThat(assets.path(AssetsFixture.hex("SHA-256", "lost".getBytes(UTF_8)))).exists();
    }
  }

  @Test
  void filesOfAssetsThatTheDatabaseHasLostAreKept() throws IOException {
    try (AssetsFixture assets = new AssetsFixture(home)) {
      String lost = assets.create("/lost.txt", "Filedata", "data:,lost");
      String removed = assets.create("/removed.txt", "Filedata", "data:,removed");
      assets.call("/services/remove", "ids", removed);
      assets.database.write(
          c ->
              Sql.update(c, "delete from asset_versions where asset_id = ?", lost)
                  + Sql.update(c, "delete from assets where id = ?", lost));
      Path kept = assets.path(AssetsFixture.hex("SHA-256", "lost".getBytes(UTF_8)));
      Path purged = assets.path(AssetsFixture.hex("SHA-256", "removed".getBytes(UTF_8)));
      for (Path file : new Path[] {kept, purged}) {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofDays(3))));
      }
      assets.assets.purgeFiles(Instant.now().minus(Duration.ofDays(1)));
      assertThat(kept).exists();
      assertThat(purged).doesNotExist();
    }
  }
}
