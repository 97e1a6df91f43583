package dev.carillon.server.assets.search.opensearch;

import dev.carillon.server.assets.search.index.AssetSearch;
import dev.carillon.server.assets.search.index.SearchRequest;
import dev.carillon.server.assets.search.index.SearchResult;
import dev.carillon.server.assets.search.index.SortOrder;
import dev.carillon.server.assets.search.query.CpuTask;
import dev.carillon.server.assets.search.query.Deadline;
import dev.carillon.server.assets.search.query.MalformedQuery;
import dev.carillon.server.assets.search.query.ParsedQuery;
import dev.carillon.server.assets.search.query.QueryContext;
import dev.carillon.server.assets.search.query.QueryLanguage;
import dev.carillon.server.assets.search.query.RelatedAssets;
import dev.carillon.server.assets.search.query.SearchTimeout;
import dev.carillon.server.platform.config.SearchConfig;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.tasks.RepeatedFailure;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Sort;
import org.apache.lucene.util.automaton.TooComplexToDeterminizeException;

/**
 * The search on OpenSearch. A search shows every change that was committed before it, on whichever
 * node: it waits until the node that writes has come so far, for five seconds at most. Where
 * OpenSearch cannot be used, searches are refused with the reason, changes go on, and the index
 * catches up later.
 */
public final class OpenSearchIndex implements AssetSearch, AutoCloseable {

  private static final System.Logger LOG = System.getLogger(OpenSearchIndex.class.getName());

  private static final Duration PARSING_MAX = Duration.ofSeconds(2);
  private static final Duration WAIT_MAX = Duration.ofSeconds(5);

  /** At a first start the index is made; a new one that is large is not waited for. */
  private static final Duration FIRST_WAIT_MAX = Duration.ofSeconds(15);

  /** An index that is further behind, as after an outage, is not waited for. */
  private static final int CHANGES_WAITED_FOR = 5_000;

  private static final long LOOK_MILLIS = 25;
  private static final int RETRY_SECONDS = 1;

  private final QueryLanguage language;
  private final RelatedAssets relations;
  private final InstantSource clock;
  private final CpuTask computing;
  private final ChangeLog log;
  private final OpenSearchHits hits;
  private final OpenSearchClient client;
  private final IndexUpdater writing;
  private final RepeatedFailure failure = new RepeatedFailure(LOG, "A search on OpenSearch failed");
  private final SearchPermits permits = new SearchPermits();
  private volatile long gaveUpAt = Long.MIN_VALUE;

  /**
   * A search that has nothing to do with OpenSearch before {@link #start}.
   *
   * @param relations finds the assets that a query asks for by their relations
   * @param clock what {@code NOW} means in a query
   * @param computing carries out what keeps a processor busy
   */
  public OpenSearchIndex(
      SearchConfig.OpenSearch settings,
      QueryLanguage language,
      RelatedAssets relations,
      InstantSource clock,
      CpuTask computing,
      ChangeLog log,
      WriterLease lease) {
    this.language = language;
    this.relations = relations;
    this.clock = clock;
    this.computing = computing;
    this.log = log;
    this.client = new OpenSearchClient(settings);
    String alias = IndexLayout.alias(settings.index(), IndexLayout.of(language.fields()));
    this.hits = new OpenSearchHits(client, alias, language.fields());
    this.writing =
        new IndexUpdater(client, settings.index(), new OpenSearchDocuments(language), log, lease);
  }

  /** Begins to write to the index, whenever this node may. */
  public void start() {
    writing.start();
  }

  /** Up to which change searches show everything. */
  public long searchable() {
    return Math.max(writing.searchable(), 0);
  }

  /** What is wrong with OpenSearch, for administrators; empty where nothing is. */
  public String trouble() {
    return writing.trouble();
  }

  /** Whether nothing can be asked yet, because the index is being built. */
  public boolean building() {
    return writing.searchable() < 0;
  }

  @Override
  public SearchResult search(SearchRequest request) {
    request.requireAllowed();
    Sort sort = new SortOrder(language.fields()).of(request.sort());
    Deadline deadline = new Deadline(PARSING_MAX, System::nanoTime);
    try {
      ParsedQuery parsed =
          language.parse(
              request.q(), new QueryContext(clock.instant(), relations, deadline), computing);
      awaitCommitted();
      if (writing.searchable() < 0) {
        throw unavailable(writing.reason());
      }
      return asked(request, parsed, sort);
    } catch (MalformedQuery e) {
      throw Problem.badRequest(e.message());
    } catch (SearchTimeout e) {
      throw Problem.badRequest(e.message());
    } catch (IndexSearcher.TooManyClauses | TooComplexToDeterminizeException e) {
      throw OpenSearchHits.tooManyTerms();
    } catch (OpenSearchTrouble trouble) {
      failure.happened(trouble);
      if (trouble.lasting()) {
        writing.suspect();
      }
      throw unavailable(trouble.reason());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw unavailable("the server is stopping");
    }
  }

  private SearchResult asked(SearchRequest request, ParsedQuery parsed, Sort sort)
      throws InterruptedException {
    Optional<Object> caller = SearchPermits.caller();
    if (!permits.take(caller, WAIT_MAX.toMillis())) {
      throw unavailable("too many searches wait for OpenSearch");
    }
    try {
      SearchResult found =
          hits.search(request, parsed, sort, new Deadline(PARSING_MAX, System::nanoTime));
      failure.over();
      return found;
    } finally {
      permits.release(caller);
    }
  }

  private static Problem unavailable(String reason) {
    return Problem.unavailable(
        "The search cannot be used now: " + reason + "; retry later", RETRY_SECONDS);
  }

  /**
   * Where the index does not come so far, one search waits in vain, and no other until it moves.
   */
  private void awaitCommitted() throws InterruptedException {
    long wanted = log.reach().last();
    long now = writing.searchable();
    long end = System.nanoTime() + (now < 0 ? FIRST_WAIT_MAX : WAIT_MAX).toNanos();
    while (wanted - now <= CHANGES_WAITED_FOR) {
      boolean vain = now == gaveUpAt || (now < 0 && !writing.trouble().isEmpty());
      if (now >= wanted || vain) {
        return;
      }
      if (System.nanoTime() > end) {
        gaveUpAt = now;
        return;
      }
      writing.hurry(LOOK_MILLIS);
      long then = now;
      now = writing.lately();
      if (then < 0 && now >= 0) {
        // there is an index now, which was made first
        end = System.nanoTime() + WAIT_MAX.toNanos();
      }
    }
  }

  /** Ends; the next node that writes goes on where this one stopped. */
  @Override
  public void close() {
    writing.close();
    client.close();
  }
}
