package dev.carillon.bench.micro;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.webhook.EventFilter;
import dev.carillon.server.assets.field.ShippedFields;
import dev.carillon.server.assets.search.index.QueryFilter;
import dev.carillon.server.assets.search.index.QueryFilters;
import dev.carillon.server.assets.search.query.QueryLanguage;
import dev.carillon.server.webhooks.payload.AssetCriteria;
import dev.carillon.server.webhooks.payload.AssetCriteria.WildcardSelection;
import dev.carillon.server.webhooks.payload.AssetFilterReader;
import dev.carillon.server.webhooks.payload.AssetQuery;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Whether a webhook wants an event: by changed field and folder, and by a query. */
@State(Scope.Thread)
public class Matching {

  private static final int ASSETS = 64;
  private static final int QUERIES = 100;

  private final List<Event> events = IntStream.range(0, ASSETS).mapToObj(Subject::event).toList();
  private final EventFilter byFolder;
  private final EventFilter byQuery;
  private int next;

  /** With filters that are compiled. */
  public Matching() {
    QueryFilters queries =
        new QueryFilters(new QueryLanguage(ShippedFields.load(), () -> ZoneOffset.UTC));
    AssetFilterReader filters = new AssetFilterReader(text -> matcher(queries.compile(text)));
    byFolder = filters.compile(criteria(List.of("/Other", "/Demo Zone"), ""));
    byQuery = filters.compile(criteria(List.of(), "assetDomain:image AND tags:bell"));
  }

  /** By field and folder. */
  @Benchmark
  public boolean byFolder() {
    return byFolder.matches(another());
  }

  /** By one query, of an asset that was not looked at before. */
  @Benchmark
  public boolean byQuery() {
    return byQuery.matches(another());
  }

  /** By a hundred queries, of one asset. */
  @Benchmark
  public int byHundredQueries() {
    Event event = another();
    int matched = 0;
    for (int i = 0; i < QUERIES; i++) {
      matched += byQuery.matches(event) ? 1 : 0;
    }
    return matched;
  }

  private Event another() {
    next = (next + 1) % ASSETS;
    return events.get(next);
  }

  private static AssetCriteria criteria(List<String> folders, String query) {
    return new AssetCriteria(List.of("status"), folders, query, WildcardSelection.UNSET);
  }

  private static AssetQuery matcher(QueryFilter filter) {
    return (asset, now) -> filter.matches(asset.assetId(), asset.metadata(), asset.text(), now);
  }
}
