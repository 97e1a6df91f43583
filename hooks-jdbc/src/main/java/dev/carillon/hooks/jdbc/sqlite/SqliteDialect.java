package dev.carillon.hooks.jdbc.sqlite;

import dev.carillon.hooks.jdbc.Dialect;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.TableNames;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * In SQLite's words. It has one writer at a time, which needs no locks.
 *
 * @param names what the tables are called
 */
public record SqliteDialect(TableNames names) implements Dialect {

  /** For tables without a prefix. */
  public SqliteDialect() {
    this(TableNames.PLAIN);
  }

  @Override
  public String name() {
    return "sqlite";
  }

  @Override
  public boolean shared() {
    return false;
  }

  @Override
  public String now() {
    return "cast(strftime('%s', 'now') as integer) * 1000000";
  }

  @Override
  public String tableThere() {
    return "select 1 from sqlite_master where type = 'table' and name = ?";
  }

  @Override
  public Sql among(String column, List<Long> numbers) {
    return amongAll(column, numbers.stream().map(String::valueOf));
  }

  @Override
  public Sql amongIds(String column, List<String> ids) {
    return amongAll(column, ids.stream().map(id -> '"' + id + '"'));
  }

  /** A text that is read as JSON. */
  private static Sql amongAll(String column, Stream<String> json) {
    return Sql.of(
        column + " in (select value from json_each(?))",
        json.collect(Collectors.joining(",", "[", "]")));
  }

  /** The planner takes the index whose columns are named. */
  @Override
  public String between(String alias, int state, String key, String after, String before) {
    return ("%1$s.webhook = %3$s and %1$s.state = %2$d and %1$s.sequence > %4$s"
            + " and %1$s.webhook = %3$s and %1$s.sequence < %5$s")
        .formatted(alias, state, key, after, before);
  }

  @Override
  public String ofWebhookOrder(String alias, boolean newestFirst) {
    return alias + ".sequence" + (newestFirst ? " desc" : "");
  }

  @Override
  public String ofState(String alias, int state) {
    return "%1$s.state = %2$d and %1$s.state >= 2 and %1$s.sequence > ? and %1$s.sequence < ?"
        .formatted(alias, state);
  }

  @Override
  public String ofStateOrder(String alias, boolean newestFirst) {
    return ofWebhookOrder(alias, newestFirst);
  }

  /** There is one owner. */
  @Override
  public String pendingOfOwner(String alias, String owner, String webhook) {
    return "%1$s.webhook = %3$s and %1$s.state = 0 and %1$s.owner = %2$s order by %1$s.due_at"
        .formatted(alias, owner, webhook);
  }
}
