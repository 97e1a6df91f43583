package dev.carillon.hooks.jdbc.postgresql;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.hooks.delivery.FoldedText;
import dev.carillon.hooks.jdbc.Dialect;
import dev.carillon.hooks.jdbc.Sql;
import java.util.List;

/** In PostgreSQL's words. */
public record PostgresDialect() implements Dialect {

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

  @Override
  public String forKeyShare() {
    return " for key share";
  }

  @Override
  public String snapshot() {
    return "set transaction isolation level repeatable read";
  }

  @Override
  public String lockEvents() {
    return "select 1 from events where sequence = any (?) order by sequence for update";
  }

  @Override
  public String ofEvent() {
    return "d.event = e.sequence";
  }

  /** Else all events may be gone through for the few of a rare type. */
  @Override
  public String withEvent() {
    return "cross join lateral (select * from events where sequence = d.event offset 0) e";
  }

  /** An array. */
  @Override
  public Sql among(String column, List<Long> numbers) {
    return Sql.of(column + " = any (?)", numbers.stream().mapToLong(Long::longValue).toArray());
  }

  @Override
  public Sql contains(String column, FoldedText text) {
    String bytes = text(column);
    if (text.exact()) {
      return Sql.of("position(?::bytea in " + column + ") > 0", text.text().getBytes(UTF_8));
    }
    return text.ascii()
        ? Sql.of(
            "position(lower(?::text collate \"C\") in lower(" + bytes + " collate \"C\")) > 0",
            text.text())
        : Sql.of(bytes + " collate \"C\" ~ ?", text.pattern());
  }

  /**
   * Bytes as a text with one character for each, 1 instead of 0, which no text may hold: whatever
   * they are, and whatever the database's own letters are.
   */
  private static String text(String column) {
    return """
    convert_from(
      case when position('\\x00'::bytea in %1$s) = 0 then %1$s
      else decode(
        replace(replace(encode(%1$s, 'escape'), '\\\\', '\\134'), '\\000', '\\001'), 'escape')
      end, 'LATIN1')
    """
        .formatted(column);
  }

  /** Through an index that always has all of them. */
  @Override
  public Sql eventsOf(String subject) {
    return Sql.of("select sequence from events where subject = ?", subject);
  }

  @Override
  public Sql eventsOf(String subject, long from, long until) {
    return eventsOf(subject).then(" and sequence > ? and sequence <= ?", from, until);
  }

  /** A row as any other: an index leads to it from its event. */
  @Override
  public String lateDelivery() {
    return """
    insert into deliveries
      (sequence, id, event, webhook, payload, state, owner, attempts, due_at, created_at)
    values (?, ?, ?, ?, ?, 0, ?, 0, ?, ?)
    """;
  }

  @Override
  public int deliveryBytes() {
    return 550;
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
}
