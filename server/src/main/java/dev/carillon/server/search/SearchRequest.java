package dev.carillon.server.search;

import java.util.List;

/**
 * What to look for.
 *
 * @param q the query; empty finds everything
 * @param start how many hits to leave out in front, from 0
 * @param num how many hits to return at most; 0 only counts
 * @param sort the order, most important first; empty means newest first
 */
public record SearchRequest(String q, int start, int num, List<Sort> sort) {

  public SearchRequest {
    sort = List.copyOf(sort);
  }

  /** One field to sort by; assets without a value come last either way. */
  public record Sort(String field, boolean descending) {}
}
