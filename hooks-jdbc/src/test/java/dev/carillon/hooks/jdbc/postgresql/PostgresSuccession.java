package dev.carillon.hooks.jdbc.postgresql;

import com.zaxxer.hikari.HikariDataSource;
import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.contracts.StoreUnderTest;
import dev.carillon.hooks.contracts.SubjectFilter;
import dev.carillon.hooks.contracts.TestCipher;
import dev.carillon.hooks.contracts.TestOperationalEvents;
import dev.carillon.hooks.jdbc.CheckedDatabase;
import dev.carillon.hooks.jdbc.Embedder;
import dev.carillon.hooks.jdbc.JdbcStoreUnderTest;
import dev.carillon.hooks.jdbc.Succession;
import dev.carillon.hooks.jdbc.TableNames;
import dev.carillon.hooks.jdbc.store.StoreLimits;
import java.util.function.Function;

/**
 * Opens one database with stores as one node after another. The one before keeps its connections
 * and may still try; only its lease has ended.
 */
public final class PostgresSuccession implements Succession {

  private final TestCipher cipher = new TestCipher();
  private final StoreLimits limits;
  private final Function<String, HikariDataSource> connections;
  private final TableNames names;
  private final String database;
  private int nodes;

  public PostgresSuccession(StoreLimits limits) {
    this(limits, Server.ONE::pool, TableNames.PLAIN);
  }

  /** On such connections to a database of the tests' server, with tables of these names. */
  PostgresSuccession(
      StoreLimits limits, Function<String, HikariDataSource> connections, TableNames names) {
    this.limits = limits;
    this.connections = connections;
    this.names = names;
    this.database = Server.ONE.newDatabase(names);
  }

  /** What the tests' server calls it. */
  String database() {
    return database;
  }

  @Override
  public StoreUnderTest open(ManualClock clock) {
    CheckedDatabase opened =
        new CheckedDatabase(OpenPostgres.on(connections.apply(database), names));
    TestOperationalEvents announcer = new TestOperationalEvents();
    Embedder embedder = new Embedder(cipher, SubjectFilter::read, announcer);
    var packed =
        PostgresStore.opened(opened, embedder, clock, Node.alone("node " + nodes++), limits);
    opened.check(packed.context());
    if (limits.equals(CheckedDatabase.TINY)) {
      opened.tidy(packed.store().retention());
    }
    return new JdbcStoreUnderTest(opened, packed.store(), announcer, () -> new byte[0]);
  }

  @Override
  public StoreUnderTest next(StoreUnderTest before, ManualClock clock) {
    before.ports().lease().release();
    return open(clock);
  }
}
