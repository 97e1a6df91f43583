package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.packed.FirstAttempt;
import dev.carillon.hooks.jdbc.store.FirstAttempts.Block;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Removes deliveries that ended before a time: rows with their attempts, the oldest first, and of
 * each block all that it may, so that a block that reaches over that time is written once more, and
 * again only if the limit of a step has cut it.
 *
 * <p>Several nodes may do so at once: each takes rows that no other has, and leaves a block that
 * another replaced meanwhile for the next step. What has a greater number than any node's mark
 * stays: that node may have it open, and it would look open once it is gone. Since each node keeps
 * its mark where that stands still, nothing waits for long.
 */
final class DeliveryPurge {

  private static final int ROWS_MAX = 500;
  private static final int BLOCKS_MAX = 50;

  private static final String ROWS =
      """
      select sequence, event from {deliveries}
      where ended_at is not null and ended_at < ?
        and not exists (select 1 from {redeliveries} r where r.delivery = {deliveries}.sequence)
      order by ended_at, sequence limit ?
      """;

  /**
   * Deletes the row of an ended delivery, unless it was redelivered or recovered since it was
   * found.
   */
  private static final String ROW =
      """
      delete from {deliveries} where sequence = ? and ended_at is not null
        and not exists (select 1 from {redeliveries} r where r.delivery = {deliveries}.sequence)
      """;

  private static final String ATTEMPTS = "delete from {attempts} where delivery = ?";
  private static final String BLOCKS =
      """
      select number, 1 as filed, ended_from from {chunks} where ended_from < ?
      union all
      select number, 0, ended_from from {results} where ended_from < ?
      order by 3 limit ?
      """;
  private static final String CHUNK = "select number, data from {chunk_data} where number = ?";
  private static final String UNFILED =
      "select number, owner, resolved, data from {results} where number = ?";

  private static final Comparator<FirstAttempt> BY_END =
      Comparator.comparingLong(FirstAttempt::ended).thenComparingLong(FirstAttempt::sequence);

  private final StoreContext context;
  private final LongOpenDeliveries longOpen;

  DeliveryPurge(StoreContext context, LongOpenDeliveries longOpen) {
    this.context = context;
    this.longOpen = longOpen;
  }

  /**
   * Removes up to so many of those that ended before.
   *
   * @param attemptsBelow attempts of deliveries with greater numbers go with their partition
   */
  Purged step(Connection connection, long endedBefore, int limit, long attemptsBelow)
      throws SQLException {
    Set<Long> wanted = new HashSet<>();
    int rowsMax = Math.min(limit, ROWS_MAX);
    List<Row> rows = rows(connection, endedBefore, rowsMax);
    rows.forEach(row -> wanted.add(row.sequence()));
    List<Header> headers = headers(connection, endedBefore);
    List<Block> blocks = new ArrayList<>();
    for (Header header : headers) {
      Optional<Block> block = wanted.size() < limit ? header.read(connection) : Optional.empty();
      if (block.isPresent()) {
        blocks.add(block.get());
        block.get().attempts().stream()
            .filter(one -> one.ended() < endedBefore)
            .sorted(BY_END)
            .limit(limit - wanted.size())
            .forEach(one -> wanted.add(one.sequence()));
      }
    }
    boolean more = rows.size() == rowsMax || headers.size() == BLOCKS_MAX || wanted.size() == limit;
    if (wanted.isEmpty()) {
      return new Purged(0, more, List.of());
    }
    long mine = longOpen.upTo(connection, Collections.max(wanted));
    more |= wanted.removeIf(sequence -> sequence > mine);
    long others = Marks.ofOthers(connection, context.owner());
    boolean waits = wanted.removeIf(sequence -> sequence > others);
    List<Row> rowsThatGo = rows.stream().filter(row -> wanted.contains(row.sequence())).toList();
    int records = removeRecords(connection, blocks, wanted);
    List<Long> events = removeRows(connection, rowsThatGo, attemptsBelow);
    int removed = records + events.size();
    // where all of it waits for another node, it is no use to look again at once
    return new Purged(removed, more && !(waits && removed == 0), events);
  }

  /** How many went; those of a block that another node has replaced stay for now. */
  private int removeRecords(Connection connection, List<Block> blocks, Set<Long> gone)
      throws SQLException {
    FirstAttempts attempts = context.firstAttempts();
    int removed = 0;
    for (Block block : blocks) {
      if (attempts.keepOnly(connection, block, one -> !gone.contains(one.sequence()))) {
        removed +=
            (int) block.attempts().stream().filter(one -> gone.contains(one.sequence())).count();
      }
    }
    return removed;
  }

  /** The events of those that were removed. */
  private static List<Long> removeRows(Connection connection, List<Row> rows, long attemptsBelow)
      throws SQLException {
    int[] counts =
        Sql.batch(connection, ROW, rows, (statement, row) -> statement.setLong(1, row.sequence()));
    List<Row> removed = new ArrayList<>();
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        removed.add(rows.get(i));
      }
    }
    List<Row> alone = removed.stream().filter(row -> row.sequence() < attemptsBelow).toList();
    Sql.batch(
        connection, ATTEMPTS, alone, (statement, row) -> statement.setLong(1, row.sequence()));
    return removed.stream().map(Row::event).toList();
  }

  private List<Row> rows(Connection connection, long endedBefore, int limit) throws SQLException {
    return Sql.list(
        connection,
        ROWS + context.dialect().forUpdateSkipLocked(),
        row -> new Row(row.getLong("sequence"), row.getLong("event")),
        endedBefore,
        limit);
  }

  /** The headers of blocks with deliveries that ended before a time. */
  private static List<Header> headers(Connection connection, long endedBefore) throws SQLException {
    return Sql.list(
        connection,
        BLOCKS,
        row -> new Header(row.getLong("number"), row.getInt("filed") == 1),
        endedBefore,
        endedBefore,
        BLOCKS_MAX);
  }

  /**
   * What a step did.
   *
   * @param eventsOfRows the events of rows that were removed
   */
  record Purged(int deliveries, boolean more, List<Long> eventsOfRows) {}

  /** A delivery that has a row, and its event. */
  private record Row(long sequence, long event) {}

  /** Where a block lies. */
  private record Header(long number, boolean filed) {

    /** Empty where it is not there any more. */
    Optional<Block> read(Connection connection) throws SQLException {
      return filed
          ? Sql.first(connection, CHUNK, Block::filed, number)
          : Sql.first(connection, UNFILED, Block::unfiled, number);
    }
  }
}
