package dev.carillon.server.assets.search.index;

import dev.carillon.server.assets.search.query.Visibility;
import java.util.List;

/**
 * What to look for.
 *
 * @param q the query; empty finds everything
 * @param start how many hits to leave out in front, from 0
 * @param num how many hits to return at most; 0 only counts
 * @param sort the order, most important first; empty means newest first
 * @param facets the fields whose values are counted
 * @param sight what the searching user may see
 * @param texts the assets whose files' texts he may read; of others no word is looked at
 * @param only the id of the one asset that may be found; empty = all may
 */
public record SearchRequest(
    String q,
    int start,
    int num,
    List<Sort> sort,
    List<Facet> facets,
    Visibility sight,
    Visibility texts,
    String only) {

  /** Sorts by how well the query fits, best first, instead of a field. */
  public static final String RELEVANCE = "relevance";

  public SearchRequest {
    sort = List.copyOf(sort);
    facets = List.copyOf(facets);
  }

  /** Without limits to what may be seen. */
  public SearchRequest(String q, int start, int num, List<Sort> sort, List<Facet> facets) {
    this(q, start, num, sort, facets, Visibility.EVERYTHING, Visibility.EVERYTHING, "");
  }

  /** The request of a user who sees this, and of it may read these texts. */
  public SearchRequest seenBy(Visibility seen, Visibility read) {
    return new SearchRequest(q, start, num, sort, facets, seen, read, only);
  }

  /** The request that only tells whether this asset is found. */
  public SearchRequest only(String assetId) {
    return new SearchRequest(q, start, num, sort, facets, sight, texts, assetId);
  }

  /** Without facets. */
  public SearchRequest(String q, int start, int num, List<Sort> sort) {
    this(q, start, num, sort, List.of());
  }

  /** One field to sort by; assets without a value come last either way. */
  public record Sort(String field, boolean descending) {}

  /**
   * A field whose values are counted.
   *
   * @param field its name
   * @param selected only assets with one of these values are found; empty = all
   */
  public record Facet(String field, List<String> selected) {
    public Facet {
      selected = List.copyOf(selected);
    }
  }
}
