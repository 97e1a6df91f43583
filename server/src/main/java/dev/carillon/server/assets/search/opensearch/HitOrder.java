package dev.carillon.server.assets.search.opensearch;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.server.assets.search.query.IndexedFields;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.SortedNumericSortField;
import org.apache.lucene.search.SortedSetSortField;

/** Says Lucene's order of hits in the words of OpenSearch. */
final class HitOrder {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private HitOrder() {}

  /** The order. */
  static ArrayNode of(Sort sort) {
    ArrayNode order = JSON.arrayNode();
    for (SortField by : sort.getSort()) {
      order.add(
          switch (by) {
            case SortedSetSortField text -> by(text, "keyword");
            case SortedNumericSortField number ->
                by(number, number.getNumericType() == SortField.Type.DOUBLE ? "double" : "long");
            default -> JSON.objectNode().put("_score", "desc");
          });
    }
    return order;
  }

  /** Of several values the first of the order; assets without one come last either way. */
  private static ObjectNode by(SortField by, String type) {
    String field = String.valueOf(by.getField());
    ObjectNode asked =
        JSON.objectNode()
            .put("order", by.getReverse() ? "desc" : "asc")
            .put("mode", by.getReverse() ? "max" : "min")
            .put("missing", "_last")
            .put("unmapped_type", type);
    String name = field.equals(IndexedFields.ID) ? IndexLayout.ORDER : IndexLayout.name(field);
    return JSON.objectNode().set(name, asked);
  }
}
