package dev.carillon.hooks;

import static java.util.Objects.requireNonNull;

import dev.carillon.hooks.jdbc.Dialect;
import dev.carillon.hooks.jdbc.TableNames;
import dev.carillon.hooks.jdbc.TableScript;
import dev.carillon.hooks.jdbc.Tables;
import dev.carillon.hooks.jdbc.postgresql.PostgresDialect;
import dev.carillon.hooks.jdbc.sqlite.SqliteDialect;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The SQL that makes the tables, for Flyway, Liquibase or another migration tool, beside {@link
 * HooksBuilder#createTables}. It is also a program, which prints that SQL:
 *
 * <pre>
 * java -cp carillon-hooks-0.1.0.jar:carillon-hooks-jdbc-0.1.0.jar dev.carillon.hooks.TableScripts \
 *     postgresql --prefix hooks_ --schema webhooks
 * </pre>
 *
 * <p>A release that changes the tables has one script more, which {@code --after} 1 prints alone.
 */
public final class TableScripts {

  private static final String USAGE =
      """
      usage: dev.carillon.hooks.TableScripts postgresql|sqlite [options]
        --prefix TEXT   what the names of tables begin with; %s unless it is given
        --schema NAME   their schema, PostgreSQL only; where connections find them unless it is given
        --after NUMBER  only the scripts after this one; all of them unless it is given
      """
          .formatted(TableNames.DEFAULT_PREFIX);

  private String prefix = TableNames.DEFAULT_PREFIX;
  private String schema = "";
  private int after;

  private TableScripts() {}

  /**
   * For PostgreSQL.
   *
   * @param prefix what the names of tables begin with, as {@link HooksBuilder#tablePrefix} allows
   * @param schema their schema, as {@link HooksBuilder#schema} allows; empty: where connections
   *     find them
   * @param after only the scripts after this one; 0 for all
   * @throws IllegalArgumentException if one of them is not allowed
   */
  public static String postgresql(String prefix, String schema, int after) {
    requireNonNull(prefix, "prefix is null");
    requireNonNull(schema, "schema is null");
    TableNames names = TableNames.prefixed(prefix);
    return text(new PostgresDialect(schema.isEmpty() ? names : names.inSchema(schema)), after);
  }

  /**
   * For SQLite.
   *
   * @param prefix what the names of tables begin with, as {@link HooksBuilder#tablePrefix} allows
   * @param after only the scripts after this one; 0 for all
   * @throws IllegalArgumentException if one of them is not allowed
   */
  public static String sqlite(String prefix, int after) {
    requireNonNull(prefix, "prefix is null");
    return text(new SqliteDialect(TableNames.prefixed(prefix)), after);
  }

  private static String text(Dialect dialect, int after) {
    List<TableScript> scripts = Tables.scripts(dialect);
    if (after < 0 || after >= scripts.size()) {
      throw new IllegalArgumentException(
          "after is %d; allowed are 0 to %d, since this release has %d scripts"
              .formatted(after, scripts.size() - 1, scripts.size()));
    }
    return scripts.stream()
        .skip(after)
        .map(script -> script.withSchema(dialect.names()))
        .collect(Collectors.joining("\n"));
  }

  /** Prints the scripts, or what is wrong with the arguments, and then ends with status 2. */
  public static void main(String... arguments) {
    requireNonNull(arguments, "arguments is null");
    try {
      System.out.print(of(arguments));
    } catch (IllegalArgumentException wrong) {
      System.err.println(wrong.getMessage());
      System.err.print(USAGE);
      System.exit(2);
    }
  }

  /** What the program prints. */
  static String of(String... arguments) {
    String database = arguments.length == 0 ? "" : arguments[0];
    TableScripts options = new TableScripts();
    for (int i = 1; i < arguments.length; i += 2) {
      if (i + 1 == arguments.length || arguments[i + 1].startsWith("--")) {
        throw new IllegalArgumentException(
            "the option \"%s\" has no value: give one, or leave it out".formatted(arguments[i]));
      }
      options.set(arguments[i], arguments[i + 1]);
    }
    return switch (database) {
      case "postgresql" -> postgresql(options.prefix, options.schema, options.after);
      case "sqlite" -> {
        if (!options.schema.isEmpty()) {
          throw new IllegalArgumentException(
              "--schema is \"%s\"; SQLite has no schemas: leave it out".formatted(options.schema));
        }
        yield sqlite(options.prefix, options.after);
      }
      default ->
          throw new IllegalArgumentException(
              "the database is \"%s\"; allowed are postgresql and sqlite".formatted(database));
    };
  }

  private void set(String option, String value) {
    switch (option) {
      case "--prefix" -> prefix = value;
      case "--schema" -> schema = value;
      case "--after" -> after = number(value);
      default ->
          throw new IllegalArgumentException(
              "the option is \"%s\"; allowed are --prefix, --schema and --after".formatted(option));
    }
  }

  private static int number(String value) {
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException wrong) {
      throw new IllegalArgumentException("--after is \"%s\"; allowed is a number".formatted(value));
    }
  }
}
