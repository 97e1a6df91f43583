package dev.carillon.server.asset.search;

import dev.carillon.server.asset.Asset;
import dev.carillon.server.asset.hit.Hits;
import dev.carillon.server.asset.hit.Seen;
import dev.carillon.server.asset.relation.Relations;
import dev.carillon.server.asset.relation.StoredRelations;
import dev.carillon.server.search.query.QueryLanguage;
import java.util.function.Function;

/**
 * Where what is shown of a hit comes from.
 *
 * @param assets their fields, and who sees them
 * @param hits how these are shown
 * @param ties what they have to do with each other
 * @param files what is known of their files
 * @param language in which the words of a query are found again
 */
public record Shown(Seen assets, Hits hits, Ties ties, Files files, QueryLanguage language) {

  /**
   * What assets have to do with each other.
   *
   * @param members what containers hold
   * @param relations how hits are related to what was asked for
   */
  public record Ties(Relations members, StoredRelations relations) {}

  /**
   * What is known of an asset's file.
   *
   * @param text its text; empty where it has none
   * @param storagePath where it is in the file store
   */
  public record Files(Function<Asset, String> text, Function<Asset, String> storagePath) {}
}
