package dev.carillon.server.assets.search;

import dev.carillon.server.assets.asset.Asset;
import dev.carillon.server.assets.asset.AssetJson;
import dev.carillon.server.assets.asset.VisibleAssets;
import dev.carillon.server.assets.relation.Relations;
import dev.carillon.server.assets.relation.StoredRelations;
import dev.carillon.server.assets.search.query.QueryLanguage;
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
public record Shown(
    VisibleAssets assets, AssetJson hits, Ties ties, Files files, QueryLanguage language) {

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
