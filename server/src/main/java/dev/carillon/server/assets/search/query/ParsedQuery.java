package dev.carillon.server.assets.search.query;

import dev.carillon.server.assets.search.query.RelatedAssets.Related;
import java.util.List;
import java.util.Set;
import org.apache.lucene.search.Query;

/**
 * A query that was understood.
 *
 * @param query what Lucene is asked
 * @param usesNow whether the time of asking is part of it
 * @param unknownFields the fields it names that do not exist; nothing is found by them
 * @param related the relations it asks for
 * @param namedFields the fields it names, as they are called
 */
public record ParsedQuery(
    Query query,
    boolean usesNow,
    Set<String> unknownFields,
    List<Related> related,
    Set<String> namedFields) {

  public ParsedQuery {
    unknownFields = Set.copyOf(unknownFields);
    related = List.copyOf(related);
    namedFields = Set.copyOf(namedFields);
  }
}
