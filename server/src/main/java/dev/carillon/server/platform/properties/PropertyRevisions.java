package dev.carillon.server.platform.properties;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.platform.config.SharedProperties;
import java.util.Optional;

/**
 * The revisions of the cluster properties, in the table {@code cluster_properties}. The last
 * hundred are kept.
 */
public record PropertyRevisions(Database database) implements SharedProperties {

  private static final int KEPT = 100;

  private static final String NEWER =
      """
      select revision, text from cluster_properties
      where revision > ? order by revision desc limit 1
      """;

  @Override
  public Optional<Revision> newerThan(long number) {
    return database.read(
        connection ->
            Sql.first(
                connection,
                NEWER,
                row -> new Revision(row.getLong(1), row.getString(2)),
                number));
  }

  @Override
  public boolean add(long newest, String text) {
    return database.write(
        connection -> {
          Sql.update(
              connection, "delete from cluster_properties where revision <= ?", newest + 1 - KEPT);
          return Sql.update(
                  connection,
                  """
                  insert into cluster_properties (revision, text) values (?, ?)
                  on conflict (revision) do nothing
                  """,
                  newest + 1,
                  text)
              == 1;
        });
  }
}
