package dev.carillon.server.testing;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.server.assets.field.Metadata;
import dev.carillon.server.assets.search.index.SearchRequest;
import dev.carillon.server.assets.search.index.SearchResult;
import dev.carillon.server.assets.search.opensearch.Change;
import dev.carillon.server.assets.search.opensearch.Change.Gone;
import dev.carillon.server.assets.search.opensearch.Change.Present;
import dev.carillon.server.assets.search.opensearch.ChangeLog;
import dev.carillon.server.assets.search.opensearch.OpenSearchIndex;
import dev.carillon.server.assets.search.opensearch.WriterLease;
import dev.carillon.server.assets.search.query.QueryLanguage;
import dev.carillon.server.assets.search.query.RelatedAssets;
import dev.carillon.server.platform.config.SearchConfig;
import dev.carillon.server.platform.http.Problem;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** An index on OpenSearch, which follows a log of changes that is in memory. */
public final class FollowedIndex implements IndexUnderTest {

  private final Log log;
  private final OpenSearchIndex index;

  /** The index of this name, which follows this log while it has the lease. */
  public FollowedIndex(
      SearchConfig.OpenSearch settings,
      QueryLanguage language,
      Instant now,
      Log log,
      WriterLease lease) {
    this.log = log;
    this.index =
        new OpenSearchIndex(
            settings, language, RelatedAssets.NONE, () -> now, Supplier::get, log, lease);
    index.start();
  }

  /** An index of this name on an OpenSearch of the tests. */
  public static FollowedIndex open(String url, String name, QueryLanguage language, Instant now) {
    return new FollowedIndex(at(url, name), language, now, new Log(), new Alone(name));
  }

  /** How an OpenSearch of the tests is reached. */
  public static SearchConfig.OpenSearch at(String url, String name) {
    return new SearchConfig.OpenSearch(List.of(URI.create(url)), name, "", "", Optional.empty());
  }

  /** The engine. */
  public OpenSearchIndex engine() {
    return index;
  }

  @Override
  public void put(String assetId, Metadata metadata, String text) {
    log.put(assetId, metadata, Optional.of(text));
  }

  @Override
  public void putUnread(String assetId, Metadata metadata) {
    log.put(assetId, metadata, Optional.empty());
  }

  @Override
  public void read(String assetId, Metadata metadata, String text) {
    log.read(assetId, metadata, text);
    Await.until("the words are read", () -> log.reads(assetId) > 0);
    // what was read is found once the next change is
    log.remove("another");
  }

  @Override
  public void remove(String assetId) {
    log.remove(assetId);
  }

  @Override
  public void settle() {
    Await.until("all is written", () -> usable() && index.searchable() >= log.reach().last());
  }

  /** An index that is new is refused until it has been made. */
  private boolean usable() {
    try {
      return index.search(new SearchRequest("", 0, 0, List.of())).totalHits() >= 0;
    } catch (Problem unavailable) {
      return false;
    }
  }

  @Override
  public SearchResult search(SearchRequest request) {
    return index.search(request);
  }

  @Override
  public void close() {
    index.close();
  }

  /** The last change of each asset, in memory. */
  public static final class Log implements ChangeLog {

    private final TreeMap<Long, Change> changes = new TreeMap<>();
    private final Map<String, Long> newest = new HashMap<>();
    private final Map<String, Integer> reads = new HashMap<>();
    private long last;
    private long pruned;
    private long kept;
    private boolean away;

    /** An asset was made or changed. */
    public void put(String assetId, Metadata metadata, Optional<String> text) {
      put(assetId, metadata, () -> read(assetId, text));
    }

    /** The same, whose text is read by this. */
    public synchronized void put(
        String assetId, Metadata metadata, Supplier<Optional<String>> text) {
      long sequence = next(assetId);
      changes.put(sequence, new Present(sequence, assetId, metadata, text));
    }

    /** The words of an asset's last change can be read now. */
    synchronized void read(String assetId, Metadata metadata, String text) {
      long sequence = newest.getOrDefault(assetId, 0L);
      reads.put(assetId, 0);
      changes.put(
          sequence,
          new Present(sequence, assetId, metadata, () -> read(assetId, Optional.of(text))));
    }

    private synchronized Optional<String> read(String assetId, Optional<String> text) {
      reads.merge(assetId, 1, Integer::sum);
      return text;
    }

    synchronized int reads(String assetId) {
      return reads.getOrDefault(assetId, 0);
    }

    /** An asset was removed. */
    public synchronized void remove(String assetId) {
      long sequence = next(assetId);
      changes.put(sequence, new Gone(sequence, assetId));
    }

    private long next(String assetId) {
      last++;
      Long older = newest.put(assetId, last);
      if (older != null) {
        changes.remove(older);
      }
      return last;
    }

    /** Removals up to the last change are forgotten. */
    public synchronized void prune() {
      pruned = last;
      changes.values().removeIf(Gone.class::isInstance);
    }

    /** What a backup has that was made before the changes after this one. */
    public synchronized void restore(long sequence) {
      last = sequence;
      changes.tailMap(sequence, false).clear();
    }

    /** Cannot be read any more. */
    public synchronized void goAway() {
      away = true;
    }

    @Override
    public synchronized Reach reach() {
      if (away) {
        throw new HooksException(HooksException.Code.STORE_UNAVAILABLE, "the log is away");
      }
      return new Reach(last, pruned);
    }

    @Override
    public synchronized List<Change> after(long sequence, int limit) {
      return changes.tailMap(sequence, false).values().stream().limit(limit).toList();
    }

    @Override
    public synchronized void kept(long sequence) {
      kept = sequence;
    }

    /** Up to which change the index keeps everything. */
    public synchronized long kept() {
      return kept;
    }
  }

  /** The lease of one that is always the writer, with this owner of the index. */
  public static final class Alone implements WriterLease {

    private final String owner;
    private volatile long searchable = -1;
    private volatile boolean rebuild;
    private volatile boolean lost;
    private volatile boolean released;
    private volatile Set<String> others = Set.of();
    private final AtomicInteger renewals = new AtomicInteger();

    public Alone(String owner) {
      this.owner = owner;
    }

    @Override
    public String owner() {
      return owner;
    }

    @Override
    public boolean take() {
      return true;
    }

    @Override
    public boolean renew() {
      renewals.incrementAndGet();
      return !lost;
    }

    /** How often it was renewed. */
    public int renewals() {
      return renewals.get();
    }

    /** As if another one had it each time that it was taken. */
    public void lose() {
      lost = true;
    }

    /** No other one wants it any more. */
    public void keep() {
      lost = false;
    }

    @Override
    public void release() {
      released = true;
    }

    /** Whether it was given back. */
    public boolean released() {
      return released;
    }

    @Override
    public void publish(long sequence) {
      searchable = sequence;
    }

    @Override
    public long searchable() {
      return searchable;
    }

    @Override
    public long kept(long position) {
      return position;
    }

    @Override
    public Set<String> others() {
      return others;
    }

    /** From now on other nodes use these layouts. */
    public void othersUse(String... layouts) {
      others = Set.of(layouts);
    }

    /** Has a new index built. */
    public void askForRebuild() {
      rebuild = true;
    }

    @Override
    public boolean rebuildAsked() {
      return rebuild;
    }

    @Override
    public void rebuildBegun() {
      rebuild = false;
    }
  }
}
