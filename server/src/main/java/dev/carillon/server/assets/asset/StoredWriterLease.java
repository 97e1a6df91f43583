package dev.carillon.server.assets.asset;

import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.assets.search.opensearch.WriterLease;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;

/**
 * A row that says which node writes to the search index of one layout that nodes share; another row
 * says whose the indexes of all layouts are. Where the database belongs to one process, that one
 * writes, and no other layout is used.
 */
public final class StoredWriterLease implements WriterLease {

  /** A node renews it every two seconds. */
  private static final Duration LEASE = Duration.ofSeconds(10);

  /** For so long no node had the lease of a layout that is not used any more. */
  private static final Duration UNUSED_AFTER = Duration.ofMinutes(1);

  /** The name of the row that says whose the indexes are, which is no layout's. */
  private static final String ALL = "assets";

  private static final String NOW = "(extract(epoch from clock_timestamp()) * 1000)::bigint";

  private static final String MAKE_ALL =
      """
      insert into search_writer (name, owner, node, lease_ends, searchable)
      values ('assets', ?, '', 0, -1) on conflict (name) do nothing
      """;

  private static final String TAKE =
      "update search_writer set node = ?, lease_ends = "
          + NOW
          + " + ? where name = ? and (node = ? or lease_ends <= "
          + NOW
          + ")";

  /** A node that takes the lease puts its name there, which stays when it gives it back. */
  private static final String RENEW =
      "update search_writer set lease_ends = " + NOW + " + ? where name = ? and node = ?";

  private static final String RELEASE =
      "update search_writer set lease_ends = " + NOW + " where name = ? and node = ?";

  private static final String PUBLISH =
      "update search_writer set searchable = ? where name = ? and node = ?";

  private static final String SEARCHABLE =
      "select coalesce(max(searchable), -1) from search_writer where name = ?";

  private static final String KEEP =
      "update search_writer set kept = ? where name = ? and node = ?";

  private static final String KEPT_BY_ALL =
      "select min(kept) from search_writer where name <> 'assets'";

  private static final String FORGET =
      "delete from search_writer where name not in ('assets', ?) and lease_ends < " + NOW + " - ?";

  private static final String FORGET_ALL =
      "delete from search_writer where name not in ('assets', ?)";

  private static final String OTHERS =
      "select name from search_writer where name not in ('assets', ?)";

  private static final String REBUILD_ASKED =
      "select 1 from search_writer where name = ? and rebuild = 1";

  private static final String REBUILD_BEGUN = "update search_writer set rebuild = 0 where name = ?";

  private final Database database;
  private final String layout;
  private final boolean shared;
  private final String node = Ids.random();
  private final String owner;
  private volatile long own = -1;

  /**
   * The lease in this database.
   *
   * @param layout the name of the layout that this node uses
   */
  public StoredWriterLease(Database database, String layout) {
    this.database = database;
    this.layout = layout;
    this.shared = database.dialect().shared();
    this.owner =
        database.write(
            connection -> {
              Sql.update(connection, MAKE_ALL, Ids.random());
              Sql.update(connection, make(), layout);
              return Sql.first(
                      connection,
                      "select owner from search_writer where name = ?",
                      row -> row.getString(1),
                      ALL)
                  .orElseThrow(() -> new SQLException("search_writer has no row"));
            });
  }

  /** No node has the lease of a new layout yet, and the layout is used all the same. */
  private String make() {
    return """
        insert into search_writer (name, owner, node, lease_ends, searchable)
        select ?, owner, '', %s, -1 from search_writer where name = 'assets'
        on conflict (name) do nothing
        """
        .formatted(shared ? NOW : "0");
  }

  @Override
  public String owner() {
    return owner;
  }

  /** Where the layout was forgotten meanwhile, it is used again. */
  @Override
  public boolean take() {
    return !shared
        || taken()
        || (database.<Integer>write(connection -> Sql.update(connection, make(), layout)) > 0
            && taken());
  }

  private boolean taken() {
    return update(TAKE, node, LEASE.toMillis(), layout, node) > 0;
  }

  @Override
  public boolean renew() {
    return !shared || update(RENEW, LEASE.toMillis(), layout, node) > 0;
  }

  @Override
  public void release() {
    if (shared) {
      update(RELEASE, layout, node);
    }
  }

  @Override
  public void publish(long searchable) {
    own = searchable;
    if (shared) {
      update(PUBLISH, searchable, layout, node);
    }
  }

  @Override
  public long searchable() {
    return shared ? database.read(c -> Sql.number(c, SEARCHABLE, layout)) : own;
  }

  @Override
  public long kept(long position) {
    return shared
        ? database.<Long>write(
            connection -> {
              Sql.update(connection, KEEP, position, layout, node);
              return Math.min(position, Sql.number(connection, KEPT_BY_ALL));
            })
        : position;
  }

  @Override
  public Set<String> others() {
    return database.<Set<String>>write(
        connection -> {
          if (shared) {
            Sql.update(connection, FORGET, layout, UNUSED_AFTER.toMillis());
          } else {
            Sql.update(connection, FORGET_ALL, layout);
          }
          return Set.copyOf(Sql.list(connection, OTHERS, row -> row.getString(1), layout));
        });
  }

  @Override
  public boolean rebuildAsked() {
    return database.read(c -> Sql.any(c, REBUILD_ASKED, layout));
  }

  @Override
  public void rebuildBegun() {
    update(REBUILD_BEGUN, layout);
  }

  /** Has the next node that writes build a new index; where there is none, it does anyway. */
  public static void askForRebuild(Connection connection) throws SQLException {
    Sql.update(connection, "update search_writer set rebuild = 1");
  }

  private int update(String statement, Object... values) {
    return database.<Integer>write(connection -> Sql.update(connection, statement, values));
  }
}
