package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Finds events by their subject. They are entered under it many at once and in the order of
 * subjects, so that those that share a page of the table share its writing; the newest are looked
 * through. The table has blocks of numbers, so that old ones go whole. A batch that a crash cuts
 * short is done again: what was entered before is no harm, nor is what stands for an event that is
 * gone.
 *
 * <p>Where several nodes share the store, one of them enters the events of all ({@link
 * UpkeepTurn}). Should two do so at the same time, both enter the same subjects, which is no harm;
 * but their types would not fit each other, so the one that ends its batch last leaves them out.
 * All events up to the end of a batch are visible to every node before it begins, whichever
 * recorded them.
 */
public final class EventSubjectIndex {

  /** A block has two to the power of this numbers. */
  private static final int BLOCK_SHIFT = 20;

  /** So many at once; what is a page's worth of work for a reader is left for later. */
  private static final int BATCH_MAX = 20_000;

  private static final int BATCH_MIN = 1_000;
  private static final int TRANSACTION_ROWS = 250;
  private static final int REMOVED_AT_ONCE = 5_000;

  private static final String UNFILED =
      """
      select sequence, subject, type from {events}
      where sequence > ? and sequence <= ?
      order by sequence limit ?
      """;

  private static final String ENTER =
      """
      insert into {event_subjects} (block, subject, sequence)
      select sequence >> 20, ?, sequence from {events} where sequence = ?
      on conflict do nothing
      """;
  private static final String FILED = "update {journal} set filed = ? where filed = ?";

  /** Of the first block below a number that has no events any more. */
  private static final String FORGET =
      """
      delete from {event_subjects} where (block, subject, sequence) in (
        select block, subject, sequence from {event_subjects} where block = (
          with recursive b (block) as (
            select (select min(block) from {event_subjects})
            union all
            select (select min(s.block) from {event_subjects} s where s.block > b.block)
            from b where b.block < ?)
          select b.block from b
          where b.block < ? and not exists (
            select 1 from {events} e
            where e.sequence >= b.block << 20 and e.sequence < (b.block + 1) << 20)
          order by b.block limit 1)
        limit ?)
      """;

  private static final String OF_SUBJECT =
      """
      select sequence from {event_subjects}
      where block = ? and subject = ? and sequence > ? and sequence < ?\
      """;
  private static final String OF_SUBJECT_UNFILED =
      """
      select sequence from {events} where sequence > ? and sequence < ? and subject = ?
      union
      select sequence from {event_subjects}
      where block >= ? and subject = ? and sequence > ? and sequence < ?
      """;

  private final StoreContext context;
  private final UpkeepTurn turn;
  private final LongSupplier complete;
  private List<Entry> batch = List.of();
  private List<EventTypeIndex.Typed> types = List.of();
  private int entered;

  /** Up to which number events were entered when the batch began. */
  private long before;

  /**
   * The events of a store.
   *
   * @param complete gives a sequence up to which everything that will ever be there can be read
   */
  public EventSubjectIndex(StoreContext context, LongSupplier complete) {
    this.context = context;
    this.turn = new UpkeepTurn(context);
    this.complete = complete;
  }

  /** Enters some of a batch; whether there is more to enter. */
  synchronized boolean step() {
    if (!turn.mine(() -> context.database().read(EventSubjectIndex::filed))) {
      return false;
    }
    if (entered == batch.size() && !begin()) {
      return false;
    }
    int to = Math.min(entered + TRANSACTION_ROWS, batch.size());
    List<Entry> some = batch.subList(entered, to);
    long filed = to == batch.size() ? types.getLast().sequence() : 0;
    boolean mine = context.database().<Boolean>write(connection -> enter(connection, some, filed));
    if (mine && filed > 0) {
      turn.did(filed);
    }
    boolean more = mine && (to < batch.size() || to == BATCH_MAX);
    entered = to;
    if (!mine || to == batch.size()) {
      batch = List.of();
      entered = 0;
    }
    return more;
  }

  private boolean begin() {
    long until = complete.getAsLong();
    List<EventTypeIndex.Typed> typed = new ArrayList<>();
    List<Entry> found = context.database().read(connection -> unfiled(connection, until, typed));
    if (found.size() < Math.min(BATCH_MIN, context.limits().fileAt())) {
      return false;
    }
    types = typed;
    found.sort(Comparator.comparing(Entry::subject).thenComparingLong(Entry::sequence));
    batch = found;
    return true;
  }

  /** Up to which number events are entered. */
  private static long filed(Connection connection) throws SQLException {
    return Sql.number(connection, "select filed from {journal}");
  }

  private List<Entry> unfiled(Connection connection, long until, List<EventTypeIndex.Typed> typed)
      throws SQLException {
    before = filed(connection);
    return Sql.list(
        connection,
        UNFILED,
        row -> {
          typed.add(new EventTypeIndex.Typed(row.getLong(1), row.getString(3)));
          return new Entry(row.getLong(1), row.getString(2));
        },
        before,
        until,
        BATCH_MAX);
  }

  private boolean enter(Connection connection, List<Entry> some, long filed) throws SQLException {
    if (!context.node().stillOwner(connection)) {
      return false; // the node that has taken over enters them, and those of both would not fit
    }
    Sql.batch(
        connection,
        ENTER,
        some,
        (statement, entry) -> Sql.set(statement, entry.subject(), entry.sequence()));
    if (filed > 0 && Sql.update(connection, FILED, filed, before) == 1) {
      EventTypeIndex.enter(connection, types);
    }
    return true;
  }

  /**
   * Removes some of what stands for events that are gone; whether more may be left.
   *
   * @param first the number of the first event that is there
   * @param looked up to this number events were removed, as far as nothing needs them
   */
  static boolean forget(Connection connection, long first, long looked) throws SQLException {
    long block = looked >> BLOCK_SHIFT;
    boolean moreTypes = EventTypeIndex.forget(connection, Math.min(looked, first));
    boolean moreSubjects =
        block > 0 && Sql.update(connection, FORGET, block, block, REMOVED_AT_ONCE) > 0;
    return moreTypes || moreSubjects;
  }

  /** The numbers of the first so many events of a subject, in their order; of some gone too. */
  public static List<Long> first(
      Connection connection, String subject, NumberRange reach, int limit) throws SQLException {
    String text = Columns.text(subject);
    long filed = filed(connection);
    long least = Sql.number(connection, "select min(sequence) from {events}");
    String order = " order by sequence" + reach.direction() + " limit ?";
    long from = Math.max(reach.after(), filed);
    Sql unfiled =
        Sql.of(
            OF_SUBJECT_UNFILED + order,
            from,
            reach.before(),
            text,
            Math.max(0, from) >> BLOCK_SHIFT,
            text,
            from,
            reach.before(),
            limit);
    List<Sql> parts = new ArrayList<>();
    long first = Math.max(reach.after() + 1, least) >> BLOCK_SHIFT;
    for (long block = first; block <= Math.min(reach.before(), filed) >> BLOCK_SHIFT; block++) {
      parts.add(
          Sql.of(
              OF_SUBJECT + order,
              block,
              text,
              reach.after(),
              Math.min(reach.before(), filed + 1),
              limit));
    }
    parts.add(unfiled);
    List<Long> found = new ArrayList<>();
    for (Sql part : reach.newestFirst() ? parts.reversed() : parts) {
      if (found.size() < limit) {
        found.addAll(part.list(connection, Sql.NUMBER));
      }
    }
    return found.size() > limit ? found.subList(0, limit) : found;
  }

  /**
   * A select of the numbers of all events of a subject behind one number, up to another; of some
   * that are gone too.
   */
  public static Sql of(
      Connection connection, StoreContext context, String subject, long from, long until)
      throws SQLException {
    String text = Columns.text(subject);
    long filed = filed(connection);
    long first = Sql.number(connection, "select min(sequence) from {events}");
    long end = Math.min(until, filed);
    List<Long> blocks = new ArrayList<>();
    for (long block = Math.max(from + 1, first) >> BLOCK_SHIFT;
        block <= end >> BLOCK_SHIFT;
        block++) {
      blocks.add(block);
    }
    return Sql.of(
            """
            select sequence from {event_subjects}
            where subject = ? and sequence > ? and sequence <= ? and
            """,
            text,
            from,
            end)
        .then(context.dialect().among("block", blocks))
        .then(
            """

            union all
            select sequence from {events} where sequence > ? and sequence <= ? and subject = ?
            """,
            Math.max(from, filed),
            until,
            text);
  }

  /** An event that is to be entered. */
  private record Entry(long sequence, String subject) {}
}
