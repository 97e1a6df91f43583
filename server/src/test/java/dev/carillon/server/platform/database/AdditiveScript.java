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
 */
final class AdditiveScript {

  private static final Pattern TABLE = Pattern.compile("create table ([a-z_]+) ?\\(.*");
  private static final Pattern SEQUENCE = Pattern.compile("create sequence [a-z_]+.*");
  private static final Pattern INDEX =
      Pattern.compile("create (unique )?index (concurrently )?[a-z_]+ on ([a-z_]+) .*");
  private static final Pattern INSERT = Pattern.compile("insert into ([a-z_]+) .*");
  private static final Pattern SETTING = Pattern.compile("alter table ([a-z_]+) set \\(.*");
  private static final Pattern COLUMN =
      Pattern.compile(
          "alter table [a-z_]+ add column [a-z_]+ [a-z]+( collate \"c\")?"
              + "( not null default ('[^']*'|-?[0-9]+|true|false)"
              + "| default ('[^']*'|-?[0-9]+|true|false|null))?");

  /** {@code select *}, {@code w.*} of a table, or an insert without columns. */
  private static final Pattern NO_COLUMNS =
      Pattern.compile(
          "select \\*|returning \\*|\\b[a-z]\\.\\*|insert into [a-z_]+ (values|select)\\b");

  /** Of arrays that the statement itself names, a subselect whose columns are named around it. */
  private static final List<String> NAMED_ELSEWHERE =
      List.of(
          "select d.*, ?",
          "select d.*, 0, 0, ?",
          "select e.*, ?",
          "from (select * from rendition_presets p %s order by lower(name), id limit ?) p",
          "insert into hooks_scripts values (%d);");

  private AdditiveScript() {}

  /** What does more than add, statement by statement. */
  static List<String> objections(String script, String dialect) {
    Set<String> made = new HashSet<>();
    List<String> objections = new ArrayList<>();
    for (String statement : script.replaceAll("--.*", "").split(";", -1)) {
      String plain = statement.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
      if (!plain.isEmpty() && !adds(plain, made, dialect)) {
        objections.add("not additive, or of an unknown kind: " + plain);
      }
    }
    return objections;
  }

  private static boolean adds(String statement, Set<String> made, String dialect) {
    Matcher table = TABLE.matcher(statement);
    if (table.matches()) {
      return made.add(table.group(1));
    }
    Matcher index = INDEX.matcher(statement);
    if (index.matches()) {
      boolean waitsForNobody = index.group(2) != null || dialect.equals("sqlite");
      return made.contains(index.group(3)) || (index.group(1) == null && waitsForNobody);
    }
    Matcher insert = INSERT.matcher(statement);
    if (insert.matches()) {
      return made.contains(insert.group(1));
    }
    return SEQUENCE.matcher(statement).matches()
        || SETTING.matcher(statement).matches()
        || COLUMN.matcher(statement).matches();
  }

  /** Whether a line of our code has a statement that means whatever columns there are. */
  static boolean namesNoColumns(String line) {
    return NO_COLUMNS.matcher(line).find()
        && NAMED_ELSEWHERE.stream().noneMatch(line::contains)
        && !line.strip().startsWith("*")
        && !line.strip().startsWith("//");
  }
}
