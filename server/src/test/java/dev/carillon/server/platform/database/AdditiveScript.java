package dev.carillon.server.platform.database;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether a script leaves what the release before reads and writes as it was. It knows the few
 * kinds of statements that do, and objects to all others.
 *
 * <p>An index on a table of an earlier script is none of them. While PostgreSQL makes it, nothing
 * can be written to the table; made concurrently, it waits for the transaction that is the lock of
 * the migration, which waits for it. The server makes such an index after its start, or does
 * without.
 */
final class AdditiveScript {

  private static final Pattern TABLE = Pattern.compile("create table ([a-z_]+) ?\\(.*");
  private static final Pattern SEQUENCE = Pattern.compile("create sequence [a-z_]+.*");
  private static final Pattern INDEX =
      Pattern.compile("create (unique )?index [a-z_]+ on ([a-z_]+) .*");
  private static final Pattern INSERT = Pattern.compile("insert into ([a-z_]+) .*");
  private static final Pattern SETTING = Pattern.compile("alter table ([a-z_]+) set \\([^)]*\\)");

  /** The types are those that are added without another look at the rows. */
  private static final Pattern COLUMN =
      Pattern.compile(
          "alter table [a-z_]+ add column [a-z_]+"
              + " (text|integer|bigint|boolean|bytea|blob|real|double precision|timestamptz)"
              + "( collate \"c\")?"
              + "( not null default ('[^']*'|-?[0-9]+|true|false)"
              + "| default ('[^']*'|-?[0-9]+|true|false|null))?");

  /** What an old server deletes there must not be kept by a table that it does not know. */
  private static final Pattern REFERENCE = Pattern.compile("\\breferences ([^ (,)]+)");

  /** {@code select *}, {@code w.*} of a table, or an insert without columns. */
  private static final Pattern NO_COLUMNS =
      Pattern.compile(
          "select \\*|returning \\*|\\b[a-z]\\.\\*|insert into [a-z_]+ (values|select)\\b");

  /**
   * Of arrays that the statement itself names, a subselect whose columns are named around it, from
   * one part of a table to another, which gets each new column with it.
   */
  private static final List<String> NAMED_ELSEWHERE =
      List.of(
          "select d.*, ?",
          "select d.*, 0, 0, ?",
          "select e.*, ?",
          "from (select * from rendition_presets p %s order by lower(name), id limit ?) p",
          "insert into %1$s select * from %2$s where ");

  private AdditiveScript() {}

  /** What does more than add, statement by statement. */
  static List<String> objections(String script) {
    Set<String> made = new HashSet<>();
    List<String> objections = new ArrayList<>();
    for (String statement : script.replaceAll("--.*", "").split(";", -1)) {
      String plain = statement.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
      if (!plain.isEmpty() && !adds(plain, made)) {
        objections.add("not additive, or of an unknown kind: " + plain);
      }
    }
    return objections;
  }

  private static boolean adds(String statement, Set<String> made) {
    Matcher table = TABLE.matcher(statement);
    if (table.matches()) {
      made.add(table.group(1));
      return !statement.contains("inherits") && made.containsAll(referenced(statement));
    }
    Matcher index = INDEX.matcher(statement);
    if (index.matches()) {
      return made.contains(index.group(2));
    }
    Matcher insert = INSERT.matcher(statement);
    if (insert.matches()) {
      return made.contains(insert.group(1));
    }
    return SEQUENCE.matcher(statement).matches()
        || SETTING.matcher(statement).matches()
        || COLUMN.matcher(statement).matches();
  }

  private static List<String> referenced(String statement) {
    return REFERENCE.matcher(statement).results().map(found -> found.group(1)).toList();
  }

  /** Whether a line of our code has a statement that means whatever columns there are. */
  static boolean namesNoColumns(String line) {
    return NO_COLUMNS.matcher(line).find()
        && NAMED_ELSEWHERE.stream().noneMatch(line::contains)
        && !line.strip().startsWith("*")
        && !line.strip().startsWith("//");
  }
}
