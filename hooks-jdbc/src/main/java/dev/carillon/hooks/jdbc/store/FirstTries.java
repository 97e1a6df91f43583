package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.packed.FirstTry;
import dev.carillon.hooks.jdbc.packed.NumberTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Optional;
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
      values (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;
  private static final String INSERT_CHUNK =
      """
      insert into chunks
        (number, webhook, low, high, n, created_from, created_to, ended_from, ended_to,
         last_ended, statuses)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;
  private static final String INSERT_DATA = "insert into chunk_data (number, data) values (?, ?)";

  static final String UNFILED =
      "select number, owner, resolved, data from results where low <= ? and high >= ?";

  /** The ranges of a webhook's chunks never overlap, so there is one at most. */
  private static final String CHUNK =
      """
      select c.number, c.high, x.data
      from chunks c join chunk_data x on x.number = c.number
      where c.webhook = ? and c.low <= ? order by c.webhook desc, c.low desc limit 1
      """;

  private static final String DELETE = "delete from results where number = ?";
  private static final String DELETE_CHUNK = "delete from chunks where number = ?";
  private static final String DELETE_DATA = "delete from chunk_data where number = ?";

  private static final int STATUS_FROM = 200;
  private static final int STATUS_BITS = 63;

  private final StoreContext.Numbers blocks;

  /**
   * The first tries of a store.
   *
   * @param blocks gives the numbers of blocks, none of them twice in the life of a process
   */
  FirstTries(StoreContext.Numbers blocks) {
    this.blocks = blocks;
  }

  /** What their database understands. */
  Dialect dialect() {
    return dialect;
  }

  /**
   * Inserts what a commit settled.
   *
   * @param tries one or more, in any order
   * @param resolved the owner's mark
   */
  void insert(Connection connection, long owner, long resolved, List<FirstTry> tries)
      throws SQLException {
    List<FirstTry> sorted = sorted(tries);
    LongSummaryStatistics ended = sorted.stream().mapToLong(FirstTry::ended).summaryStatistics();
    Sql.update(
        connection,
        INSERT,
        blocks.next(connection),
        owner,
        resolved,
        sorted.getFirst().sequence(),
        sorted.getLast().sequence(),
        ended.getMin(),
        ended.getMax(),
        sorted.size(),
        FirstTry.pack(sorted));
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
    long number = blocks.next(connection);
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
      bits |= bit(one.status());
    }
    return bits;
  }

  /** The bit of a header that says that there is one with this status. */
  static long bit(int status) {
    int bit = status - STATUS_FROM;
    return 1L << (bit >= 0 && bit < STATUS_BITS ? bit : STATUS_BITS);
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
            insert(connection, block.owner(), block.resolved(), rest);
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
