package dev.carillon.server.assets.search.query;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.lucene.document.DoubleField;
import org.apache.lucene.document.DoublePoint;
import org.apache.lucene.document.LongField;
import org.apache.lucene.queryparser.classic.ParseException;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.Query;
import org.jspecify.annotations.Nullable;

/** Queries on numbers, sizes and times. */
final class ValueQueries {

  private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?([eE][+-]?\\d{1,3})?");
  private static final Pattern COMPARISON = Pattern.compile("([<>]=?)(.*)");

  private final TimeReader times;

  ValueQueries(TimeReader times) {
    this.times = times;
  }

  /** A value, or one with {@code >}, {@code >=}, {@code <} or {@code <=} in front. */
  Query match(IndexedField field, String text) throws ParseException {
    Matcher comparison = COMPARISON.matcher(text);
    if (!comparison.matches()) {
      return range(field, new Ends(text, text, true, true));
    }
    String value = comparison.group(2);
    boolean inclusive = comparison.group(1).endsWith("=");
    return range(
        field,
        comparison.group(1).startsWith(">")
            ? new Ends(value, null, inclusive, true)
            : new Ends(null, value, true, inclusive));
  }

  /** All values between these ends. */
  Query range(IndexedField field, Ends ends) throws ParseException {
    return field.kind() == IndexedField.Kind.NUMBER ? numbers(field, ends) : longs(field, ends);
  }

  private static Query numbers(IndexedField field, Ends ends) throws ParseException {
    double from = ends.from == null ? Double.NEGATIVE_INFINITY : number(field, ends.from);
    double to = ends.to == null ? Double.POSITIVE_INFINITY : number(field, ends.to);
    if (!ends.fromInclusive) {
      from = DoublePoint.nextUp(from);
    }
    if (!ends.toInclusive) {
      to = DoublePoint.nextDown(to);
    }
    return from > to ? nothing() : DoubleField.newRangeQuery(field.number(), from, to);
  }

  private Query longs(IndexedField field, Ends ends) throws ParseException {
    long from = Long.MIN_VALUE;
    long to = Long.MAX_VALUE;
    if (ends.from != null) {
      TimeSpan span = span(field, ends.from);
      if (!ends.fromInclusive && span.to() == Long.MAX_VALUE) {
        return nothing();
      }
      from = ends.fromInclusive ? span.from() : span.to() + 1;
    }
    if (ends.to != null) {
      TimeSpan span = span(field, ends.to);
      if (!ends.toInclusive && span.from() == Long.MIN_VALUE) {
        return nothing();
      }
      to = ends.toInclusive ? span.to() : span.from() - 1;
    }
    return from > to ? nothing() : LongField.newRangeQuery(field.number(), from, to);
  }

  private static double number(IndexedField field, String text) throws ParseException {
    if (!NUMBER.matcher(text).matches()) {
      throw wrong(field, text, "a number");
    }
    return Double.parseDouble(text);
  }

  private TimeSpan span(IndexedField field, String text) throws ParseException {
    if (field.kind() == IndexedField.Kind.TIME || field.kind() == IndexedField.Kind.DAY) {
      Optional<TimeSpan> span =
          field.kind() == IndexedField.Kind.DAY ? times.days(text) : times.read(text);
      if (span.isEmpty()) {
        throw wrong(field, text, "a date such as 2012-03-23 or NOW-1YEAR");
      }
      return span.get();
    }
    try {
      long bytes = Long.parseLong(text);
      return new TimeSpan(bytes, bytes);
    } catch (NumberFormatException e) {
      throw wrong(field, text, "a number of bytes");
    }
  }

  private static ParseException wrong(IndexedField field, String text, String allowed) {
    String shown = text.length() <= 100 ? text : text.substring(0, 100) + "…";
    return new ParseException("'" + field.name() + "' is '" + shown + "', but must be " + allowed);
  }

  private static Query nothing() {
    return MatchNoDocsQuery.INSTANCE;
  }

  /** A range; null is an open end. */
  record Ends(
      @Nullable String from, @Nullable String to, boolean fromInclusive, boolean toInclusive) {}
}
