package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.jdbc.Dialect;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.packed.FirstTry;
import dev.carillon.hooks.jdbc.packed.NumberTable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * First tries that went well, in blocks: one of each commit that settled some, until they are filed
 * by webhook. A block is never updated: who takes one out deletes the block and inserts the rest
 * under another number; who deletes none was overtaken and looks again.
 */
public final class FirstTries {

  private static final String INSERT =
      """
      insert into results
        (number, owner, resolved, low, high, ended_from, ended_to, n, data)
      select ?, ?, ?, ?, ?, ?, ?, ?, ?
      """;
  private static final String INSERT_CHUNK =
      """
      insert into chunks
        (number, webhook, low, high, n, created_from, created_to, ended_from, ended_to,
         last_ended, statuses)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;
  private static final String INSERT_DATA = "insert into chunk_data (number, data) values (?, ?)";

  private static final String UNFILED =
      "select number, owner, resolved, data from results where low <= ? and high >= ?";

  /** The ranges of a webhook's chunks never overlap, so there is one at most. */
  private static final String CHUNK =
      """
      select c.number, c.high, x.data
      from chunks c join chunk_data x on x.number = c.number
      where c.webhook = ? and c.low <= ? order by c.webhook desc, c.low desc limit 1
      """;

  /** From the one in which the first number may lie. */
  private static final String CHUNKS_BEHIND =
      """
      select x.data from chunks c join chunk_data x on x.number = c.number
      where c.webhook = ? and c.low >= coalesce(
        (select max(o.low) from chunks o where o.webhook = ? and o.low <= ?), 0) and c.low < ?
      order by c.webhook, c.low
      """;

  private static final String CHUNKS_BEFORE =
      """
      select x.data from chunks c join chunk_data x on x.number = c.number
      where c.webhook = ? and c.low >= coalesce(
        (select max(o.low) from chunks o where o.webhook = ? and o.low <= ?), 0) and c.low < ?
      order by c.webhook desc, c.low desc
      """;

  private static final String DELETE = "delete from results where number = ?";
  private static final String DELETE_CHUNK = "delete from chunks where number = ?";
  private static final String DELETE_DATA = "delete from chunk_data where number = ?";

  private static final int STATUS_FROM = 200;
  private static final int STATUS_BITS = 63;

  private final Dialect dialect;
  private final LongSupplier blocks;

  /**
   * The first tries of a store.
   *
   * @param blocks gives the numbers of blocks, none of them twice in the life of a process
   */
  FirstTries(Dialect dialect, LongSupplier blocks) {
    this.dialect = dialect;
    this.blocks = blocks;
  }

  /**
   * Inserts what a commit settled.
   *
   * @param tries one or more, in any order
   * @param resolved the owner's mark
   * @return false where another has taken over and nothing was inserted
   */
  boolean insert(Connection connection, Owner node, long resolved, List<FirstTry> tries)
      throws SQLException {
    return insert(connection, INSERT + node.fence(), node.epoch(), resolved, tries);
  }

  /** Inserts what is left of a block of an owner, whether or not another has taken over. */
  void insertRest(Connection connection, long owner, long resolved, List<FirstTry> tries)
      throws SQLException {
    insert(connection, INSERT, owner, resolved, tries);
  }

  private boolean insert(
      Connection connection, String sql, long owner, long resolved, List<FirstTry> tries)
      throws SQLException {
    List<FirstTry> sorted = sorted(tries);
    LongSummaryStatistics ended = sorted.stream().mapToLong(FirstTry::ended).summaryStatistics();
    return Sql.update(
            connection,
            sql,
            blocks.getAsLong(),
            owner,
            resolved,
            sorted.getFirst().sequence(),
            sorted.getLast().sequence(),
            ended.getMin(),
            ended.getMax(),
            sorted.size(),
            FirstTry.pack(sorted))
        == 1;
  }

  private static List<FirstTry> sorted(List<FirstTry> tries) {
    List<FirstTry> sorted = new ArrayList<>(tries);
    sorted.sort(Comparator.comparingLong(FirstTry::sequence));
    return sorted;
  }

  /** Inserts a chunk: tries of one webhook, none of whose other chunks overlaps their range. */
  void insertChunk(Connection connection, List<FirstTry> tries) throws SQLException {
    List<FirstTry> sorted = sorted(tries);
    LongSummaryStatistics ended = sorted.stream().mapToLong(FirstTry::ended).summaryStatistics();
    LongSummaryStatistics created =
        sorted.stream().mapToLong(FirstTry::created).summaryStatistics();
    long number = blocks.getAsLong();
    Sql.update(
        connection,
        INSERT_CHUNK,
        number,
        sorted.getFirst().webhook(),
        sorted.getFirst().sequence(),
        sorted.getLast().sequence(),
        sorted.size(),
        created.getMin(),
        created.getMax(),
        ended.getMin(),
        ended.getMax(),
        sorted.getLast().ended(),
        statuses(sorted));
    Sql.update(connection, INSERT_DATA, number, FirstTry.pack(sorted));
  }

  private static long statuses(List<FirstTry> tries) {
    long bits = 0;
    for (FirstTry one : tries) {
      int bit = one.status() - STATUS_FROM;
      bits |= 1L << (bit >= 0 && bit < STATUS_BITS ? bit : STATUS_BITS);
    }
    return bits;
  }

  /** The first try of a delivery, if it went well. */
  Optional<FirstTry> find(Connection connection, long webhook, long sequence) throws SQLException {
    return Optional.ofNullable(block(connection, webhook, sequence))
        .map(block -> block.find(sequence));
  }

  private @Nullable Block block(Connection connection, long webhook, long sequence)
      throws SQLException {
    List<Block> unfiled =
        Sql.list(
            connection,
            UNFILED,
            row ->
                new Block(
                    row.getLong("number"),
                    row.getLong("owner"),
                    row.getLong("resolved"),
                    NumberTable.read(row.getBytes("data"))),
            sequence,
            sequence);
    for (Block block : unfiled) {
      if (block.table().find(sequence) >= 0) {
        return block;
      }
    }
    Block chunk =
        Sql.first(
                connection,
                CHUNK,
                row ->
                    new Block(
                        row.getLong("number"),
                        Block.FILED,
                        0,
                        NumberTable.read(row.getBytes("data"))),
                webhook,
                sequence)
            .orElse(null);
    return chunk != null && chunk.table().find(sequence) >= 0 ? chunk : null;
  }

  /**
   * Takes a delivery's first try out, since a row will tell of it; empty where there is none (any
   * more). The mark that goes with its block is kept.
   */
  Optional<FirstTry> take(Connection connection, long webhook, long sequence) throws SQLException {
    while (true) {
      Block block = block(connection, webhook, sequence);
      if (block == null) {
        return Optional.empty();
      }
      long mark = block.filed() ? 0 : Marks.of(connection, block.owner());
      String delete = block.filed() ? DELETE_CHUNK : DELETE;
      if (Sql.update(connection, delete, block.number()) == 1) {
        List<FirstTry> rest = block.without(sequence);
        if (block.filed()) {
          Sql.update(connection, DELETE_DATA, block.number());
          if (!rest.isEmpty()) {
            insertChunk(connection, rest);
          }
        } else {
          // the rest comes last, which says less than those before it
          Marks.raise(connection, block.owner(), mark);
          if (!rest.isEmpty()) {
            insertRest(connection, block.owner(), block.resolved(), rest);
          }
        }
        return Optional.of(block.find(sequence));
      }
    }
  }

  /** Deletes blocks of commits; false where one was not there any more. */
  static boolean deleteUnfiled(Connection connection, List<Long> numbers) throws SQLException {
    return deleted(connection, DELETE, numbers);
  }

  /** Deletes chunks; false where one was not there any more. */
  static boolean deleteChunks(Connection connection, List<Long> numbers) throws SQLException {
    return deleted(connection, DELETE_CHUNK, numbers) && deleted(connection, DELETE_DATA, numbers);
  }

  private static boolean deleted(Connection connection, String sql, List<Long> numbers)
      throws SQLException {
    int[] counts =
        Sql.batch(connection, sql, numbers, (statement, number) -> statement.setLong(1, number));
    return Arrays.stream(counts).allMatch(count -> count == 1);
  }

  /** All with these sequences, both included, of these webhooks, by their sequences. */
  Map<Long, FirstTry> within(Connection connection, Collection<Long> webhooks, long low, long high)
      throws SQLException {
    Map<Long, FirstTry> found = new HashMap<>();
    Sql.each(
        connection,
        UNFILED,
        row -> add(NumberTable.read(row.getBytes("data")), low, high, found),
        high,
        low);
    if (!dialect.shared()) {
      // no network lies before the database: one exact question for each costs less
      long behind = Math.min(high, Long.MAX_VALUE - 1) + 1;
      for (long webhook : webhooks) {
        Sql.each(
            connection,
            CHUNKS_BEHIND,
            row -> add(NumberTable.read(row.getBytes(1)), low, high, found),
            webhook,
            webhook,
            low,
            behind);
      }
    } else if (!webhooks.isEmpty()) {
      Sql.of(
              """
              select x.data from chunks c join chunk_data x on x.number = c.number
              where c.low <= ? and c.high >= ? and
              """,
              high,
              low)
          .then(dialect.among("c.webhook", List.copyOf(webhooks)))
          .list(
              connection,
              row -> {
                add(NumberTable.read(row.getBytes("data")), low, high, found);
                return true;
              });
    }
    return found;
  }

  /**
   * Those of one webhook between two numbers, neither included, in their order.
   *
   * @param limit at most so many, those that come first
   */
  List<FirstTry> ofWebhook(Connection connection, long webhook, Part part, int limit)
      throws SQLException {
    List<FirstTry> found = new ArrayList<>();
    Sql.each(
        connection,
        UNFILED,
        row -> part.add(NumberTable.read(row.getBytes("data")), webhook, found),
        part.before() - 1,
        part.after() + 1);
    String chunks = part.newestFirst() ? CHUNKS_BEFORE : CHUNKS_BEHIND;
    Sql.run(
        connection,
        chunks,
        statement -> {
          Sql.set(statement, webhook, webhook, part.after(), part.before());
          int filed = 0;
          try (ResultSet rows = statement.executeQuery()) {
            while (filed < limit && rows.next()) {
              int before = found.size();
              part.add(NumberTable.read(rows.getBytes(1)), webhook, found);
              filed += found.size() - before;
            }
          }
          return filed;
        });
    Comparator<FirstTry> ascending = Comparator.comparingLong(FirstTry::sequence);
    found.sort(part.newestFirst() ? ascending.reversed() : ascending);
    return found.size() <= limit ? found : List.copyOf(found.subList(0, limit));
  }

  private static void add(NumberTable table, long low, long high, Map<Long, FirstTry> into) {
    for (int row = table.behind(low - 1); row < table.rows(); row++) {
      FirstTry one = FirstTry.read(table, row);
      if (one.sequence() > high) {
        return;
      }
      into.put(one.sequence(), one);
    }
  }

  /**
   * A part of the order of numbers.
   *
   * @param after only greater ones
   * @param before only lesser ones
   */
  record Part(boolean newestFirst, long after, long before) {

    void add(NumberTable table, long webhook, List<FirstTry> into) {
      for (int row = table.behind(after); row < table.rows(); row++) {
        if (table.at(row, 0) >= before) {
          return;
        }
        FirstTry one = FirstTry.read(table, row);
        if (one.webhook() == webhook) {
          into.add(one);
        }
      }
    }
  }

  /**
   * Some first tries that lie together.
   *
   * @param owner whose commit it was; {@link #FILED} where it is a chunk
   */
  private record Block(long number, long owner, long resolved, NumberTable table) {

    static final long FILED = -1;

    boolean filed() {
      return owner == FILED;
    }

    FirstTry find(long sequence) {
      return FirstTry.read(table, table.find(sequence));
    }

    List<FirstTry> without(long sequence) {
      List<FirstTry> rest = new ArrayList<>(table.rows());
      for (int row = 0; row < table.rows(); row++) {
        if (table.at(row, 0) != sequence) {
          rest.add(FirstTry.read(table, row));
        }
      }
      return rest;
    }
  }
}
