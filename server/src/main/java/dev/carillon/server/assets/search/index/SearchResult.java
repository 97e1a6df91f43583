package dev.carillon.server.assets.search.index;

import dev.carillon.server.assets.search.query.RelatedAssets.Related;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A page of hits.
 *
 * @param ids the assets of this page, in the order asked for
 * @param totalHits how many assets there are in all, exactly
 * @param facets for each field asked for, its values, the most frequent first
 * @param related the relations that the query asked for
 */
public record SearchResult(
    List<String> ids, long totalHits, Map<String, List<FacetValue>> facets, List<Related> related) {

  public SearchResult {
    ids = List.copyOf(ids);
    Map<String, List<FacetValue>> inOrder = new LinkedHashMap<>();
    facets.forEach((field, values) -> inOrder.put(field, List.copyOf(values)));
    facets = Collections.unmodifiableMap(inOrder);
    related = List.copyOf(related);
  }

  /** Without facets and relations. */
  public SearchResult(List<String> ids, long totalHits) {
    this(new ArrayList<>(ids), totalHits, Map.of(), List.of());
  }

  /**
   * One value of a field.
   *
   * @param value a text or a number
   * @param hitCount how many of the assets have it
   * @param selected whether it was selected
   */
  public record FacetValue(Object value, long hitCount, boolean selected) {}
}
