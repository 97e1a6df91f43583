package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.packed.FirstAttempt;
import dev.carillon.hooks.jdbc.packed.NumberTable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * First attempts that succeeded, in blocks: one of each commit that settled some, until they are
 * filed by webhook. A block is never updated: who takes one out deletes the block and inserts the
 * rest under another number; who deletes none was overtaken and looks again.
 */
public final class FirstAttempts {

  private static final String INSERT =
      """
      insert into {results}
        (number, owner, resolved, low, high, ended_from, ended_to, n, data)
      select ?, ?, ?, ?, ?, ?, ?, ?, ?
      """;
  private static final String INSERT_CHUNK =
      """
      insert into {chunks}
        (number, webhook, low, high, n, created_from, created_to, ended_from, ended_to,
         last_ended, statuses)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;
  private static final String INSERT_DATA = "insert into {chunk_data} (number, data) values (?, ?)";

  static final String UNFILED =
      "select number, owner, resolved, data from {results} where low <= ? and high >= ?";

  /** The ranges of a webhook's chunks never overlap, so there is one at most. */
  private static final String CHUNK =
      """
      select c.number, x.data
      from {chunks} c join {chunk_data} x on x.number = c.number
      where c.webhook = ? and c.low <= ? order by c.webhook desc, c.low desc limit 1
      """;

  private static final String DELETE = "delete from {results} where number = ?";
  private static final String DELETE_CHUNK = "delete from {chunks} where number = ?";
  private static final String DELETE_DATA = "delete from {chunk_data} where number = ?";

  private static final int STATUS_FROM = 200;
  private static final int STATUS_BITS = 63;

  private final LongSupplier blocks;

  /**
   * The first attempts of a store.
   *
   * @param blocks gives the numbers of blocks, none of them twice in the life of a process
   */
  public FirstAttempts(LongSupplier blocks) {
    this.blocks = blocks;
  }

  /**
   * Inserts what a commit settled.
   *
   * @param attempts one or more, in any order
   * @param resolved the owner's mark
   * @return false where nothing was inserted: another has taken over, or memory does not know of
   *     rows that others gave to what it has open
   */
  boolean insert(Connection connection, NodeEpoch node, long resolved, List<FirstAttempt> attempts)
      throws SQLException {
    return insert(connection, INSERT + node.settlingFence(), node.epoch(), resolved, attempts);
  }

  /** Inserts what is left of a block of an owner, whether or not another has taken over. */
  void insertRest(Connection connection, long owner, long resolved, List<FirstAttempt> attempts)
      throws SQLException {
    insert(connection, INSERT, owner, resolved, attempts);
  }

  private boolean insert(
      Connection connection, String sql, long owner, long resolved, List<FirstAttempt> attempts)
      throws SQLException {
    List<FirstAttempt> sorted = sorted(attempts);
    LongSummaryStatistics ended =
        sorted.stream().mapToLong(FirstAttempt::ended).summaryStatistics();
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
            FirstAttempt.pack(sorted))
        == 1;
  }

  private static List<FirstAttempt> sorted(List<FirstAttempt> attempts) {
    List<FirstAttempt> sorted = new ArrayList<>(attempts);
    sorted.sort(Comparator.comparingLong(FirstAttempt::sequence));
    return sorted;
  }

  /** Inserts a chunk, none of whose webhook's other chunks overlaps its range. */
  void insertChunk(Connection connection, Chunk chunk) throws SQLException {
    long number = blocks.getAsLong();
    List<Object> header = new ArrayList<>();
    header.add(number);
    header.addAll(chunk.header());
    Sql.update(connection, INSERT_CHUNK, header.toArray());
    Sql.update(connection, INSERT_DATA, number, chunk.data());
  }

  /** The bit of a header that says that there is one with this status. */
  static long bit(int status) {
    int bit = status - STATUS_FROM;
    return 1L << (bit >= 0 && bit < STATUS_BITS ? bit : STATUS_BITS);
  }

  /** The block that has a delivery's first attempt; null where none has. */
  private @Nullable Block block(Connection connection, long webhook, long sequence)
      throws SQLException {
    for (Block block : Sql.list(connection, UNFILED, Block::unfiled, sequence, sequence)) {
      if (block.table().find(sequence) >= 0) {
        return block;
      }
    }
    Block chunk = Sql.first(connection, CHUNK, Block::filed, webhook, sequence).orElse(null);
    return chunk != null && chunk.table().find(sequence) >= 0 ? chunk : null;
  }

  /**
   * Takes a delivery's first attempt out, since a row will tell of it; empty where there is none
   * (any more).
   */
  Optional<FirstAttempt> take(Connection connection, long webhook, long sequence)
      throws SQLException {
    while (true) {
      Block block = block(connection, webhook, sequence);
      if (block == null) {
        return Optional.empty();
      }
      if (keepOnly(connection, block, one -> one.sequence() != sequence)) {
        return Optional.of(FirstAttempt.read(block.table(), block.table().find(sequence)));
      }
    }
  }

  /**
   * Replaces a block by those of its attempts that are kept, if these are not all; nothing happens
   * and false comes back where it is not there any more. The mark that goes with it is kept.
   */
  boolean keepOnly(Connection connection, Block block, Predicate<FirstAttempt> kept)
      throws SQLException {
    List<FirstAttempt> rest = block.attempts().stream().filter(kept).toList();
    if (rest.size() == block.table().rows()) {
      return true;
    }
    long mark = block.filed() ? 0 : Marks.of(connection, block.owner());
    if (Sql.update(connection, block.filed() ? DELETE_CHUNK : DELETE, block.number()) != 1) {
      return false;
    }
    if (block.filed()) {
      Sql.update(connection, DELETE_DATA, block.number());
      if (!rest.isEmpty()) {
        insertChunk(connection, Chunk.of(rest));
      }
    } else {
      // the rest comes last, which says less than those before it
      Marks.raise(connection, block.owner(), mark);
      if (!rest.isEmpty()) {
        insertRest(connection, block.owner(), block.resolved(), rest);
      }
    }
    return true;
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
   * A chunk that is to be inserted: packed before its transaction, which others wait for.
   *
   * @param header what stands in its row beside its number
   */
  @SuppressWarnings("ArrayRecordComponent") // bytes of a row, never compared
  record Chunk(List<Object> header, byte[] data) {

    /** Of these, which are one webhook's and sorted. */
    static Chunk of(List<FirstAttempt> attempts) {
      LongSummaryStatistics ended = new LongSummaryStatistics();
      LongSummaryStatistics created = new LongSummaryStatistics();
      long statuses = 0;
      for (FirstAttempt one : attempts) {
        ended.accept(one.ended());
        created.accept(one.created());
        statuses |= bit(one.status());
      }
      FirstAttempt last = attempts.getLast();
      List<Object> header =
          List.of(
              last.webhook(),
              attempts.getFirst().sequence(),
              last.sequence(),
              attempts.size(),
              created.getMin(),
              created.getMax(),
              ended.getMin(),
              ended.getMax(),
              last.ended(),
              statuses);
      return new Chunk(header, FirstAttempt.pack(attempts));
    }
  }

  /**
   * Some first attempts that lie together.
   *
   * @param owner whose commit it was; less than 0 where it is a chunk
   */
  record Block(long number, long owner, long resolved, NumberTable table) {

    private static final long FILED = -1;

    /** One of a commit, with all its columns. */
    static Block unfiled(ResultSet row) throws SQLException {
      return new Block(
          row.getLong("number"),
          row.getLong("owner"),
          row.getLong("resolved"),
          NumberTable.read(row.getBytes("data")));
    }

    /** A chunk with its data. */
    static Block filed(ResultSet row) throws SQLException {
      return new Block(row.getLong("number"), FILED, 0, NumberTable.read(row.getBytes("data")));
    }

    boolean filed() {
      return owner == FILED;
    }

    /** All of them, sorted by their sequence. */
    List<FirstAttempt> attempts() {
      return FirstAttempt.readAll(table);
    }
  }
}
