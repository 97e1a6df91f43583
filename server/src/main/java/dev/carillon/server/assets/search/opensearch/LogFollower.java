package dev.carillon.server.assets.search.opensearch;

import dev.carillon.server.assets.search.opensearch.Change.Present;
import dev.carillon.server.assets.search.opensearch.ChangeLog.Reach;
import dev.carillon.server.assets.search.opensearch.OpenSearchIndices.Found;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings the log of changes into the index, step by step, as long as this node has the lease. There
 * is a new one whenever another node may have written, or something failed. An index that cannot be
 * brought up to date, or is laid out in another way, goes on serving while a new one is built
 * beside it; then searches ask the new one. For one thread.
 */
final class LogFollower {

  private static final System.Logger LOG = System.getLogger(LogFollower.class.getName());

  private static final int PAGE = 500;
  private static final long KEPT_EVERY = Duration.ofSeconds(5).toNanos();
  private static final long SHOWN_EVERY = Duration.ofSeconds(1).toNanos();
  private static final long OTHERS_EVERY = Duration.ofMinutes(1).toNanos();
  private static final long REREAD_EVERY = Duration.ofSeconds(5).toNanos();

  private final OpenSearchClient client;
  private final OpenSearchIndices indices;
  private final OpenSearchDocuments documents;
  private final ChangeLog log;
  private final LongConsumer searchable;

  /** Longer than a search may take that asked an index before it was replaced. */
  private static final long OTHERS_KEPT = Duration.ofSeconds(12).toNanos();

  private boolean open;
  private @Nullable IndexCopy serving;
  private @Nullable IndexCopy building;
  private boolean written;
  private long kept;
  private long shown;
  private long shownAt;
  private long keptAt;
  private long rereadAt;

  /** When indexes that do not serve any more are removed next. */
  private long othersUntil = System.nanoTime() + OTHERS_KEPT;

  /**
   * A follower, which has not looked yet.
   *
   * @param searchable gets up to which change searches show everything
   */
  LogFollower(
      OpenSearchClient client,
      OpenSearchIndices indices,
      OpenSearchDocuments documents,
      ChangeLog log,
      LongConsumer searchable) {
    this.client = client;
    this.indices = indices;
    this.documents = documents;
    this.log = log;
    this.searchable = searchable;
  }

  /** Builds a new index, whatever the one is like that serves. */
  void rebuild() {
    if (building == null) {
      building = indices.create(log.reach().pruned());
    }
  }

  /** Whether a new index is being built. */
  boolean builds() {
    return building != null;
  }

  /**
   * Goes one step.
   *
   * @return whether there is more to do at once
   * @throws OpenSearchTrouble where OpenSearch cannot be used now
   * @throws WriterLease.Lost where another node writes
   */
  boolean step() {
    Reach reach = log.reach();
    if (beyond(reach)) {
      keepPositions();
      open = false;
    }
    if (!open) {
      open(reach);
    }
    boolean more = false;
    IndexCopy now = serving;
    if (now != null) {
      IndexCopy next = advanced(now, reach);
      serving = next;
      written |= !next.equals(now);
      more = next.position() < reach.last();
      show(next, more);
    }
    IndexCopy made = building;
    if (made != null) {
      IndexCopy next = advanced(made, reach);
      building = next;
      if (next.position() >= reach.last()) {
        serve(next);
      } else {
        more = true;
      }
    }
    keepNowAndThen(reach);
    return more;
  }

  /** Whether the database lost changes that were written: another one took its place. */
  private boolean beyond(Reach reach) {
    return beyond(serving, reach) || beyond(building, reach);
  }

  private static boolean beyond(@Nullable IndexCopy copy, Reach reach) {
    return copy != null && copy.position() > reach.last();
  }

  private void open(Reach reach) {
    client.greeting();
    // a refresh of an index that lacks a part would wait for it for a minute
    indices.requireWhole();
    Optional<Found> served = served(reach);
    Optional<Found> begun = indices.find(indices.building());
    boolean needed =
        served.isEmpty()
            || begun.isPresent()
            || !served.get().fits()
            || lacks(served.get().copy(), reach);
    IndexCopy made = needed ? begun(begun, reach) : null;
    serving = served.map(Found::copy).orElse(null);
    building = made;
    written = served.isPresent();
    kept = served.map(found -> found.copy().position()).orElse(0L);
    shown = 0;
    LOG.log(
        System.Logger.Level.INFO,
        "This node writes to the search index {0}{1}",
        indices.alias(),
        made == null ? "" : ", and builds a new one");
    open = true;
  }

  /** What searches ask. Where there is nothing, they are told so before anything is built. */
  private Optional<Found> served(Reach reach) {
    Optional<Found> found = indices.find(indices.alias());
    boolean ahead = found.isPresent() && (beyond(reach) || beyond(found.get().copy(), reach));
    if (found.isPresent() && !ahead) {
      return found;
    }
    searchable.accept(-1);
    if (ahead) {
      LOG.log(
          System.Logger.Level.WARNING,
          "The search index has changes that this database never had: it is removed and rebuilt");
      indices.remove(found.get().copy());
    }
    return indices.adopt(reach.last());
  }

  /** Whether removals were forgotten since it was made that it has not read. */
  private static boolean lacks(IndexCopy copy, Reach reach) {
    return copy.position() > 0
        && copy.position() < reach.pruned()
        && copy.pruned() != reach.pruned();
  }

  /** An index that was begun is gone on with, if it can be. */
  private IndexCopy begun(Optional<Found> begun, Reach reach) {
    if (begun.isPresent()) {
      IndexCopy copy = begun.get().copy();
      boolean ahead = beyond(reach) || beyond(copy, reach);
      if (begun.get().fits() && !ahead && !lacks(copy, reach)) {
        return copy;
      }
      indices.remove(copy);
    }
    return indices.create(reach.pruned());
  }

  private IndexCopy advanced(IndexCopy copy, Reach reach) {
    IndexCopy from = copy;
    if (from.unread() < Long.MAX_VALUE && System.nanoTime() - rereadAt > REREAD_EVERY) {
      rereadAt = System.nanoTime();
      if (readable(from.unread())) {
        from = from.again();
      }
    }
    if (from.position() >= reach.last()) {
      return from;
    }
    List<Change> page = log.after(from.position(), PAGE);
    BulkWriter writer = new BulkWriter(client, documents, indices.lease(), from);
    int count = writer.write(page);
    long reached = count == 0 ? 0 : page.get(count - 1).sequence();
    // a page that is not full has all up to what the log held before it was read
    boolean all = count == page.size() && count < PAGE;
    return from.at(all ? Math.max(reached, reach.last()) : reached, writer.unread());
  }

  /** Whether the words of the first change without them can be read now. */
  private boolean readable(long sequence) {
    return log.after(sequence - 1, 1).stream()
        .allMatch(change -> !(change instanceof Present first) || first.text().get().isPresent());
  }

  /** All at once, or now and then where there is much to do. */
  private void show(IndexCopy copy, boolean more) {
    long now = System.nanoTime();
    if (written && (!more || now - shownAt > SHOWN_EVERY)) {
      indices.refresh(copy);
      written = false;
      shownAt = now;
      // words of files that are read again do not take back what was shown
      shown = Math.max(shown, copy.position());
      searchable.accept(shown);
    } else if (!written && copy.position() > shown) {
      shown = copy.position();
      searchable.accept(shown);
    }
  }

  private void serve(IndexCopy built) {
    indices.keep(built);
    indices.refresh(built);
    serving = indices.serve(built);
    building = null;
    othersUntil = System.nanoTime() + OTHERS_KEPT;
    kept = built.whole();
    shown = Math.max(shown, built.position());
    searchable.accept(shown);
    LOG.log(System.Logger.Level.INFO, "Searches ask the search index {0}", built.name());
  }

  private void keepNowAndThen(Reach reach) {
    long now = System.nanoTime();
    IndexCopy served = serving;
    if (served != null && building == null && now - othersUntil > 0) {
      othersUntil = now + OTHERS_EVERY;
      // an index that is gone is missed, also where this node neither searches nor writes
      open = indices.find(indices.alias()).isPresent();
      if (!open) {
        return;
      }
      indices.removeOthers(Set.of(served.name()));
    }
    if (now - keptAt > KEPT_EVERY) {
      keptAt = now;
      keep();
      adopt(reach);
    }
  }

  /** Keeps in the indexes how far they are, and says so to the log. */
  void keep() {
    keepPositions();
    if (building == null) {
      log.kept(indices.lease().kept(kept));
    }
  }

  /** An index that nodes of another layout used until now serves until this one is built. */
  private void adopt(Reach reach) {
    if (serving == null && building != null) {
      indices.adopt(reach.last()).map(Found::copy).ifPresent(this::serveMeanwhile);
    }
  }

  private void serveMeanwhile(IndexCopy old) {
    serving = old;
    written = true;
    kept = old.position();
    LOG.log(
        System.Logger.Level.INFO,
        "Searches ask the search index {0}, of another layout, until the new one is built",
        old.name());
  }

  /** Keeps in the indexes how far they are, whether or not the log can be read. */
  void keepPositions() {
    IndexCopy served = serving;
    if (served != null && served.whole() > kept) {
      indices.keep(served);
      kept = served.whole();
    }
    IndexCopy made = building;
    if (made != null) {
      indices.keep(made);
    }
  }
}
