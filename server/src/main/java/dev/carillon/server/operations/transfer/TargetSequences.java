package dev.carillon.server.operations.transfer;

import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.TableNames;
import dev.carillon.hooks.jdbc.store.OpenRecovery;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Where PostgreSQL goes on to number rows: behind the last number that the home has given. */
final class TargetSequences {

  /** Events and their deliveries share it; SQLite has none and counts from what is stored. */
  static final String DELIVERIES = "delivery_sequence";

  private static final String NUMBERED =
      """
      select c.relname, a.attname, pg_get_serial_sequence(quote_ident(c.relname), a.attname)
      from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
        join pg_attribute a on a.attrelid = c.oid
      where n.nspname = current_schema() and a.attidentity <> '' and not c.relispartition
      order by c.relname
      """;

  private TargetSequences() {}

  /** Sets all of them. */
  static void set(SourceFile source, TargetDatabase target, List<CopiedTable> tables)
      throws SQLException {
    for (Numbered each : Sql.list(target.connection(), NUMBERED, Numbered::read)) {
      if (tables.stream().anyMatch(table -> table.name().equals(each.table()))) {
        long last =
            Sql.number(
                source.connection(),
                "select max(\"%s\") from \"%s\"".formatted(each.column(), each.table()));
        goOn(
            target.connection(),
            each.sequence(),
            Math.max(last, source.greatestGiven(each.table())));
      }
    }
    goOn(
        target.connection(),
        DELIVERIES,
        OpenRecovery.given(TableNames.PLAIN.on(source.connection())));
    target.connection().commit();
  }

  private static void goOn(Connection target, String sequence, long last) throws SQLException {
    if (last > 0) {
      Sql.number(target, "select setval(?::regclass, ?)", sequence, last);
    }
  }

  /** A column whose values PostgreSQL gives. */
  private record Numbered(String table, String column, String sequence) {

    static Numbered read(java.sql.ResultSet row) throws SQLException {
      return new Numbered(row.getString(1), row.getString(2), row.getString(3));
    }
  }
}
