package dev.carillon.bench.growth;

import dev.carillon.hooks.jdbc.Database;
import java.util.ArrayList;
import java.util.List;

/**
 * An index that was dropped, to be made again.
 *
 * @param sql the statement that makes it
 */
record Index(String name, String sql) {

  private static final String SQLITE =
      """
      select name, sql from sqlite_master
      where type = 'index' and sql is not null
        and tbl_name in ('deliveries', 'events', 'attempts', 'payloads')
      """;

  /** What keeps a key unique belongs to its table and stays. */
  private static final String POSTGRES =
      """
      select indexname, indexdef from pg_indexes
      where schemaname = current_schema()
        and tablename in ('deliveries', 'events', 'attempts', 'payloads')
        and indexdef not like 'CREATE UNIQUE%'
      """;

  /** Drops the indexes of the tables that grow; which they were. */
  static List<Index> dropped(Database database) {
    String select = database.dialect().shared() ? POSTGRES : SQLITE;
    List<Index> indexes =
        database.read(
            connection -> {
              List<Index> found = new ArrayList<>();
              try (var statement = connection.prepareStatement(select);
                  var row = statement.executeQuery()) {
                while (row.next()) {
                  found.add(new Index(row.getString(1), row.getString(2)));
                }
              }
              return found;
            });
    indexes.forEach(index -> run(database, "drop index " + index.name()));
    return indexes;
  }

  /** Makes it. */
  void make(Database database) {
    run(database, sql);
  }

  static void run(Database database, String sql) {
    database.write(
        connection -> {
          try (var statement = connection.createStatement()) {
            return statement.execute(sql);
          }
        });
  }
}
