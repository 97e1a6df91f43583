package dev.carillon.hooks.jdbc.postgresql;

import dev.carillon.hooks.jdbc.Dialect;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.TableNames;
import java.util.List;

/**
 * In PostgreSQL's words.
 *
 * @param names what the tables are called
 */
public record PostgresDialect(TableNames names) implements Dialect {

  /** For tables without a prefix. */
  public PostgresDialect() {
    this(TableNames.PLAIN);
  }

  @Override
  public String name() {
    return "postgresql";
  }

  @Override
  public boolean shared() {
    return true;
  }

  @Override
  public String forUpdate() {
    return " for update";
  }

  @Override
  public String forUpdateSkipLocked() {
    return " for update skip locked";
  }

  /**
   * The tables are kept before the moment is chosen: a partition that went after it would take rows
   * along that belong to it, see {@link LogPartitions}.
   */
  @Override
  public String snapshot() {
    return "set transaction isolation level repeatable read;"
        + " lock table only {events}, only {attempts}, only {event_subjects} in access share mode";
  }

  @Override
  public String now() {
    return "(extract(epoch from clock_timestamp()) * 1000000)::bigint";
  }

  @Override
  public String tableThere() {
    return "select 1 where to_regclass(?) is not null";
  }

  @Override
  public String schemaThere() {
    return "select 1 from pg_namespace where nspname = ?";
  }

  @Override
  public String turnToMakeTables() {
    return "select pg_advisory_xact_lock(4922515, hashtext('{events}'))";
  }

  /** An array. */
  @Override
  public Sql among(String column, List<Long> numbers) {
    return Sql.of(column + " = any (?)", numbers.stream().mapToLong(Long::longValue).toArray());
  }

  @Override
  public Sql amongIds(String column, List<String> ids) {
    return Sql.of(column + " = any (?::text[])", (Object) ids.toArray(String[]::new));
  }

  /** The planner counts costs: it is asked for an order that only the index has. */
  @Override
  public String between(String alias, int state, String key, String after, String before) {
    return ("(%1$s.webhook, %1$s.state, %1$s.sequence) > (%3$s, %2$d, %4$s)"
            + " and (%1$s.webhook, %1$s.state, %1$s.sequence) < (%3$s, %2$d, %5$s)")
        .formatted(alias, state, key, after, before);
  }

  @Override
  public String ofWebhookOrder(String alias, boolean newestFirst) {
    return "%1$s.webhook%2$s, %1$s.state%2$s, %1$s.sequence%2$s"
        .formatted(alias, newestFirst ? " desc" : "");
  }

  @Override
  public String ofState(String alias, int state) {
    return ("(%1$s.state, %1$s.sequence) > (%2$d, ?) and (%1$s.state, %1$s.sequence) < (%2$d, ?)"
            + " and %1$s.state >= 2")
        .formatted(alias, state);
  }

  @Override
  public String ofStateOrder(String alias, boolean newestFirst) {
    return "%1$s.state%2$s, %1$s.sequence%2$s".formatted(alias, newestFirst ? " desc" : "");
  }

  /** As for {@link #between}: with old statistics, all may seem to be of one owner. */
  @Override
  public String pendingOfOwner(String alias, String owner, String webhook) {
    return ("(%1$s.owner, %1$s.webhook) >= (%2$s, %3$s)"
            + " and (%1$s.owner, %1$s.webhook) <= (%2$s, %3$s) and %1$s.state = 0"
            + " order by %1$s.owner, %1$s.webhook, %1$s.due_at")
        .formatted(alias, owner, webhook);
  }
}
