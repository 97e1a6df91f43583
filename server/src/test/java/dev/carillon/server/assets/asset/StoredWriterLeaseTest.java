package dev.carillon.server.assets.asset;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.testing.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes of one database, of which one at a time writes to the search index. */
class StoredWriterLeaseTest {

  @TempDir private Path home;
  private HikariDataSource pool;
  private AssetsFixture assets;
  private StoredWriterLease one;
  private StoredWriterLease other;

  @BeforeEach
  void open() {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(TestDatabase.POSTGRESQL.fresh());
    config.setMaximumPoolSize(4);
    pool = new HikariDataSource(config);
    assets = AssetsFixture.onPostgres(home, pool);
    one = new StoredWriterLease(assets.database, "layout-1");
    other = new StoredWriterLease(assets.database, "layout-1");
  }

  @AfterEach
  void close() {
    assets.close();
    pool.close();
  }

  @Test
  void aLeaseThatAnotherNodeHadInBetweenIsNotRenewed() {
    assertThat(one.renew()).as("it was never taken").isFalse();
    assertThat(one.take()).isTrue();
    assertThat(one.renew()).isTrue();
    assertThat(other.take()).isFalse();
    assertThat(other.renew()).isFalse();

    // as if it had ended
    one.release();
    assertThat(other.take()).isTrue();
    assertThat(one.renew()).isFalse();
    other.release();
    assertThat(one.renew()).as("the other one may have written").isFalse();
    assertThat(one.take()).isTrue();
    assertThat(one.renew()).isTrue();
  }

  @Test
  void aLeaseThatEndedAndThatNoOtherNodeTookIsRenewed() {
    assertThat(one.take()).isTrue();
    one.release();
    assertThat(one.renew()).isTrue();
    assertThat(other.take()).isFalse();
  }

  @Test
  void aNewIndexIsAskedForUntilItIsBegun() {
    assertThat(one.rebuildAsked()).isFalse();
    assets.database.<Boolean>write(
        connection -> {
          StoredWriterLease.askForRebuild(connection);
          return true;
        });
    assertThat(one.rebuildAsked()).isTrue();
    assertThat(other.rebuildAsked()).isTrue();
    one.rebuildBegun();
    assertThat(other.rebuildAsked()).isFalse();
  }

  @Test
  void eachLayoutHasAWriterOfItsOwn() {
    StoredWriterLease newer = new StoredWriterLease(assets.database, "layout-2");
    assertThat(newer.owner()).isEqualTo(one.owner());
    assertThat(one.take()).isTrue();
    assertThat(newer.take()).isTrue();
    assertThat(one.renew()).isTrue();

    one.publish(7);
    assertThat(other.searchable()).isEqualTo(7);
    assertThat(newer.searchable()).as("there is no index of its layout yet").isEqualTo(-1);
    newer.rebuildBegun();
    assertThat(one.others()).containsExactly("layout-2");
    assertThat(newer.others()).containsExactly("layout-1");
  }

  @Test
  void whatAnyLayoutLacksIsNotForgotten() {
    StoredWriterLease newer = new StoredWriterLease(assets.database, "layout-2");
    assertThat(one.take()).isTrue();
    assertThat(one.kept(100)).as("the new index has nothing yet").isZero();
    assertThat(newer.take()).isTrue();
    assertThat(newer.kept(40)).isEqualTo(40);
    assertThat(one.kept(101)).isEqualTo(40);
    assertThat(newer.kept(200)).isEqualTo(101);
    assertThat(other.kept(300)).as("it does not write").isEqualTo(101);
  }

  @Test
  void aLayoutThatNoNodeUsesForAMinuteIsForgotten() {
    StoredWriterLease newer = new StoredWriterLease(assets.database, "layout-2");
    assertThat(newer.others()).as("no node has its lease yet").containsExactly("layout-1");
    assertThat(one.take()).isTrue();
    one.publish(7);
    one.release();
    age("layout-1", 59_000);
    assertThat(newer.others()).containsExactly("layout-1");

    age("layout-1", 3_000);
    assertThat(newer.others()).isEmpty();
    assertThat(newer.take()).isTrue();
    assertThat(newer.kept(12)).as("what it lacked does not count").isEqualTo(12);
    assertThat(other.renew()).isFalse();
    assertThat(other.take()).as("used again, by a node that comes back").isTrue();
    assertThat(other.searchable()).isEqualTo(-1);
    assertThat(other.owner()).isEqualTo(newer.owner());
    assertThat(newer.others()).containsExactly("layout-1");
  }

  private void age(String layout, long millis) {
    assets.database.<Integer>write(
        connection ->
            Sql.update(
                connection,
                "update search_writer set lease_ends = lease_ends - ? where name = ?",
                millis,
                layout));
  }
}
