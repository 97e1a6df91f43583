package dev.carillon.server.webhooks.proof;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The rows of segments, and how far they go. All methods that get a connection work in the caller's
 * transaction. Of several nodes that make the next segment at the same time one wins: the row of
 * the position has the number of segments.
 */
final class SegmentRows {

  /** A list has some hundred kilobytes. */
  private static final int PAGE = 50;

  private static final String READ = read("leaves");

  /** Of the list only a byte, that tells whether it is there. */
  private static final String READ_SHORT = read("substr(leaves, 1, 1) as leaves");

  private static final String INSERT =
      """
      insert into proof_segments (number, ended_from, ended_to, attempts, low, high, root, previous,
        settings_key, leaves, oldest_end, covered_from, audited)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)
      """;
  private static final String POSITION =
      "select segments, read_to, purged_before, holder, held_until, covered_from from"
          + " proof_position where id = 1";
  private static final String ADVANCE =
      """
      update proof_position
      set segments = ?, read_to = ?, holder = ?, held_until = ?, covered_from = ?
      where id = 1 and segments = ? and read_to = ?
      """;
  private static final String PURGED =
      "update proof_position set purged_before = ? where id = 1 and purged_before < ?";
  private static final String PURGE =
      "update proof_segments set leaves = null where ended_to <= ? and leaves is not null";

  /** Those that a purge up to a time concerns, wholly or in part. */
  private static final String PURGEABLE =
      "select coalesce(max(number), 0) from proof_segments where (ended_from < ? and ended_to > ?)"
          + " or (oldest_end < ? and oldest_end >= ?)";

  /** Of those that may have a delivery the likeliest come first. */
  private static final String WITH =
      "where number < ? and low <= ? and high >= ? and leaves is not null"
          + " order by number desc limit ?";

  private static final String ENDED =
      "where ended_from <= ? and ended_to > ? and low <= ? and high >= ? and leaves is not null"
          + " order by number desc limit ?";

  private SegmentRows() {}

  private static String read(String leaves) {
    return "select number, ended_from, ended_to, attempts, low, high, root, previous, settings_key, "
        + leaves
        + ", oldest_end, covered_from from proof_segments ";
  }

  static Position position(Connection connection) throws SQLException {
    return Sql.first(
            connection,
            POSITION,
            row ->
                new Position(
                    row.getLong(1),
                    row.getLong(2),
                    row.getLong(3),
                    row.getString(4),
                    row.getLong(5),
                    row.getLong(6)))
        .orElseThrow(() -> new SQLException("proof_position has no row"));
  }

  /** Goes on from a position; false where another node has done so. */
  static boolean advance(Connection connection, Position from, Position to) throws SQLException {
    return Sql.update(
            connection,
            ADVANCE,
            to.segments(),
            to.readTo(),
            to.holder(),
            to.heldUntil(),
            to.covered(),
            from.segments(),
            from.readTo())
        == 1;
  }

  static void insert(Connection connection, Segment segment) throws SQLException {
    Sql.update(
        connection,
        INSERT,
        segment.number(),
        segment.from(),
        segment.to(),
        segment.attempts(),
        segment.low(),
        segment.high(),
        segment.root(),
        segment.previous(),
        segment.settingsKey(),
        segment.leaves(),
        segment.oldest(),
        segment.covered());
  }

  static Optional<Segment> find(Connection connection, long number) throws SQLException {
    return Sql.first(connection, READ + "where number = ?", SegmentRows::segment, number);
  }

  /** Those behind a number, the oldest first. */
  static List<Segment> after(Connection connection, long number, int limit) throws SQLException {
    return Sql.list(
        connection,
        READ + "where number > ? order by number limit ?",
        SegmentRows::segment,
        number,
        limit);
  }

  /** Those before a number, the newest first; of a list they have a byte. */
  static List<Segment> before(Connection connection, long number, int limit) throws SQLException {
    return Sql.list(
        connection,
        READ_SHORT + "where number < ? order by number desc limit ?",
        SegmentRows::segment,
        number,
        limit);
  }

  /** The newest that has an attempt; each page of those that may have it is a transaction. */
  static Optional<Segment> having(Database database, long sequence, int attempt) {
    long below = Long.MAX_VALUE;
    while (true) {
      long before = below;
      List<Segment> some = database.read(c -> with(c, before, sequence, sequence));
      Optional<Segment> found = some.stream().filter(one -> one.has(sequence, attempt)).findFirst();
      if (found.isPresent() || some.size() < PAGE) {
        return found;
      }
      below = some.getLast().number();
    }
  }

  /**
   * Visits the lists of the segments that may have one of these, the newest first, until none of
   * them is left. A list that cannot be read is left out: the check of its segment names that.
   *
   * @param leaves the visitor may remove some
   */
  static void eachWith(Database database, List<Leaf> leaves, Consumer<SegmentList> visitor) {
    long below = Long.MAX_VALUE;
    while (!leaves.isEmpty()) {
      long before = below;
      long low = leaves.stream().mapToLong(Leaf::sequence).min().getAsLong();
      long high = leaves.stream().mapToLong(Leaf::sequence).max().getAsLong();
      List<Segment> some = database.read(c -> with(c, before, low, high));
      for (Segment one : some) {
        one.list().ifPresent(visitor);
      }
      if (some.size() < PAGE) {
        return;
      }
      below = some.getLast().number();
    }
  }

  /** Those before a number that may have a delivery between two, the newest first. */
  private static List<Segment> with(Connection connection, long before, long low, long high)
      throws SQLException {
    return Sql.list(connection, READ + WITH, SegmentRows::segment, before, high, low, PAGE);
  }

  /** Those that may have a delivery that ended at a time, the newest first. */
  static List<Segment> ended(Connection connection, long sequence, long ended, int limit)
      throws SQLException {
    return Sql.list(
        connection, READ + ENDED, SegmentRows::segment, ended, ended, sequence, sequence, limit);
  }

  /** Those that are not in the audit log yet, the oldest first. */
  static List<Segment> notAudited(Connection connection, int limit) throws SQLException {
    return Sql.list(
        connection,
        READ + "where audited = 0 order by number limit ?",
        SegmentRows::segment,
        limit);
  }

  static void audited(Connection connection, long number) throws SQLException {
    Sql.update(connection, "update proof_segments set audited = 1 where number = ?", number);
  }

  /** The newest segment of which retention may remove something between two times; 0 = none. */
  static long purgeable(Connection connection, long from, long to) throws SQLException {
    return Sql.number(connection, PURGEABLE, to, from, to, from);
  }

  /** Retention has removed what ended before: lists of that are of no use any more. */
  static void purge(Connection connection, long before) throws SQLException {
    Sql.update(connection, PURGED, before, before);
    Sql.update(connection, PURGE, before);
  }

  private static Segment segment(ResultSet row) throws SQLException {
    return new Segment(
        row.getLong("number"),
        row.getLong("ended_from"),
        row.getLong("ended_to"),
        row.getLong("attempts"),
        row.getLong("low"),
        row.getLong("high"),
        row.getString("root"),
        row.getString("previous"),
        row.getString("settings_key"),
        row.getBytes("leaves"),
        row.getLong("oldest_end"),
        row.getLong("covered_from"));
  }

  /**
   * How far it goes.
   *
   * @param segments the number of the newest
   * @param readTo what ended before is hashed; 0 = nothing is yet
   * @param purgedBefore of the last entry of the audit log about a purge
   * @param holder the node that makes segments
   * @param heldUntil until then, unless it goes on
   * @param covered what ended at or after this time and before {@code readTo} had no attempts, or
   *     was noted as late: the next segment covers that time, too
   */
  record Position(
      long segments, long readTo, long purgedBefore, String holder, long heldUntil, long covered) {}
}
