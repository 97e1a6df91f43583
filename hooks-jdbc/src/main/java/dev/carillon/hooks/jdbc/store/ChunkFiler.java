package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.packed.FirstAttempt;
import dev.carillon.hooks.jdbc.store.FirstAttempts.Block;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Files first attempts by webhook: what commits have left in the order of time becomes blocks of
 * one webhook each, whose ranges of numbers never overlap. Small blocks at a webhook's end are
 * merged with what comes, so that each attempt is written again a few times at most and even a
 * webhook that is seldom used has few blocks.
 *
 * <p>Where several nodes share the store, one of them files for all ({@link UpkeepTurn}); should
 * two do so at the same time, only one commits. Blocks of different commits may overlap, and what
 * one has filed the other does not see: so each goes by how often was filed before it read, and is
 * undone where that is another number when it writes. Who takes an attempt out of a block
 * meanwhile, or purges some, leaves the ranges as they are; then the block is not there under its
 * number, and the filing is undone too.
 */
final class ChunkFiler {

  /**
   * The most commits whose blocks are filed together, so that no block is read and then left for
   * later.
   */
  private static final int COMMITS_AT_ONCE = 1_000;

  private static final int FILE_AT_MAX = 5;
  private static final int FOR_EACH_WEBHOOK = 100;

  private static final String UNFILED =
      "select coalesce(sum(n), 0), min(ended_from) from {results}";
  private static final String READ =
      "select number, owner, resolved, data from {results} order by number limit ?";
  private static final String WEBHOOKS = "select count(*) from {webhooks}";
  private static final String LAST_CHUNKS =
      """
      select c.number, c.low, c.high, c.n from {chunks} c
      where c.webhook = ? order by c.webhook desc, c.low desc limit 1 offset ?
      """;
  private static final String DATA = "select data from {chunk_data} where number = ?";
  private static final String FILINGS = "select filings from {journal}";
  private static final String FILED = "update {journal} set filings = ? where filings = ?";

  private final StoreContext context;
  private final UpkeepTurn turn;

  ChunkFiler(StoreContext context) {
    this.context = context;
    this.turn = new UpkeepTurn(context);
  }

  /** Files some, where enough has gathered; whether more may be left. */
  boolean step() {
    if (!turn.mine(() -> context.database().read(c -> Sql.number(c, FILINGS)))) {
      return false;
    }
    Filing filing = context.database().read(this::read);
    if (filing.unfiled().isEmpty()) {
      return false;
    }
    try {
      boolean filed = context.database().write(connection -> write(connection, filing));
      if (filed) {
        turn.did(filing.filings() + 1);
      }
      return filed;
    } catch (Overtaken byAnotherNode) {
      return true;
    }
  }

  /** At one moment: headers that were read at different ones need not fit each other. */
  private Filing read(Connection connection) throws SQLException {
    String snapshot = context.dialect().snapshot();
    if (!snapshot.isEmpty()) {
      Sql.update(connection, snapshot);
    }
    long filings = Sql.number(connection, FILINGS);
    Filing filing = new Filing(filings, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    long webhooks = Sql.number(connection, WEBHOOKS);
    long least = context.limits().fileAt();
    // of many webhooks each has to have some
    long enough = Math.clamp(FOR_EACH_WEBHOOK * webhooks, least, FILE_AT_MAX * least);
    if (!due(connection, enough)) {
      return filing;
    }
    SortedMap<Long, List<FirstAttempt>> byWebhook = new TreeMap<>();
    long count = 0;
    for (Block block : Sql.list(connection, READ, Block::unfiled, COMMITS_AT_ONCE)) {
      filing.unfiled().add(block);
      for (FirstAttempt one : block.attempts()) {
        byWebhook.computeIfAbsent(one.webhook(), none -> new ArrayList<>()).add(one);
      }
      count += block.table().rows();
      if (count >= enough) {
        break;
      }
    }
    for (List<FirstAttempt> attempts : byWebhook.values()) {
      attempts.sort(Comparator.comparingLong(FirstAttempt::sequence));
      file(connection, attempts, filing);
    }
    return filing;
  }

  private boolean due(Connection connection, long enough) throws SQLException {
    Instant before = context.engineNow().minus(context.limits().fileAfter());
    return Sql.first(
            connection,
            UNFILED,
            row -> {
              long n = row.getLong(1);
              return n >= enough || (n > 0 && row.getLong(2) <= Columns.micros(before));
            })
        .orElse(false);
  }

  /**
   * Files the sorted records of one webhook: a late one goes into the block behind it, the others
   * to the end.
   */
  private void file(Connection connection, List<FirstAttempt> attempts, Filing filing)
      throws SQLException {
    long webhook = attempts.getFirst().webhook();
    List<Chunk> reached = new ArrayList<>();
    int offset = 0;
    Chunk before = chunk(connection, webhook, offset);
    while (before != null && before.high() >= attempts.getFirst().sequence()) {
      reached.addFirst(before);
      before = chunk(connection, webhook, ++offset);
    }
    int taken = 0;
    for (Chunk chunk : reached) {
      int from = taken;
      while (taken < attempts.size() && attempts.get(taken).sequence() <= chunk.high()) {
        taken++;
      }
      if (taken > from) {
        replace(connection, chunk, attempts.subList(from, taken), filing);
      }
    }
    List<FirstAttempt> tail = new ArrayList<>(attempts.subList(taken, attempts.size()));
    if (!tail.isEmpty()) {
      end(connection, tail, reached.isEmpty() ? before : reached.getLast(), filing);
    }
  }

  private void replace(Connection connection, Chunk chunk, List<FirstAttempt> more, Filing filing)
      throws SQLException {
    List<FirstAttempt> all = new ArrayList<>(data(connection, chunk));
    all.addAll(more);
    all.sort(Comparator.comparingLong(FirstAttempt::sequence));
    filing.replaced().add(chunk.number());
    // a little more than a chunk is no reason for two
    int size = context.limits().chunk();
    cut(all, all.size() > size * 3 / 2 ? size : all.size(), filing);
  }

  /**
   * Appends records at the end. Like a carry in a counter, two blocks of a size become one, until
   * that is large enough.
   */
  private void end(
      Connection connection, List<FirstAttempt> tail, @Nullable Chunk last, Filing filing)
      throws SQLException {
    List<FirstAttempt> all = tail;
    Chunk before = last;
    int offset = 0;
    while (before != null
        && !filing.replaced().contains(before.number())
        && before.n() <= all.size()
        && before.n() + all.size() <= context.limits().chunk()) {
      List<FirstAttempt> merged = new ArrayList<>(data(connection, before));
      merged.addAll(all);
      filing.replaced().add(before.number());
      all = merged;
      before = chunk(connection, before.webhook(), ++offset);
    }
    cut(all, context.limits().chunk(), filing);
  }

  private static void cut(List<FirstAttempt> attempts, int size, Filing filing) {
    for (int from = 0; from < attempts.size(); from += size) {
      int to = Math.min(attempts.size(), from + size);
      filing.made().add(FirstAttempts.Chunk.of(attempts.subList(from, to)));
    }
  }

  private static @Nullable Chunk chunk(Connection connection, long webhook, int offset)
      throws SQLException {
    return Sql.first(
            connection,
            LAST_CHUNKS,
            row -> new Chunk(webhook, row.getLong("number"), row.getLong("high"), row.getInt("n")),
            webhook,
            offset)
        .orElse(null);
  }

  private static List<FirstAttempt> data(Connection connection, Chunk chunk) throws SQLException {
    return Sql.first(connection, DATA, row -> FirstAttempt.readAll(row.getBytes(1)), chunk.number())
        .orElseThrow();
  }

  private boolean write(Connection connection, Filing filing) throws SQLException {
    if (!context.node().stillOwner(connection)) {
      return false; // the node that has taken over files
    }
    List<Long> numbers = filing.unfiled().stream().map(Block::number).toList();
    if (Sql.update(connection, FILED, filing.filings() + 1, filing.filings()) == 0
        || !FirstAttempts.deleteUnfiled(connection, numbers)
        || !FirstAttempts.deleteChunks(connection, filing.replaced())) {
      throw new Overtaken();
    }
    // of the owners whose commits go, the marks stay
    Map<Long, Long> marks = new HashMap<>();
    filing.unfiled().forEach(one -> marks.merge(one.owner(), one.resolved(), Math::max));
    for (Map.Entry<Long, Long> mark : marks.entrySet()) {
      Marks.raise(connection, mark.getKey(), mark.getValue());
    }
    for (FirstAttempts.Chunk chunk : filing.made()) {
      context.firstAttempts().insertChunk(connection, chunk);
    }
    return true;
  }

  /** The header of a block of one webhook. */
  private record Chunk(long webhook, long number, long high, int n) {}

  /**
   * What is to be written.
   *
   * @param filings how often was filed before this was read
   * @param unfiled the blocks that go
   * @param replaced the chunks that go
   * @param made the new chunks
   */
  private record Filing(
      long filings, List<Block> unfiled, List<Long> replaced, List<FirstAttempts.Chunk> made) {}

  /** Thrown if a block is not there any more: everything is undone. */
  private static final class Overtaken extends RuntimeException {
    private static final long serialVersionUID = 1;

    Overtaken() {
      super("another transaction filed, or removed a block of first attempts", null, false, false);
    }
  }
}
