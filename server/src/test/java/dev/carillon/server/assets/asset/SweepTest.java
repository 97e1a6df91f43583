package dev.carillon.server.assets.asset;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.testing.TestDatabase;
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
    assertThat(assets.assets.history().sweep(before)).isEqualTo(2500);
    assertThat(assets.count("usage_log")).isEqualTo(1);
    assertThat(assets.assets.history().sweep(before)).isZero();
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
      Path swept = assets.path(AssetsFixture.hex("SHA-256", "removed".getBytes(UTF_8)));
      for (Path file : new Path[] {kept, swept}) {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofDays(3))));
      }
      assets.assets.sweepFiles(Instant.now().minus(Duration.ofDays(1)));
      assertThat(kept).exists();
      assertThat(swept).doesNotExist();
    }
  }
}
