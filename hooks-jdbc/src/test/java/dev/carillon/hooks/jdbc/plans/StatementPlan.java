package dev.carillon.hooks.jdbc.plans;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A statement and how the database means to run it.
 *
 * @param plan a line for each step
 */
public record StatementPlan(String sql, List<String> plan) {

  /** Tables that grow with what was sent. */
  private static final String GROWING =
      "deliveries|attempts|events|held_events|event_subjects|event_types|chunks|chunk_data";

  /** What the name of a table ends with that is a part of another one. */
  private static final String PARTITION = "(?:_(?:[0-9]+|rest))?";

  private static final Pattern SQLITE_SCAN =
      Pattern.compile("^(?:SCAN|SEARCH (?=\\S+ USING AUTOMATIC)) ?(\\S+)( USING .*)?$");

  private static final Pattern POSTGRES_NODE =
      Pattern.compile(
          "(Seq Scan|Bitmap Heap Scan|Index (?:Only )?Scan(?: Backward)? using \\S+)"
              + " on ((?:"
              + GROWING
              + ")"
              + PARTITION
              + ")\\b.*\\(actual rows=([0-9.]+) loops=([0-9]+)\\)");

  private static final Pattern POSTGRES_REMOVED =
      Pattern.compile("Rows Removed by (?:Filter|Index Recheck): ([0-9]+)");

  public StatementPlan {
    plan = List.copyOf(plan);
  }

  /** The aliases under which the growing tables stand in the statement, and their own names. */
  private boolean growing(String name) {
    return name.matches(GROWING)
        || Pattern.compile("\\b(?:" + GROWING + ")(?: as)? " + Pattern.quote(name) + "\\b")
            .matcher(sql)
            .find();
  }

  /** What reads a growing table from one end to the other, as SQLite tells it. */
  public Optional<String> sqliteScan() {
    for (String line : plan) {
      Matcher scan = SQLITE_SCAN.matcher(line);
      if (scan.matches() && growing(scan.group(1))) {
        return Optional.of(line);
      }
    }
    return Optional.empty();
  }

  /** What PostgreSQL reads of growing tables; it has run the statement for that. */
  public List<Read> postgresReads() {
    List<Read> reads = new ArrayList<>();
    for (String line : plan) {
      Matcher node = POSTGRES_NODE.matcher(line);
      Matcher removed = POSTGRES_REMOVED.matcher(line);
      if (node.find()) {
        long loops = Long.parseLong(node.group(4));
        long rows = Math.round(Double.parseDouble(node.group(3)) * loops);
        reads.add(new Read(node.group(1), node.group(2), rows, loops));
      } else if (removed.find() && !reads.isEmpty()) {
        reads.add(reads.removeLast().andAlso(Long.parseLong(removed.group(1))));
      }
    }
    return reads;
  }

  @Override
  public String toString() {
    return sql.strip() + "\n  " + String.join("\n  ", plan);
  }

  /**
   * A step that reads a table.
   *
   * @param rows how many it looked at, all loops together
   */
  public record Read(String step, String table, long rows, long loops) {

    private Read andAlso(long each) {
      return new Read(step, table, rows + each * loops, loops);
    }

    /** Whether it reads whatever is there. */
    public boolean sequential() {
      return step.equals("Seq Scan") && loops > 0;
    }
  }
}
