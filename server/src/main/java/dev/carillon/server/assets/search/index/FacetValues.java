package dev.carillon.server.assets.search.index;

import dev.carillon.server.assets.search.index.SearchResult.FacetValue;
import dev.carillon.server.assets.search.query.Deadline;
import dev.carillon.server.assets.search.query.IndexedField;
import dev.carillon.server.assets.search.query.WholeValues;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import org.apache.lucene.facet.LabelAndValue;
import org.apache.lucene.util.NumericUtils;

/**
 * The values of one field as they are shown: those that were selected, and the most frequent ones.
 * Each value that was counted is looked at once.
 */
final class FacetValues {

  private static final int VALUES_MAX = 1_000;
  private static final int LOOK_MASK = (1 << 8) - 1;

  private static final Comparator<FacetValue> ORDER =
      Comparator.comparing(FacetValue::hitCount, Comparator.reverseOrder())
          .thenComparing(FacetValue::value, FacetValues::compare);

  private static final Comparator<FacetValue> SELECTED_FIRST =
      Comparator.comparing((FacetValue value) -> !value.selected()).thenComparing(ORDER);

  private final IndexedField field;
  private final PriorityQueue<FacetValue> best = new PriorityQueue<>(SELECTED_FIRST.reversed());

  private FacetValues(IndexedField field) {
    this.field = field;
  }

  /**
   * What is shown of what was counted.
   *
   * @param labels the values as the index writes them
   * @param chosen what was selected stays to be seen, even where nothing has it
   */
  static List<FacetValue> of(
      LabelAndValue[] labels, IndexedField field, List<String> chosen, Deadline deadline) {
    FacetValues values = new FacetValues(field);
    Map<Object, Set<String>> selected = new LinkedHashMap<>();
    for (String text : chosen) {
      selected.computeIfAbsent(values.meant(text), any -> new LinkedHashSet<>()).add(text);
    }
    for (int i = 0; i < labels.length; i++) {
      if ((i & LOOK_MASK) == LOOK_MASK) {
        deadline.check();
      }
      Object value = values.value(labels[i].label);
      boolean found = selected.remove(key(value)) != null;
      values.add(new FacetValue(value, labels[i].value.longValue(), found));
    }
    selected.values().stream()
        .flatMap(Set::stream)
        .forEach(text -> values.add(new FacetValue(text, 0, true)));
    List<FacetValue> shown = new ArrayList<>(values.best);
    shown.sort(ORDER);
    return List.copyOf(shown);
  }

  private void add(FacetValue value) {
    best.add(value);
    if (best.size() > VALUES_MAX) {
      best.remove();
    }
  }

  /** Texts in the order in which hits are sorted, numbers by what they are. */
  private static int compare(Object one, Object other) {
    return one instanceof Number number && other instanceof Number than
        ? Double.compare(number.doubleValue(), than.doubleValue())
        : one.toString().compareToIgnoreCase(other.toString());
  }

  private Object value(String label) {
    return switch (field.kind()) {
      case NUMBER -> plain(NumericUtils.sortableLongToDouble(Long.parseLong(label)));
      case SIZE, TIME, DAY -> Long.valueOf(label);
      case WORDS, PATH, ID, CONTENT, RELATION -> WholeValues.shown(label);
    };
  }

  /** Whole numbers are shown without a fraction. */
  private static Object plain(double number) {
    if (number == Math.rint(number) && Math.abs(number) < 1L << 53) {
      return (long) number;
    }
    return number;
  }

  /** By what a value is found that somebody wrote as this text: equal where the values are. */
  private Object meant(String text) {
    return switch (field.kind()) {
      case NUMBER, SIZE, TIME, DAY -> number(text).<Object>map(FacetValues::key).orElse(text);
      case WORDS, PATH, ID, CONTENT, RELATION -> text;
    };
  }

  /** Numbers that are the same in any writing; plus zero, which makes the negative one positive. */
  private static Object key(Object value) {
    return value instanceof Number number ? (Object) (number.doubleValue() + 0.0) : value;
  }

  /** The number that a text is. */
  static Optional<Double> number(String text) {
    try {
      return Optional.of(Double.valueOf(text.strip()));
    } catch (NumberFormatException notOne) {
      return Optional.empty();
    }
  }
}
