package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.event.OwnerName;
import dev.carillon.hooks.event.Tags;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The form of times, texts and lists in a column. */
public final class Columns {

  /** Later than everything, and within every store's range. */
  static final Instant END_OF_TIME = Instant.parse("9999-01-01T00:00:00Z");

  private static final char UNREADABLE = '\uFFFD';

  private Columns() {}

  /** Microseconds since 1970; what is smaller is cut off. */
  public static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }

  /** The time so many microseconds after 1970 began. */
  public static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  static long micros(Duration duration) {
    return duration.toNanos() / 1_000;
  }

  /** So many microseconds. */
  public static Duration duration(long micros) {
    return Duration.of(micros, ChronoUnit.MICROS);
  }

  /**
   * The text as every database takes it: the character 0 and halves of surrogate pairs, which not
   * every one can store, are replaced.
   */
  public static String text(String text) {
    StringBuilder clean = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean bad = c == 0 || (Character.isSurrogate(c) && !paired(text, i));
      if (bad && clean == null) {
        clean = new StringBuilder(text);
      }
      if (bad && clean != null) {
        clean.setCharAt(i, UNREADABLE);
      }
    }
    return clean == null ? text : clean.toString();
  }

  private static boolean paired(String text, int i) {
    char c = text.charAt(i);
    return Character.isHighSurrogate(c)
        ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
        : i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
  }

  static String lines(List<String> list) {
    StringBuilder lines = new StringBuilder();
    for (String element : list) {
      lines.append(element.replace("\\", "\\\\").replace("\n", "\\n")).append('\n');
    }
    return lines.toString();
  }

  /** The owner of an event, of its column {@code owned_by}; empty = none. */
  public static String owner(ResultSet row) throws SQLException {
    String owner = row.getString("owned_by");
    return owner == null ? OwnerName.NONE : owner;
  }

  /** The tags of an event, of its column {@code tags}. */
  public static Tags tags(ResultSet row) throws SQLException {
    String tags = row.getString("tags");
    return tags == null ? Tags.NONE : Tags.ofTexts(list(tags));
  }

  static List<String> list(String lines) {
    List<String> list = new ArrayList<>();
    StringBuilder element = new StringBuilder();
    for (int i = 0; i < lines.length(); i++) {
      char c = lines.charAt(i);
      switch (c) {
        case '\n' -> {
          list.add(element.toString());
          element.setLength(0);
        }
        case '\\' -> {
          i++;
          element.append(lines.charAt(i) == 'n' ? '\n' : lines.charAt(i));
        }
        default -> element.append(c);
      }
    }
    return list;
  }

  static void setLong(PreparedStatement statement, int index, @Nullable Long value)
      throws SQLException {
    if (value == null) {
      statement.setNull(index, Types.BIGINT);
    } else {
      statement.setLong(index, value);
    }
  }

  /** The time in this column. */
  public static Instant time(ResultSet row, String column) throws SQLException {
    return instant(row.getLong(column));
  }
}
