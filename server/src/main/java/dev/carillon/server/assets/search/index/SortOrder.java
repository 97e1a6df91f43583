package dev.carillon.server.assets.search.index;

import dev.carillon.server.assets.search.query.IndexedField;
import dev.carillon.server.assets.search.query.IndexedFields;
import dev.carillon.server.platform.http.Problem;
import java.util.List;
import java.util.stream.Stream;
import org.apache.lucene.document.DoubleField;
import org.apache.lucene.document.KeywordField;
import org.apache.lucene.document.LongField;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.SortedNumericSelector;
import org.apache.lucene.search.SortedSetSelector;
import org.apache.lucene.search.SortedSetSortField;

/** Turns the order that was asked for into Lucene's; the id decides where all else is equal. */
public record SortOrder(IndexedFields fields) {

  private static final List<SearchRequest.Sort> NEWEST_FIRST =
      List.of(new SearchRequest.Sort("assetCreated", true));

  /**
   * The order; the last of its fields is the id.
   *
   * @throws Problem 400 where a field cannot be sorted by
   */
  public Sort of(List<SearchRequest.Sort> sorts) {
    Stream<SortField> asked = (sorts.isEmpty() ? NEWEST_FIRST : sorts).stream().map(this::field);
    return new Sort(Stream.concat(asked, Stream.of(byId(false))).toArray(SortField[]::new));
  }

  private SortField field(SearchRequest.Sort sort) {
    if (sort.field().equals(SearchRequest.RELEVANCE)) {
      return SortField.FIELD_SCORE;
    }
    IndexedField field = fields.known(sort.field()).orElseThrow(() -> unsortable(sort));
    boolean down = sort.descending();
    return switch (field.kind()) {
      case ID -> byId(down);
      case WORDS, PATH -> byText(field, down);
      case NUMBER -> byNumber(field, down);
      case SIZE, TIME, DAY -> byLong(field, down);
      case CONTENT, RELATION -> throw unsortable(sort);
    };
  }

  private static SortField byId(boolean down) {
    return KeywordField.newSortField(IndexedFields.ID, down, SortedSetSelector.Type.MIN);
  }

  private static SortField byText(IndexedField field, boolean down) {
    return new SortedSetSortField(
        field.sortField(),
        down,
        down ? SortedSetSelector.Type.MAX : SortedSetSelector.Type.MIN,
        down ? SortField.STRING_FIRST : SortField.STRING_LAST);
  }

  private static SortField byNumber(IndexedField field, boolean down) {
    return DoubleField.newSortField(
        field.sortField(),
        down,
        selector(down),
        down ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
  }

  private static SortField byLong(IndexedField field, boolean down) {
    return LongField.newSortField(
        field.sortField(), down, selector(down), down ? Long.MIN_VALUE : Long.MAX_VALUE);
  }

  private static SortedNumericSelector.Type selector(boolean down) {
    return down ? SortedNumericSelector.Type.MAX : SortedNumericSelector.Type.MIN;
  }

  private static Problem unsortable(SearchRequest.Sort sort) {
    return Problem.badField("sort", sort.field(), "the name of a field that can be sorted by");
  }
}
