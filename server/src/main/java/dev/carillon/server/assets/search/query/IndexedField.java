package dev.carillon.server.assets.search.query;

/**
 * A metadata field as the index keeps it.
 *
 * @param name the field's technical name
 * @param kind how its values are kept and what can be asked of them
 * @param free whether words without a field name are looked for here too
 */
public record IndexedField(String name, Kind kind, boolean free) {

  /** How a field's values are kept. */
  public enum Kind {
    /** One exact value, case-sensitive. */
    ID,
    /** Whole paths, without regard to case. */
    PATH,
    /** Words, and for sorting and ranges the whole value. */
    WORDS,
    /** The text of the file: words, kept apart from the metadata. */
    CONTENT,
    /** Decimal numbers. */
    NUMBER,
    /** Bytes. */
    SIZE,
    /** Milliseconds since 1970. */
    TIME,
    /** Milliseconds from 1970 to the midnight of a day in UTC. */
    DAY,
    /** Not a value: a link to another asset. */
    RELATION
  }

  // The kind is part of each Lucene name: a field whose type is changed must not meet its old self.

  /** Words, cut at punctuation. */
  String words() {
    return "t." + name;
  }

  /** What stands between white space, where it holds punctuation: for wildcards. */
  String chunks() {
    return "w." + name;
  }

  /** A path, or an id. */
  String exact() {
    return kind == Kind.ID ? IndexedFields.ID : "k." + name;
  }

  /** Numbers, times, sizes. */
  public String number() {
    return (kind == Kind.NUMBER ? "d." : "l.") + name;
  }

  /** The whole value of words and paths, for sorting, ranges and facets: {@link WholeValues}. */
  String sorted() {
    return "s." + name;
  }

  /** The Lucene field whose doc values hold what assets are sorted by. */
  public String sortField() {
    return switch (kind) {
      case NUMBER, SIZE, TIME, DAY -> number();
      case ID -> exact();
      case PATH, WORDS, CONTENT, RELATION -> sorted();
    };
  }
}
