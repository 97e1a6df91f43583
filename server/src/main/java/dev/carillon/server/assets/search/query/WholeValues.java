package dev.carillon.server.assets.search.query;

import org.apache.lucene.document.SortedSetDocValuesField;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.search.Query;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * Whole values of words and paths, kept so that they sort without regard to case and can be shown
 * as they were written: what they sort by, and behind it the value itself where that differs.
 */
public final class WholeValues {

  private static final char THEN = '\0';

  /** Above every value that sorts as the text in front of it. */
  private static final String LAST = THEN + "\uDBFF\uDFFF";

  private WholeValues() {}

  /** The value as it was written; of a long one the beginning. */
  public static String shown(String kept) {
    return kept.substring(kept.indexOf(THEN) + 1);
  }

  /** A query for all that have this very value. */
  public static Query exactly(IndexedField field, String value) {
    return WholeValueRange.of(field.sorted(), kept(field, value));
  }

  static IndexableField field(IndexedField field, String value) {
    return new SortedSetDocValuesField(field.sorted(), kept(field, value));
  }

  /** A query for all between these values, in the order in which they sort; null is an open end. */
  static Query range(
      IndexedField field,
      @Nullable String from,
      @Nullable String to,
      boolean fromInclusive,
      boolean toInclusive) {
    return new WholeValueRange(
        field.sorted(),
        from == null ? null : new BytesRef(TextFolding.sorted(from) + (fromInclusive ? "" : LAST)),
        to == null ? null : new BytesRef(TextFolding.sorted(to) + (toInclusive ? LAST : "")),
        fromInclusive,
        toInclusive);
  }

  /** A value as it is kept. */
  public static BytesRef kept(IndexedField field, String value) {
    boolean path = field.kind() == IndexedField.Kind.PATH;
    String sorted = TextFolding.sorted(path ? TextFolding.path(value) : value);
    String shown = TextFolding.shown(value.replace(THEN, ' '));
    return new BytesRef(sorted.equals(shown) ? sorted : sorted + THEN + shown);
  }
}
