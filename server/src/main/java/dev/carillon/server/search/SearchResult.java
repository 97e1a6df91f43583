package dev.carillon.server.search;

import java.util.List;

/**
 * A page of hits.
 *
 * @param ids the assets of this page, in the order asked for
 * @param totalHits how many assets there are in all, exactly
 */
public record SearchResult(List<String> ids, long totalHits) {

  public SearchResult {
    ids = List.copyOf(ids);
  }
}
