package dev.carillon.server.assets.asset;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
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
    one = new StoredWriterLease(assets.database);
    other = new StoredWriterLease(assets.database);
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
}
