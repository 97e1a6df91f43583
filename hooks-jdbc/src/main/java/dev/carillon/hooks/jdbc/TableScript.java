package dev.carillon.hooks.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What one release changed in the tables, for one kind of database and with the names of one store:
 * a script for Flyway, Liquibase or another migration tool. It also notes that it ran, so that
 * {@link Tables} finds out.
 *
 * @param number of the script, from 1; they run in this order
 * @param release the first release of the library that needs it, such as {@code 0.1.0}
 * @param text its statements, each ended by a semicolon; no text in it has another one, but
 *     comments may have some
 */
public record TableScript(int number, String release, String text) {

  /** The scripts as they are shipped: one for each release that changed the tables. */
  private static final List<Shipped> SHIPPED = List.of(new Shipped("0.1.0", "V1__hooks.sql"));

  /** Where it is noted which of them ran. */
  private static final String NOTES =
      """
      create table ${schema_version} (
        number  integer primary key, -- of the script
        release text   not null,
        made_at bigint not null -- microseconds since 1970
      );

      """;

  private static final Pattern TABLE = Pattern.compile("create table \\$\\{([a-z_]+)} \\(");

  /** Those of all releases, in their order. */
  static List<TableScript> all(Dialect dialect) {
    return SHIPPED.stream().map(script -> script.of(dialect)).toList();
  }

  /** The file that each of them is made of, in their order. */
  static List<String> files() {
    return SHIPPED.stream().map(Shipped::file).toList();
  }

  /** What the tables that they make are called without prefix. */
  static List<String> tables(Dialect dialect) {
    return SHIPPED.stream()
        .flatMap(script -> TABLE.matcher(script.shipped(dialect)).results())
        .map(table -> table.group(1))
        .toList();
  }

  /** The statement that makes the schema; empty where the names have none. */
  static String schema(TableNames names) {
    return names.schema().map("create schema if not exists \"%s\";\n\n"::formatted).orElse("");
  }

  /** What a migration tool runs. The role that runs it may have to be allowed to make a schema. */
  public String withSchema(TableNames names) {
    return number == 1 ? schema(names) + text : text;
  }

  /** A file beside the classes of its dialect. */
  private record Shipped(String release, String file) {

    private int number() {
      return SHIPPED.indexOf(this) + 1;
    }

    TableScript of(Dialect dialect) {
      String note =
          """

          insert into ${schema_version} (number, release, made_at) values (%d, '%s', %s);
          """
              .formatted(number(), release, dialect.now());
      String text = (number() == 1 ? NOTES : "") + shipped(dialect) + note;
      return new TableScript(number(), release, dialect.names().render(text));
    }

    String shipped(Dialect dialect) {
      String path = dialect.name() + "/" + file;
      try (InputStream in = TableScript.class.getResourceAsStream(path)) {
        if (in == null) {
          throw new IllegalStateException("not in this library: " + path);
        }
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }
  }
}
