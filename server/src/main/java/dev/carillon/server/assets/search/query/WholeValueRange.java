package dev.carillon.server.assets.search.query;

import java.util.Objects;
import org.apache.lucene.document.SortedSetDocValuesField;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/** Asks for whole values between two ends, and says which: Lucene's own query keeps them. */
public final class WholeValueRange extends Query {

  private final String field;
  private final @Nullable BytesRef from;
  private final @Nullable BytesRef to;
  private final boolean fromInclusive;
  private final boolean toInclusive;

  /** A range; null is an open end. */
  WholeValueRange(
      String field,
      @Nullable BytesRef from,
      @Nullable BytesRef to,
      boolean fromInclusive,
      boolean toInclusive) {
    this.field = field;
    this.from = from;
    this.to = to;
    this.fromInclusive = fromInclusive;
    this.toInclusive = toInclusive;
  }

  /** All that have this very value. */
  static WholeValueRange of(String field, BytesRef value) {
    return new WholeValueRange(field, value, value, true, true);
  }

  /** The Lucene field that holds the values. */
  public String field() {
    return field;
  }

  /** The lower end; null where it is open. */
  public @Nullable BytesRef from() {
    return from;
  }

  /** The upper end; null where it is open. */
  public @Nullable BytesRef to() {
    return to;
  }

  /** Whether the lower end belongs to it. */
  public boolean fromInclusive() {
    return fromInclusive;
  }

  /** Whether the upper end belongs to it. */
  public boolean toInclusive() {
    return toInclusive;
  }

  @Override
  public Query rewrite(IndexSearcher searcher) {
    return SortedSetDocValuesField.newSlowRangeQuery(field, from, to, fromInclusive, toInclusive);
  }

  @Override
  public void visit(QueryVisitor visitor) {
    if (visitor.acceptField(field)) {
      visitor.visitLeaf(this);
    }
  }

  @Override
  public String toString(String defaultField) {
    return field
        + ":"
        + (fromInclusive ? "[" : "{")
        + shown(from)
        + " TO "
        + shown(to)
        + (toInclusive ? "]" : "}");
  }

  private static String shown(@Nullable BytesRef end) {
    return end == null ? "*" : end.utf8ToString();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof WholeValueRange that
        && field.equals(that.field)
        && Objects.equals(from, that.from)
        && Objects.equals(to, that.to)
        && fromInclusive == that.fromInclusive
        && toInclusive == that.toInclusive;
  }

  @Override
  public int hashCode() {
    return Objects.hash(WholeValueRange.class, field, from, to, fromInclusive, toInclusive);
  }
}
