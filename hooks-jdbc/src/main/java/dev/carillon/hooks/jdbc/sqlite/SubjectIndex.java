package dev.carillon.hooks.jdbc.sqlite;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;

/**
 * Enters recorded events under their subjects, many at once and in the order of subjects, so that
 * those that share a page of the table share its writing. Whoever writes meanwhile waits for one
 * short transaction at most. A batch that a crash cuts short is done again: what was entered before
 * is no harm.
 */
final class SubjectIndex {

  /** So many at once; what is a page's worth of work for a reader is left for later. */
  private static final int BATCH_MAX = 20_000;

  private static final int BATCH_MIN = 1_000;
  private static final int TRANSACTION_ROWS = 250;

  private static final String UNFILED =
      """
      select sequence, subject from events where sequence > (select filed from journal)
      order by sequence limit ?
      """;

  /** Not one that was swept meanwhile: nobody would remove it any more. */
  private static final String ENTER =
      """
      insert or ignore into event_subjects (subject, sequence)
      select ?, sequence from events where sequence = ?
      """;

  private static final String FILED = "update journal set filed = ?";

  private final Database database;
  private List<Entry> batch = List.of();
  private int entered;
  private long last;

  SubjectIndex(Database database) {
    this.database = database;
  }

  /**
   * For an event that is about to be swept, which it is unless it has a delivery, found by this.
   */
  static String forget(String ofEvent) {
    return """
    delete from event_subjects where (subject, sequence) in (
      select e.subject, e.sequence from events e
      where e.sequence = ? and not exists (select 1 from deliveries d where %s))
    """
        .formatted(ofEvent);
  }

  /** Enters some of a batch; whether there is more to enter. */
  synchronized boolean step() {
    if (entered == batch.size() && !begin()) {
      return false;
    }
    int to = Math.min(entered + TRANSACTION_ROWS, batch.size());
    List<Entry> some = batch.subList(entered, to);
    long filed = to == batch.size() ? last : 0;
    database.<Integer>write(connection -> enter(connection, some, filed));
    boolean more = to < batch.size() || to == BATCH_MAX;
    entered = to;
    if (to == batch.size()) {
      forgetBatch();
    }
    return more;
  }

  private void forgetBatch() {
    batch = List.of();
    entered = 0;
  }

  private boolean begin() {
    List<Entry> found =
        database.read(
            connection ->
                Sql.list(
                    connection,
                    UNFILED,
                    row -> new Entry(row.getLong(1), row.getString(2)),
                    BATCH_MAX));
    if (found.size() < BATCH_MIN) {
      return false;
    }
    last = found.getLast().sequence();
    found.sort(Comparator.comparing(Entry::subject).thenComparingLong(Entry::sequence));
    batch = found;
    return true;
  }

  private static int enter(Connection connection, List<Entry> some, long filed)
      throws SQLException {
    Sql.batch(
        connection,
        ENTER,
        some,
        (statement, entry) -> Sql.set(statement, entry.subject(), entry.sequence()));
    if (filed > 0) {
      Sql.update(connection, FILED, filed);
    }
    return some.size();
  }

  /** An event that is to be entered. */
  private record Entry(long sequence, String subject) {}
}
