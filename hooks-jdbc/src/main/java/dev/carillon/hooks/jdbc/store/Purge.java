package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.packed.FirstTry;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
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
      select number, -1 as owner, 0 as resolved, ended_from, ended_to, n from chunks
      where ended_from < ?
      union all
      select number, owner, resolved, ended_from, ended_to, n from results where ended_from < ?
      order by 4 limit ?
      """;
  private static final String DATA =
      """
      select data from chunk_data where number = ? and ? < 0
      union all
      select data from results where number = ? and ? >= 0
      """;

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
    List<Block> blocks = blocks(connection, before, limit);
    long end = before;
    if (!blocks.isEmpty() && blocks.getLast().cut()) {
      end = Math.min(before, blocks.removeLast().endedFrom() + 1);
    }
    for (Block block : blocks) {
      block.read(connection);
      for (FirstTry one : block.tries()) {
        if (one.ended() < end) {
          candidates.add(new Candidate(one.sequence(), one.event(), one.ended(), block));
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
    Set<Block> blocks = new HashSet<>();
    Set<Long> gone = new HashSet<>();
    List<Candidate> rows = new ArrayList<>();
    for (Candidate one : taken) {
      if (one.block() == null) {
        rows.add(one);
      } else {
        blocks.add(one.block());
        gone.add(one.sequence());
      }
    }
    for (Block block : blocks) {
      block.replace(connection, context.firstTries(), gone);
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

  /** Those that began to end first and hold as many as are wanted, and the one behind them. */
  private static List<Block> blocks(Connection connection, long endedBefore, int limit)
      throws SQLException {
    List<Block> found = new ArrayList<>();
    long[] held = {0};
    List<Block> all =
        Sql.list(
            connection,
            BLOCKS,
            row ->
                new Block(
                    row.getLong("number"),
                    row.getLong("owner"),
                    row.getLong("resolved"),
                    row.getLong("ended_from"),
                    row.getInt("n")),
            endedBefore,
            endedBefore,
            limit + 1);
    for (Block block : all) {
      if (held[0] >= limit) {
        block.markCut();
        found.add(block);
        break;
      }
      found.add(block);
      held[0] += block.n();
    }
    return found;
  }

  /**
   * What a step did.
   *
   * @param eventsOfRows the events of rows that were removed
   */
  record Purged(int deliveries, boolean more, List<Long> eventsOfRows) {}

  /** A delivery that has ended; where no block has it, it is a row. */
  private record Candidate(long sequence, long event, long ended, @Nullable Block block) {}

  /** A block of first tries. */
  private static final class Block {

    private final long number;
    private final long owner;
    private final long resolved;
    private final long endedFrom;
    private final int n;
    private List<FirstTry> tries = List.of();
    private boolean cut;

    Block(long number, long owner, long resolved, long endedFrom, int n) {
      this.number = number;
      this.owner = owner;
      this.resolved = resolved;
      this.endedFrom = endedFrom;
      this.n = n;
    }

    long endedFrom() {
      return endedFrom;
    }

    int n() {
      return n;
    }

    /** It is beyond what is wanted: nothing that ended later than it began may go. */
    void markCut() {
      cut = true;
    }

    boolean cut() {
      return cut;
    }

    List<FirstTry> tries() {
      return tries;
    }

    void read(Connection connection) throws SQLException {
      tries =
          Sql.first(
                  connection,
                  DATA,
                  row -> FirstTry.readAll(row.getBytes(1)),
                  number,
                  owner,
                  number,
                  owner)
              .orElse(List.of());
    }

    /** Takes those out that go. */
    void replace(Connection connection, FirstTries firstTries, Set<Long> gone) throws SQLException {
      List<FirstTry> rest = tries.stream().filter(one -> !gone.contains(one.sequence())).toList();
      boolean filed = owner < 0;
      long mark = filed ? 0 : Marks.of(connection, owner);
      boolean deleted =
          filed
              ? FirstTries.deleteChunks(connection, List.of(number))
              : FirstTries.deleteUnfiled(connection, List.of(number));
      if (!deleted) {
        throw new SQLException("block " + number + " of first tries is not there any more");
      }
      if (!filed) {
        // the rest comes last, which says less than those before it
        Marks.raise(connection, owner, mark);
      }
      if (!rest.isEmpty() && filed) {
        firstTries.insertChunk(connection, rest);
      } else if (!rest.isEmpty()) {
        firstTries.insertRest(connection, owner, resolved, rest);
      }
    }
  }
}
