package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.packed.FirstTry;
import dev.carillon.hooks.jdbc.store.FirstTries.Block;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Removes the deliveries that ended first, rows and records, exactly as many as it may. */
final class Purge {

  private static final int ROWS_MAX = 500;

  private static final String ROWS =
      """
      select sequence, event, ended_at from deliveries
      where ended_at is not null and ended_at < ?
        and not exists (select 1 from resends r where r.delivery = deliveries.sequence)
      order by ended_at, sequence limit ?
      """;

  /** What was resent or recovered since it was looked for stays. */
  private static final String ROW =
      """
      delete from deliveries where sequence = ? and ended_at is not null
        and not exists (select 1 from resends r where r.delivery = deliveries.sequence)
      """;

  private static final String ATTEMPTS = "delete from attempts where delivery = ?";
  private static final String BLOCKS =
      """
      select number, 1 as filed, ended_from, n from chunks where ended_from < ?
      union all
      select number, 0, ended_from, n from results where ended_from < ?
      order by 3 limit ?
      """;
  private static final String CHUNK = "select number, data from chunk_data where number = ?";
  private static final String UNFILED =
      "select number, owner, resolved, data from results where number = ?";

  private static final Comparator<Candidate> BY_END =
      Comparator.comparingLong(Candidate::ended).thenComparingLong(Candidate::sequence);

  private final StoreContext context;
  private final Spill spill;

  Purge(StoreContext context, Spill spill) {
    this.context = context;
    this.spill = spill;
  }

  /** Removes up to so many of those that ended before. */
  Purged step(Connection connection, long endedBefore, int limit) throws SQLException {
    int rowsMax = Math.min(limit, ROWS_MAX);
    List<Candidate> candidates = new ArrayList<>(rows(connection, endedBefore, rowsMax));
    // behind the last of as many rows as may be looked at there are others, which go first
    long before = candidates.size() == rowsMax ? candidates.getLast().ended() + 1 : endedBefore;
    long end = before;
    int held = 0;
    for (Header header : headers(connection, before, limit)) {
      if (held >= limit) {
        // beyond what is wanted: nothing that ended later than it began may go
        end = Math.min(before, header.endedFrom() + 1);
        break;
      }
      held += header.n();
      Optional<Block> block = header.read(connection);
      if (block.isPresent()) {
        for (FirstTry one : block.get().tries()) {
          candidates.add(new Candidate(one.sequence(), one.event(), one.ended(), block.get()));
        }
      }
    }
    long until = end;
    candidates.removeIf(one -> one.ended() >= until);
    candidates.sort(BY_END);
    List<Candidate> taken = candidates.subList(0, Math.min(limit, candidates.size()));
    boolean more = taken.size() == limit || end < endedBefore;
    return removed(connection, List.copyOf(taken), more);
  }

  private Purged removed(Connection connection, List<Candidate> wanted, boolean more)
      throws SQLException {
    if (wanted.isEmpty()) {
      return new Purged(0, more, List.of());
    }
    long greatest = wanted.stream().mapToLong(Candidate::sequence).max().orElse(0);
    long mark =
        Math.min(
            spill.upTo(connection, greatest), Marks.ofOthers(connection, context.owner()));
    List<Candidate> taken = wanted.stream().filter(one -> one.sequence() <= mark).toList();
    List<Candidate> rows = new ArrayList<>();
    Set<Block> blocks = new LinkedHashSet<>();
    Set<Long> gone = new HashSet<>();
    for (Candidate one : taken) {
      if (one.block() == null) {
        rows.add(one);
      } else {
        blocks.add(one.block());
        gone.add(one.sequence());
      }
    }
    for (Block block : blocks) {
      if (!context
          .firstTries()
          .keepOnly(connection, block, one -> !gone.contains(one.sequence()))) {
        throw new SQLException("block " + block.number() + " of first tries is not there any more");
      }
    }
    List<Long> events = removeRows(connection, rows);
    return new Purged(gone.size() + events.size(), more || taken.size() < wanted.size(), events);
  }

  /** The events of those that were removed. */
  private static List<Long> removeRows(Connection connection, List<Candidate> rows)
      throws SQLException {
    int[] counts =
        Sql.batch(connection, ROW, rows, (statement, row) -> statement.setLong(1, row.sequence()));
    List<Long> events = new ArrayList<>();
    List<Candidate> removed = new ArrayList<>();
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        removed.add(rows.get(i));
        events.add(rows.get(i).event());
      }
    }
    Sql.batch(
        connection, ATTEMPTS, removed, (statement, row) -> statement.setLong(1, row.sequence()));
    return events;
  }

  private List<Candidate> rows(Connection connection, long endedBefore, int limit)
      throws SQLException {
    return Sql.list(
        connection,
        ROWS + context.dialect().forUpdateSkipLocked(),
        row -> new Candidate(row.getLong(1), row.getLong(2), row.getLong(3), null),
        endedBefore,
        limit);
  }

  /** Those of blocks that began to end before; the first hold as many as are wanted. */
  private static List<Header> headers(Connection connection, long endedBefore, int limit)
      throws SQLException {
    return Sql.list(
        connection,
        BLOCKS,
        row ->
            new Header(
                row.getLong("number"),
                row.getInt("filed") == 1,
                row.getLong("ended_from"),
                row.getInt("n")),
        endedBefore,
        endedBefore,
        limit + 1);
  }

  /**
   * What a step did.
   *
   * @param eventsOfRows the events of rows that were removed
   */
  record Purged(int deliveries, boolean more, List<Long> eventsOfRows) {}

  /** A delivery that has ended; where no block has it, it is a row. */
  private record Candidate(long sequence, long event, long ended, @Nullable Block block) {}

  /** What is known of a block before it is read. */
  private record Header(long number, boolean filed, long endedFrom, int n) {

    /** Empty where it is not there any more. */
    Optional<Block> read(Connection connection) throws SQLException {
      return filed
          ? Sql.first(connection, CHUNK, Block::filed, number)
          : Sql.first(connection, UNFILED, Block::unfiled, number);
    }
  }
}
