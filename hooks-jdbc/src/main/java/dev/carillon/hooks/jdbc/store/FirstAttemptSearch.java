package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.delivery.DeliveryFilter.Codes;
import dev.carillon.hooks.jdbc.Dialect;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.packed.FirstAttempt;
import dev.carillon.hooks.jdbc.packed.FirstAttemptColumns;
import dev.carillon.hooks.jdbc.packed.NumberTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongPredicate;

/**
 * Finds first attempts that succeeded, at one moment of the database. What is not filed is looked
 * through; of what is filed a block is read only where its header says that it may have some.
 */
record FirstAttemptSearch(Dialect dialect, Connection connection) {

  private static final String BEGUN_WITHIN =
      "select number from {chunks} where low > ? and low <= ?";

  /**
   * Of each webhook the one in which a number may lie; of one that has none, one of another. That
   * is the order of one index alone: by equal webhooks a planner may take another and read it all.
   */
  private static final String BEGUN_BEFORE =
      """
       union all
      select (select c.number from {chunks} c where (c.webhook, c.low) <= (w.key, ?)
        order by c.webhook desc, c.low desc limit 1)
      from {webhooks} w where\
      """;

  private static final String DATA = "select data from {chunk_data} where ";
  private static final String NUMBERED_DATA = "select number, data from {chunk_data} where ";

  /** With the plus lest a planner takes the index of another order. */
  private static final String FROM_NEWEST =
      "select number, high as begin from {chunks} where +low < ? and high > ?";

  private static final String FROM_OLDEST =
      "select number, low as begin from {chunks} where low < ? and +high > ?";
  private static final String ENDED =
      """
      select number, ended_from as begin from {chunks} where ended_to >= ?
      order by +ended_from, number
      """;
  private static final String UNFILED_ENDED = "select data from {results} where ended_to >= ?";

  private static final String ENDED_WITHIN =
      "select number from {chunks} where ended_to >= ? and ended_from < ?";
  private static final String UNFILED_ENDED_WITHIN =
      "select data from {results} where ended_to >= ? and ended_from < ?";

  private static final Comparator<FirstAttempt> BY_END =
      Comparator.comparingLong(FirstAttempt::ended).thenComparingLong(FirstAttempt::sequence);

  /** So many headers at first, and so many blocks at once. */
  private static final int HEADERS_FIRST = 250;

  private static final int BLOCKS_AT_ONCE = 8;

  /** Blocks are not replaced again and again. */
  private static final int LOOKS_MAX = 5;

  /** About as many numbers as a few blocks of some webhooks reach over. */
  private static final long GAP = 1_000;

  /**
   * The first attempts of some deliveries, by their sequences.
   *
   * @param wanted their sequences, and whom they were for
   */
  Map<Long, FirstAttempt> of(NavigableMap<Long, Long> wanted) throws SQLException {
    Map<Long, FirstAttempt> found = new HashMap<>();
    if (wanted.isEmpty()) {
      return found;
    }
    Sql.each(
        connection,
        FirstAttempts.UNFILED,
        row -> find(NumberTable.read(row.getBytes("data")), wanted, found),
        wanted.lastKey(),
        wanted.firstKey());
    for (NavigableMap<Long, Long> left = wanted; !left.isEmpty(); ) {
      NavigableMap<Long, Long> some = neighbours(left);
      left = left.tailMap(some.lastKey(), false);
      readBlocks(some, found);
    }
    return found;
  }

  /**
   * Reads the blocks in which some may be. Between the two questions a block can be replaced by one
   * with another number where the connection does not read at one moment: then it asks again.
   */
  private void readBlocks(NavigableMap<Long, Long> some, Map<Long, FirstAttempt> found)
      throws SQLException {
    List<Long> webhooks = List.copyOf(new HashSet<>(some.values()));
    Set<Long> blocks;
    Set<Long> read = new HashSet<>();
    int looks = 0;
    do {
      blocks =
          new HashSet<>(
              Sql.of(BEGUN_WITHIN, some.firstKey(), some.lastKey())
                  .then(dialect.among("webhook", webhooks).within(" and ", ""))
                  .then(BEGUN_BEFORE, some.firstKey())
                  .then(dialect.among("w.key", webhooks).within(" ", ""))
                  .list(connection, Sql.NUMBER));
      // of a webhook that has none before
      blocks.remove(0L);
      blocks.removeAll(read);
      Sql.of(NUMBERED_DATA)
          .then(dialect.among("number", List.copyOf(blocks)))
          .each(
              connection,
              row -> {
                read.add(row.getLong(1));
                find(NumberTable.read(row.getBytes(2)), some, found);
              });
      looks++;
    } while (!read.containsAll(blocks) && looks < LOOKS_MAX);
  }

  /** The first ones, up to where a gap is so wide that what lies in it had better not be read. */
  private static NavigableMap<Long, Long> neighbours(NavigableMap<Long, Long> wanted) {
    long last = wanted.firstKey();
    for (long sequence : wanted.keySet()) {
      if (sequence > last + GAP) {
        break;
      }
      last = sequence;
    }
    return wanted.headMap(last, true);
  }

  private static void find(
      NumberTable table, NavigableMap<Long, Long> wanted, Map<Long, FirstAttempt> into) {
    for (int row = table.behind(wanted.firstKey() - 1); row < table.rows(); row++) {
      long sequence = table.at(row, FirstAttempt.SEQUENCE);
      if (sequence > wanted.lastKey()) {
        return;
      }
      if (wanted.containsKey(sequence)) {
        into.put(sequence, FirstAttempt.read(table, row));
      }
    }
  }

  /** The first of those that are wanted, in their order. */
  List<FirstAttempt> first(Wanted wanted, NumberRange reach, int limit) throws SQLException {
    First first = new First(wanted, reach, limit);
    Sql.each(
        connection,
        FirstAttempts.UNFILED,
        row -> first.look(NumberTable.read(row.getBytes("data"))),
        reach.before() - 1,
        reach.after() + 1);
    blocks(headers(wanted, reach), first::mayHave, first::look);
    return List.copyOf(first.found.values());
  }

  private Sql headers(Wanted wanted, NumberRange reach) {
    Sql sql =
        Sql.of(reach.newestFirst() ? FROM_NEWEST : FROM_OLDEST, reach.before(), reach.after());
    if (!wanted.webhooks().isEmpty()) {
      sql = sql.then(" and ").then(dialect.among("webhook", List.copyOf(wanted.webhooks())));
    }
    if (!wanted.statuses().isEmpty()) {
      sql = sql.then(" and (statuses & ?) <> 0", wanted.bits());
    }
    return sql.then(reach.newestFirst() ? " order by high desc" : " order by low");
  }

  /** Records that ended after a place in the order of ends, the oldest end first. */
  List<FirstAttempt> ended(long endedAt, long sequence, int limit) throws SQLException {
    TreeSet<FirstAttempt> found = new TreeSet<>(BY_END);
    Consumer<NumberTable> look =
        table -> {
          for (int row = 0; row < table.rows(); row++) {
            long ended = FirstAttempt.endedOf(table, row);
            boolean behind =
                ended > endedAt
                    || (ended == endedAt && table.at(row, FirstAttempt.SEQUENCE) > sequence);
            if (behind && (found.size() < limit || ended <= found.last().ended())) {
              found.add(FirstAttempt.read(table, row));
              if (found.size() > limit) {
                found.pollLast();
              }
            }
          }
        };
    Sql.each(
        connection, UNFILED_ENDED, row -> look.accept(NumberTable.read(row.getBytes(1))), endedAt);
    blocks(
        Sql.of(ENDED, endedAt),
        begin -> found.size() < limit || found.last().ended() >= begin,
        look);
    return List.copyOf(found);
  }

  /** Records that ended within a time, sorted by sequence. */
  FirstAttemptColumns endedWithin(long from, long to) throws SQLException {
    FirstAttemptColumns found = new FirstAttemptColumns(from, to);
    Sql.each(
        connection,
        UNFILED_ENDED_WITHIN,
        row -> found.add(NumberTable.read(row.getBytes(1))),
        from,
        to);
    List<Long> blocks = Sql.list(connection, ENDED_WITHIN, Sql.NUMBER, from, to);
    for (int at = 0; at < blocks.size(); at += BLOCKS_AT_ONCE) {
      List<Long> some = blocks.subList(at, Math.min(blocks.size(), at + BLOCKS_AT_ONCE));
      Sql.of(DATA)
          .then(dialect.among("number", some))
          .each(connection, row -> found.add(NumberTable.read(row.getBytes(1))));
    }
    found.sort();
    return found;
  }

  /**
   * Reads blocks as long as they may have something.
   *
   * @param headers the numbers of blocks, and where they begin in the order in which they come
   * @param mayHave whether one that begins there may have something
   */
  private void blocks(Sql headers, LongPredicate mayHave, Consumer<NumberTable> look)
      throws SQLException {
    int size = HEADERS_FIRST;
    for (int read = 0; ; read += size, size *= BLOCKS_AT_ONCE) {
      List<long[]> next =
          headers
              .then(" limit ? offset ?", size, read)
              .list(connection, row -> new long[] {row.getLong(1), row.getLong(2)});
      for (int from = 0; from < next.size(); from += BLOCKS_AT_ONCE) {
        List<Long> numbers = new ArrayList<>();
        for (long[] header : next.subList(from, Math.min(next.size(), from + BLOCKS_AT_ONCE))) {
          if (mayHave.test(header[1])) {
            numbers.add(header[0]);
          }
        }
        if (numbers.isEmpty()) {
          return;
        }
        Sql.of(DATA)
            .then(dialect.among("number", numbers))
            .each(connection, row -> look.accept(NumberTable.read(row.getBytes(1))));
      }
      if (next.size() < size) {
        return;
      }
    }
  }

  /**
   * The records that a search wants.
   *
   * @param webhooks whom they were for; of none: whomever
   * @param statuses what their receivers responded; of none: whatever
   */
  record Wanted(Set<Long> webhooks, List<Codes> statuses) {

    /** The bits of headers of which one is set where there may be any. */
    private long bits() {
      long bits = 0;
      for (Codes codes : statuses) {
        for (int status = codes.from(); status <= codes.to(); status++) {
          bits |= FirstAttempts.bit(status);
        }
      }
      return bits;
    }

    private boolean fits(NumberTable table, int row) {
      return (webhooks.isEmpty() || webhooks.contains(table.at(row, FirstAttempt.WEBHOOK)))
          && (statuses.isEmpty() || fits(table.at(row, FirstAttempt.STATUS)));
    }

    private boolean fits(long status) {
      return statuses.stream().anyMatch(codes -> codes.from() <= status && status <= codes.to());
    }
  }

  /** The first so many of what is looked at. */
  private static final class First {

    private final Wanted wanted;
    private final NumberRange reach;
    private final int limit;
    private final TreeMap<Long, FirstAttempt> found = new TreeMap<>();

    First(Wanted wanted, NumberRange reach, int limit) {
      this.wanted = wanted;
      this.reach = reach;
      this.limit = limit;
    }

    /** Whether a block that begins with this sequence may have one of the first. */
    boolean mayHave(long sequence) {
      return found.size() < limit || found.lastKey() > reach.rank(sequence);
    }

    void look(NumberTable table) {
      int behind = table.behind(reach.after());
      int end = table.behind(reach.before() - 1);
      boolean goesOn = true;
      for (int i = 0; goesOn && i < end - behind; i++) {
        int row = reach.newestFirst() ? end - 1 - i : behind + i;
        long sequence = table.at(row, FirstAttempt.SEQUENCE);
        goesOn = mayHave(sequence);
        if (goesOn && wanted.fits(table, row)) {
          found.put(reach.rank(sequence), FirstAttempt.read(table, row));
          if (found.size() > limit) {
            found.pollLastEntry();
          }
        }
      }
    }
  }
}
