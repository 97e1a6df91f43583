package dev.carillon.hooks.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the tables of one store are called, so that they can lie beside those of another program: a
 * prefix of their names and, on PostgreSQL, a schema.
 *
 * <p>Statements name tables by markers: <code>{events}</code> becomes the name of a table or
 * sequence, with its schema; <code>{prefix}</code> becomes the prefix alone, for names that cannot
 * have a schema, such as those of indexes. Each text is rendered once. In scripts a dollar stands
 * before a marker, as Flyway wants it.
 */
public final class TableNames {

  /** What the library's own tables begin with unless another prefix is chosen. */
  public static final String DEFAULT_PREFIX = "hooks_";

  /** No prefix, and no schema but the one that the connection finds them in. */
  public static final TableNames PLAIN = new TableNames("", null);

  /** With this many, no name of a partition has more than the 63 bytes that PostgreSQL keeps. */
  public static final int PREFIX_LENGTH_MAX = 20;

  /** PostgreSQL keeps no more bytes of a name. */
  public static final int SCHEMA_LENGTH_MAX = 63;

  /** Everything that a marker may name. */
  static final Set<String> NAMES =
      Set.of(
          "attempts",
          "chunk_data",
          "chunks",
          "consumers",
          "deliveries",
          "delivery_sequence",
          "event_subjects",
          "event_types",
          "events",
          "given_rows",
          "grouped_events",
          "held_events",
          "journal",
          "late_ends",
          "leases",
          "log_partitions",
          "marks",
          "nodes",
          "redeliveries",
          "results",
          "schema_version",
          "signing_keys",
          "user_agents",
          "webhook_revisions",
          "webhook_set",
          "webhook_subscriptions",
          "webhook_sums",
          "webhooks");

  private static final String PREFIX = "prefix";
  private static final String WORD = "[a-z][a-z0-9_]*";
  private static final Pattern MARKER = Pattern.compile("\\$?\\{(" + WORD + ")}");
  private static final String WORD_RULE =
      "lower-case letters, digits and underscores, of which the first is a letter";

  /** Texts are constants of the program; if a program builds them, this starts again when full. */
  private static final int RENDERED_MAX = 2_000;

  private final String prefix;
  private final @Nullable String schema;
  private final Map<String, String> rendered = new ConcurrentHashMap<>();

  private TableNames(String prefix, @Nullable String schema) {
    this.prefix = prefix;
    this.schema = schema;
  }

  /**
   * Names with this prefix, in the schema that a connection finds them in.
   *
   * @param prefix such as {@code hooks_}: lower-case letters, digits and underscores, of which the
   *     first is a letter; at most {@link #PREFIX_LENGTH_MAX}. Empty for none
   * @throws IllegalArgumentException if it is anything else
   */
  public static TableNames prefixed(String prefix) {
    if (prefix.isEmpty()) {
      return PLAIN;
    }
    check("tablePrefix", prefix, "up to ", PREFIX_LENGTH_MAX, "sqlite_");
    return new TableNames(prefix, null);
  }

  /**
   * The same names in this schema, which every statement then names: what the connection's {@code
   * search_path} is does not matter, and it is not changed.
   *
   * @param name lower-case letters, digits and underscores, of which the first is a letter; at most
   *     {@link #SCHEMA_LENGTH_MAX}
   * @throws IllegalArgumentException if it is anything else
   */
  public TableNames inSchema(String name) {
    check("schema", name, "1 to ", SCHEMA_LENGTH_MAX, "pg_");
    return new TableNames(prefix, name);
  }

  private static void check(
      String field, String value, String atLeast, int lengthMax, String reserved) {
    if (!value.matches(WORD) || value.length() > lengthMax || value.startsWith(reserved)) {
      throw new IllegalArgumentException(
          "%s is \"%s\"; allowed are %s%d %s, that do not begin with %s: choose another one"
              .formatted(field, value, atLeast, lengthMax, WORD_RULE, reserved));
    }
  }

  /** What each name begins with; empty for none. */
  public String prefix() {
    return prefix;
  }

  /** The schema that statements name; empty where they name none. */
  public Optional<String> schema() {
    return Optional.ofNullable(schema);
  }

  /**
   * The name of a table as statements write it.
   *
   * @param table what it is called without prefix, such as {@code events}
   * @throws IllegalArgumentException if the store has no such table
   */
  public String of(String table) {
    if (!NAMES.contains(table)) {
      throw new IllegalArgumentException("the store has no table \"" + table + "\"");
    }
    // the schema may be a word of SQL's own
    return schema == null ? prefix + table : "\"" + schema + "\"." + prefix + table;
  }

  /**
   * The names as placeholders for Flyway, which then runs the shipped scripts as they are: by what
   * each table is called without prefix, and {@code prefix}.
   */
  public Map<String, String> placeholders() {
    Map<String, String> placeholders = new TreeMap<>();
    NAMES.forEach(name -> placeholders.put(name, of(name)));
    placeholders.put(PREFIX, prefix);
    return placeholders;
  }

  /**
   * A statement with names in the places of its markers.
   *
   * @throws IllegalArgumentException if it has a marker that names nothing
   */
  public String render(String text) {
    String known = rendered.get(text);
    if (known != null) {
      return known;
    }
    String made = rendered(text);
    if (rendered.size() >= RENDERED_MAX) {
      rendered.clear();
    }
    rendered.put(text, made);
    return made;
  }

  private String rendered(String text) {
    return MARKER
        .matcher(text)
        .replaceAll(
            marker -> {
              String word = marker.group(1);
              return word.equals(PREFIX) ? prefix : of(word);
            });
  }

  /** Whether a statement has markers, which no driver understands. */
  public static boolean hasMarkers(String text) {
    return text.indexOf('{') >= 0 && MARKER.matcher(text).find();
  }

  /**
   * A connection that another program has opened, for statements with markers. Nothing else about
   * it changes; where it was lent by a {@link Database}, it is the same one.
   */
  public Connection on(Connection connection) throws SQLException {
    return NamedConnection.of(connection, this);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TableNames names
        && names.prefix.equals(prefix)
        && names.schema().equals(schema());
  }

  @Override
  public int hashCode() {
    return prefix.hashCode() * 31 + schema().hashCode();
  }

  @Override
  public String toString() {
    return of("events").replace("events", "*");
  }
}
