package dev.carillon.server.search.query;

import java.util.Set;
import org.apache.lucene.search.Query;

/**
 * A query that was understood.
 *
 * @param query what Lucene is asked
 * @param usesNow whether the time of asking is part of it
 * @param unknownFields the fields it names that do not exist; nothing is found by them
 */
public record ParsedQuery(Query query, boolean usesNow, Set<String> unknownFields) {

  public ParsedQuery {
    unknownFields = Set.copyOf(unknownFields);
  }
}
