package dev.carillon.server.assets.asset;

import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.assets.search.opensearch.WriterLease;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/**
 * A row that says which node writes to the search index that all share. Where the database belongs
 * to one process, that one does, and the row says only whose the index is.
 */
public final class StoredWriterLease implements WriterLease {

  /** A node renews it every two seconds. */
  private static final Duration LEASE = Duration.ofSeconds(10);

  private static final String MAKE =
      """
      insert into search_writer (name, owner, node, lease_ends, searchable, rebuild)
      values ('assets', ?, '', 0, -1, 0) on conflict (name) do nothing
      """;

  private static final String NOW = "(extract(epoch from clock_timestamp()) * 1000)::bigint";

  private static final String TAKE =
      "update search_writer set node = ?, lease_ends = "
          + NOW
          + " + ? where name = 'assets' and (node = ? or lease_ends < "
          + NOW
          + ")";

  /** A node that takes the lease puts its name there, which stays when it gives it back. */
  private static final String RENEW =
      "update search_writer set lease_ends = " + NOW + " + ? where name = 'assets' and node = ?";

  private static final String RELEASE =
      "update search_writer set lease_ends = 0 where name = 'assets' and node = ?";

  private static final String PUBLISH =
      "update search_writer set searchable = ? where name = 'assets' and node = ?";

  private static final String REBUILD_BEGUN =
      "update search_writer set rebuild = 0 where name = 'assets'";

  private final Database database;
  private final boolean shared;
  private final String node = Ids.random();
  private final String owner;
  private volatile long own = -1;

  /** The lease in this database. */
  public StoredWriterLease(Database database) {
    this.database = database;
    this.shared = database.dialect().shared();
    this.owner =
        database.write(
            connection -> {
              Sql.update(connection, MAKE, Ids.random());
              return Sql.first(
                      connection, "select owner from search_writer", row -> row.getString(1))
                  .orElseThrow(() -> new SQLException("search_writer has no row"));
            });
  }

  @Override
  public String owner() {
    return owner;
  }

  @Override
  public boolean take() {
    return !shared || update(TAKE, node, LEASE.toMillis(), node) > 0;
  }

  @Override
  public boolean renew() {
    return !shared || update(RENEW, LEASE.toMillis(), node) > 0;
  }

  @Override
  public void release() {
    if (shared) {
      update(RELEASE, node);
    }
  }

  @Override
  public void publish(long searchable) {
    own = searchable;
    if (shared) {
      update(PUBLISH, searchable, node);
    }
  }

  @Override
  public long searchable() {
    return shared ? database.read(c -> Sql.number(c, "select searchable from search_writer")) : own;
  }

  @Override
  public boolean rebuildAsked() {
    return database.read(c -> Sql.any(c, "select 1 from search_writer where rebuild = 1"));
  }

  @Override
  public void rebuildBegun() {
    update(REBUILD_BEGUN);
  }

  /** Has the next node that writes build a new index. */
  public static void askForRebuild(Connection connection) throws SQLException {
    Sql.update(connection, MAKE, Ids.random());
    Sql.update(connection, "update search_writer set rebuild = 1 where name = 'assets'");
  }

  private int update(String statement, Object... values) {
    return database.<Integer>write(connection -> Sql.update(connection, statement, values));
  }
}
