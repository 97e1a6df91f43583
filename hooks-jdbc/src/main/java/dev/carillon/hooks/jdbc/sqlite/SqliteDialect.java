package dev.carillon.hooks.jdbc.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.hooks.delivery.FoldedText;
import dev.carillon.hooks.jdbc.Dialect;
import dev.carillon.hooks.jdbc.Sql;
import java.util.List;
import java.util.stream.Collectors;

/** In SQLite's words. It has one writer at a time, which needs no locks. */
public record SqliteDialect() implements Dialect {

  /** The last number that was given, in case rows are swept that have it. */
  static final String KEEP_NUMBERS =
      """
      update sequences set used = max(used,
        (select coalesce(max(sequence), 0) from deliveries),
        (select coalesce(max(sequence), 0) from events))
      """;

  private static final String OF_EVENT =
      """
      (d.sequence > e.sequence and d.sequence <= e.sequence + e.deliveries
        or d.sequence in (
          select l.sequence from late_deliveries l where l.event = e.sequence))
      """;

  @Override
  public String name() {
    return "sqlite";
  }

  @Override
  public boolean shared() {
    return false;
  }

  @Override
  public String ofEvent() {
    return OF_EVENT;
  }

  /** In this order: else all deliveries are indexed first to find those of one event. */
  @Override
  public String withEvent() {
    return "cross join events e on e.sequence = d.event";
  }

  /** A text that is read as JSON. */
  @Override
  public Sql among(String column, List<Long> numbers) {
    return Sql.of(
        column + " in (select value from json_each(?))",
        numbers.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]")));
  }

  @Override
  public Sql contains(String column, FoldedText text) {
    return text.exact()
        ? Sql.of("instr(" + column + ", ?) > 0", text.text().getBytes(UTF_8))
        : Sql.of(FoldedContains.CONDITION.formatted(column), text.text());
  }

  /** Through a table into which they are entered in batches; the newest are looked through. */
  @Override
  public Sql eventsOf(String subject) {
    return Sql.of(
        """
        select sequence from event_subjects where subject = ?
        union all
        select sequence from events
        where sequence > (select filed from journal) and subject = ?\
        """,
        subject,
        subject);
  }

  @Override
  public Sql eventsOf(String subject, long from, long until) {
    return Sql.of(
        """
        select sequence from event_subjects
        where subject = ? and sequence > ? and sequence <= ?
        union all
        select sequence from events
        where sequence > (select max(filed, ?) from journal) and sequence <= ? and subject = ?\
        """,
        subject,
        from,
        until,
        from,
        until,
        subject);
  }

  @Override
  public String lateDelivery() {
    return """
    insert into deliveries
      (sequence, id, event, webhook, payload, state, owner, attempts,
       due_at, ended_at, created_at, first_status, first_at, first_duration,
       first_revision, first_user_agent)
    values (?, ?, ?, ?, ?, 0, ?, 0, ?, null, ?, -1000, 1000000000000000, 2000000000,
      -1000, -1000)
    """;
  }

  /** They have numbers far from their event's: a table of their own leads from one to the other. */
  @Override
  public List<String> afterLateDelivery() {
    return List.of("insert into late_deliveries (event, sequence) values (?, ?)");
  }

  @Override
  public List<String> beforeSweep() {
    return List.of(KEEP_NUMBERS);
  }

  @Override
  public List<String> afterDelivery() {
    return List.of("delete from late_deliveries where sequence = ?");
  }

  @Override
  public List<String> beforeEvent() {
    return List.of(SubjectIndex.forget(OF_EVENT));
  }

  @Override
  public int deliveryBytes() {
    return 150;
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
}
