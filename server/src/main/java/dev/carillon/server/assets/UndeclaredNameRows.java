package dev.carillon.server.assets;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.assets.field.LibraryFields;
import dev.carillon.server.assets.field.UndeclaredNames;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;

/** Keeps the names of undeclared fields in the database. */
public record UndeclaredNameRows(Database database, InstantSource clock)
    implements UndeclaredNames {

  /** Names that were declared later stay in the table. */
  private static final int READ_MAX = 10 * LibraryFields.UNDECLARED_MAX;

  @Override
  public List<String> all() {
    return database.read(
        connection ->
            Sql.list(
                connection,
                "select name from undeclared_fields order by noted_at, name limit ?",
                row -> row.getString(1),
                READ_MAX));
  }

  @Override
  public int count() {
    return database
        .<Long>read(connection -> Sql.number(connection, "select count(*) from undeclared_fields"))
        .intValue();
  }

  @Override
  public void add(Collection<String> names) {
    long now = clock.millis();
    database.write(
        connection -> {
          for (String name : names) {
            Sql.update(
                connection,
                "insert into undeclared_fields (name, noted_at) values (?, ?)"
                    + " on conflict do nothing",
                name,
                now);
          }
          return names.size();
        });
  }
}
