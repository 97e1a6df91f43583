package dev.carillon.server.assets.asset;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.DatabaseWork;
import dev.carillon.hooks.jdbc.Dialect;
import dev.carillon.hooks.jdbc.LockOrder;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The index of a second node, which changes nothing itself. */
class IndexFollowerTest {

  private static final long OTHER = 8;

  @TempDir private Path home;
  private HikariDataSource pool;
  private AssetsFixture assets;
  private final FakeIndex index = new FakeIndex();
  private AssetIndexer indexer;

  @BeforeEach
  void open() {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(TestDatabase.POSTGRESQL.fresh());
    config.setMaximumPoolSize(4);
    pool = new HikariDataSource(config);
    assets = AssetsFixture.onPostgres(home, pool);
    indexer = new AssetIndexer(index, assets.blobs);
  }

  @AfterEach
  void close() {
    assets.close();
    pool.close();
  }

  @Test
  void whatAnotherNodeCommitsIsHandedOver() {
    String id = assets.create("/Zone/a.txt", "status", "new");
    assertThat(follow()).isZero();
    assertThat(index.metadata(id).text("status")).isEqualTo("new");

    assets.call("/services/update", "id", id, "status", "old");
    assets.create("/Zone/b.txt");
    assertThat(follow()).isZero();
    assertThat(index.metadata(id).text("status")).isEqualTo("old");
    assertThat(index.size()).isEqualTo(2);

    assets.call("/services/remove", "folderPath", "/Zone");
    assertThat(follow()).isZero();
    assertThat(index.size()).isZero();
    assertThat(index.handedOver()).isEqualTo(assets.database.read(IndexLog::last));
  }

  @Test
  void removalsAreKeptUntilEachIndexHasThem() {
    assets.create("/Zone/a.txt");
    follow();
    assertThat(AssetIndexer.uselessFor(OTHER, index, assets.database)).isFalse();
    assets.call("/services/remove", "folderPath", "/Zone");

    prune();
    assertThat(assets.count("index_log")).isEqualTo(1);

    follow();
    indexer.say(assets.database, OTHER);
    prune();
    assertThat(assets.count("index_log")).isZero();
  }

  @Test
  void aNodeThatWasAwayForADayBuildsItsIndexAnew() {
    assets.create("/Zone/a.txt");
    follow();
    assertThat(AssetIndexer.uselessFor(OTHER, index, assets.database)).isFalse();
    assets.call("/services/remove", "folderPath", "/Zone");
    away(Duration.ofHours(25));

    prune();
    assertThat(assets.count("index_log")).isZero();

    // at its start
    assertThat(AssetIndexer.useless(index, assets.database)).isTrue();
    assertThat(AssetIndexer.useless(new FakeIndex(), assets.database)).isFalse();
    // and where it was only asleep
    assertThat(follow()).isPositive();
    assertThat(index.size()).isZero();
  }

  private long follow() {
    AtomicLong behind = new AtomicLong();
    indexer.follow(assets.database, () -> {}, behind::set);
    return behind.get();
  }

  @Test
  void howFarItIsBehindIsSaidBeforeItHasCaughtUp() {
    assets.create("/Zone/a.txt");
    assets.create("/Zone/b.txt");
    List<Long> said = new ArrayList<>();
    indexer.follow(assets.database, () -> assertThat(said).containsExactly(2L), said::add);
    assertThat(said).containsExactly(2L, 0L);
  }

  @Test
  void whatCommitsLockLastIsLockedAfterAllElse() {
    List<LockOrder> orders = new ArrayList<>();
    Database noting = noting(orders);
    assertThat(AssetIndexer.uselessFor(OTHER, index, noting)).isFalse();
    indexer.prune(noting);
    new StoredChangeLog(noting, assets.blobs, () -> false, () -> {}).kept(0);
    assertThat(orders).hasSize(3).containsOnly(LockOrder.BEFORE_COMMIT);
  }

  /** The database of this test, which notes where works come in their transactions. */
  private Database noting(List<LockOrder> orders) {
    return new Database() {
      @Override
      public Dialect dialect() {
        return assets.database.dialect();
      }

      @Override
      public <T> T write(DatabaseWork<T> work) {
        return write(LockOrder.ROWS, work);
      }

      @Override
      public <T> T write(LockOrder order, DatabaseWork<T> work) {
        orders.add(order);
        return assets.database.write(order, work);
      }

      @Override
      public <T> T read(DatabaseWork<T> work) {
        return assets.database.read(work);
      }

      @Override
      public void close() {
        // the fixture does
      }
    };
  }

  /** By a node whose index has everything. */
  private void prune() {
    long last = assets.database.read(IndexLog::last);
    assets.database.write(
        connection -> {
          IndexLog.prune(connection, last);
          return last;
        });
  }

  private void away(Duration span) {
    assets.database.write(
        connection ->
            Sql.update(
                connection,
                "update index_followers set seen_at = seen_at - ? where epoch = ?",
                span.toMillis(),
                OTHER));
  }

  @Test
  void onlyWhatANodeTookThatHasEndedIsGivenBack() {
    long live = assets.database.read(c -> Sql.number(c, "select max(epoch) from nodes"));
    claim("mine", live);
    claim("abandoned", live + 1);

    assets.database.<Integer>write(c -> PreviewQueueRows.release(c, assets.database.dialect()));

    List<String> free =
        assets.database.read(
            c ->
                Sql.list(
                    c,
                    "select asset_id from preview_queue where claimed_until = 0",
                    row -> row.getString(1)));
    assertThat(free).containsExactly("abandoned");
  }

  private void claim(String asset, long epoch) {
    assets.database.write(
        connection -> {
          PreviewQueueRows.add(connection, asset, 1);
          return PreviewQueueRows.claim(
              connection, assets.database.dialect(), epoch, 2, Long.MAX_VALUE, 1);
        });
  }
}
