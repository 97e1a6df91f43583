package dev.carillon.server.assets.search;

import dev.carillon.server.assets.api.AssetJson;
import dev.carillon.server.assets.asset.Asset;
import dev.carillon.server.assets.asset.AssetPermissions;
import dev.carillon.server.assets.asset.Assets;
import dev.carillon.server.assets.folder.Permission;
import dev.carillon.server.assets.relation.Relation;
import dev.carillon.server.assets.relation.Relations;
import dev.carillon.server.assets.relation.StoredRelations;
import dev.carillon.server.assets.search.index.AssetSearch;
import dev.carillon.server.assets.search.index.SearchResult;
import dev.carillon.server.assets.search.query.Highlights;
import dev.carillon.server.assets.search.query.QueryLanguage;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.CurrentCall;
import dev.carillon.server.platform.http.JsonPieces;
import dev.carillon.server.platform.http.JsonPieces.Listed;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The search.
 *
 * @param index in which assets are found
 * @param assetPermissions who sees which assets
 * @param members what containers hold
 * @param relations how hits are related to what was asked for
 * @param storagePath where an asset's file is in the file store
 * @param language in which the words of a query are found again
 */
public record SearchApi(
    AssetSearch index,
    SearchParams searches,
    Assets assets,
    AssetPermissions assetPermissions,
    AssetJson json,
    Relations members,
    StoredRelations relations,
    Function<Asset, String> storagePath,
    QueryLanguage language) {

  private static final System.Logger LOG = System.getLogger(SearchApi.class.getName());

  private static final int THUMBNAIL_HITS = 4;

  /** So many are looked at for those. */
  private static final int MEMBERS_MAX = 50;

  /** For so many hits of one answer files are read to mark or show words in their texts. */
  private static final int TEXTS_MAX = 200;

  private static final List<String> THUMBNAIL_FIELDS =
      List.of("name", "assetDomain", "assetType", "extension");

  /** Adds the call. */
  public void routes(Routes routes) {
    routes.service("/services/search", Routes.Effect.READS, RouteAccess.USER, this::search);
  }

  /** The index says which assets; what is shown of them comes from the store. */
  private Response search(Call call) {
    Search search = searches.read(call);
    SearchResult found = index.search(assetPermissions.seenBy(call, search.request()));
    if (search.extras().logged()) {
      log(call, search, found);
    }
    Map<String, Object> before = new LinkedHashMap<>();
    before.put("firstResult", search.request().start());
    before.put("maxResultHits", search.request().num());
    before.put("totalHits", found.totalHits());
    Map<String, Object> after =
        search.request().facets().isEmpty() ? Map.of() : Map.of("facets", found.facets());
    return JsonPieces.answer(
        new Listed(before, "hits", hits(call, search, found), () -> after),
        found.ids().size() * Assets.ID_BYTES);
  }

  /** One after the other: a slow reader holds no more than a few. */
  private Iterator<Map<String, Object>> hits(Call call, Search search, SearchResult found) {
    if (found.ids().isEmpty()) {
      return Collections.emptyIterator();
    }
    Highlights highlights =
        search.extras().highlights()
            ? CurrentCall.compute(() -> Highlights.of(language, search.request().q()))
            : null;
    Map<String, Relation> related = relations.of(found.related(), found.ids());
    Iterator<Asset> seen = assetPermissions.each(call, assets.each(found.ids()));
    return new Iterator<>() {

      private int count;

      @Override
      public boolean hasNext() {
        return seen.hasNext();
      }

      @Override
      public Map<String, Object> next() {
        Asset asset = seen.next();
        Map<String, Object> hit = hit(call, search, asset, highlights, count++ < TEXTS_MAX);
        Relation relation = related.get(asset.id());
        if (relation != null) {
          hit.put("relation", relation.shown());
        }
        addExtras(call, search, asset, hit);
        return hit;
      }
    };
  }

  private Map<String, Object> hit(
      Call call, Search search, Asset asset, @Nullable Highlights highlights, boolean texts) {
    Map<String, Object> hit = json.hit(call, asset, search.wanted());
    if (highlights != null) {
      hit.put(
          "highlightedText",
          marked(highlights, asset, texts ? () -> json.words(call, asset) : () -> ""));
    }
    // the words of a file are no stored value: they are shown where they are asked for by name
    if (search.wanted().contains(AssetJson.TEXT) && texts) {
      json.addWords(call, asset, hit);
    }
    return hit;
  }

  /** Nothing is marked where too much waits for a processor: the hits are on their way already. */
  private static String marked(Highlights highlights, Asset asset, Supplier<String> text) {
    try {
      return CurrentCall.compute(() -> highlights.in(asset.metadata(), text));
    } catch (Problem busy) {
      return "";
    }
  }

  private void addExtras(Call call, Search search, Asset asset, Map<String, Object> hit) {
    if (search.extras().thumbnailHits() && container(asset)) {
      hit.put("thumbnailHits", thumbnailHits(call, asset));
    }
    if (search.extras().storagePath()
        && assetPermissions.at(call, asset).permits(Permission.USE_ORIGINAL)) {
      hit.put("originalStoragePath", storagePath.apply(asset));
    }
  }

  private List<Map<String, Object>> thumbnailHits(Call call, Asset container) {
    List<Asset> shown = members.firstChildren(container.id(), MEMBERS_MAX);
    return assetPermissions.seen(call, shown).stream()
        .limit(THUMBNAIL_HITS)
        .map(asset -> json.hit(call, asset, THUMBNAIL_FIELDS))
        .toList();
  }

  private static boolean container(Asset asset) {
    return asset.metadata().text("assetDomain").equals("container");
  }

  private static void log(Call call, Search search, SearchResult found) {
    LOG.log(
        System.Logger.Level.INFO,
        "Search by {0}: {1} found by \"{2}\"",
        call.caller().username(),
        Long.toString(found.totalHits()),
        search.request().q().replaceAll("\\p{Cntrl}", " "));
  }
}
