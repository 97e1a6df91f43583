package dev.carillon.server.assets.search.index;

import dev.carillon.server.assets.search.query.VisibleFolders;
import dev.carillon.server.platform.http.Problem;
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
    VisibleFolders sight,
    VisibleFolders texts,
    String only) {

  /** Sorts by how well the query fits, best first, instead of a field. */
  public static final String RELEVANCE = "relevance";

  private static final int HITS_MAX = 10_000;

  /** Each takes memory for each hit. */
  private static final int SORTS_MAX = 20;

  private static final int FACETS_MAX = 100;

  public SearchRequest {
    sort = List.copyOf(sort);
    facets = List.copyOf(facets);
  }

  /**
   * Makes sure that no engine gets a request beyond what it may cost.
   *
   * @throws Problem 400 which names what is not allowed
   */
  public void requireAllowed() {
    if (start < 0 || num < 0) {
      throw Problem.badRequest("'start' and 'num' must not be negative");
    }
    if (num > 0 && start >= HITS_MAX) {
      throw Problem.badField(
          "start",
          Integer.toString(start),
          "less than " + HITS_MAX + ": later results are not available, narrow the query instead");
    }
    limit("sort' or 'sorting", sort.size(), SORTS_MAX);
    limit("facets", facets.size(), FACETS_MAX);
  }

  private static void limit(String name, int given, int max) {
    if (given > max) {
      throw Problem.badRequest("'" + name + "' names " + given + " fields; at most " + max);
    }
  }

  /** The number of the last hit of the page, from 1, as far as hits are available. */
  public int end() {
    return (int) Math.min(HITS_MAX, (long) start + num);
  }

  /** Without limits to what may be seen. */
  public SearchRequest(String q, int start, int num, List<Sort> sort, List<Facet> facets) {
    this(q, start, num, sort, facets, VisibleFolders.EVERYTHING, VisibleFolders.EVERYTHING, "");
  }

  /** The request of a user who sees this, and of it may read these texts. */
  public SearchRequest seenBy(VisibleFolders seen, VisibleFolders read) {
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
