package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is owed to one webhook, as far as it is in memory, and when to read the rest.
 *
 * <p>The store's rows are the truth; here is only what can be sent soon. A <em>live</em> backlog
 * takes what is handed over after a commit. When it is full it is <em>spilled</em>: hand-overs are
 * let go, and the store is read in scans, page by page, until a scan has come to the end; then it
 * is live again. Scans also fetch retries when they are due, and whatever was never handed over.
 *
 * <p>Where the order of the changes counts, hand-overs only say that there is something to read:
 * two callers may hand over in another order than they committed, the store's sequence may not.
 *
 * <p>Every delivery in memory is <em>known</em> until what became of it is durable; rows of known
 * deliveries are passed over when a page comes back. A row that a scan brought may still be handed
 * over, late: {@code readThrough} tells such hand-overs apart, and they are looked up again rather
 * than believed, so that nothing is sent twice.
 */
final class Backlog {

  private final Webhook.Id webhook;
  private final EngineLimits limits;
  private final MemoryBudget budget;
  private WaitingDeliveries queued;

  /** By sequence, everything that is in memory. */
  private final Map<Long, KnownDelivery> known = new HashMap<>();

  private final BacklogScan scan = new BacklogScan();
  private final PageBudget pages;

  private boolean live;
  private boolean readsOnly;
  private long bytes;
  private long readThrough = -1;
  private long letGoThrough = -1;
  private Instant storedDue = Instant.EPOCH;
  private Instant forgotAt = Instant.MIN;

  Backlog(Webhook.Id webhook, WaitingDeliveries queued, EngineLimits limits, MemoryBudget budget) {
    this.webhook = webhook;
    this.queued = queued;
    this.limits = limits;
    this.budget = budget;
    this.pages = new PageBudget(limits, budget);
  }

  /**
   * Goes on in another order; only what is busy is taken along, the rest is read anew. A page that
   * is under way was asked for in the old order: the scan knows that it is of no use.
   */
  void reorder(WaitingDeliveries other, Instant now) {
    queued = other;
    readThrough = -1;
    letGoThrough = -1;
    storedDue = Instant.EPOCH;
    forget(now);
  }

  /**
   * Whether nothing is taken that is handed over: it only says that there is something to read.
   * Several nodes record what one of them sends, and what it reads becomes its own.
   */
  void readsOnly(boolean only) {
    readsOnly = only;
  }

  /** Takes what was handed over after its commit, or lets it go to be read later. */
  void handOver(DueDelivery due, Instant now) {
    long sequence = due.delivery().sequence();
    if (known.containsKey(sequence)) {
      return;
    }
    if (live && full()) {
      live = false;
      scan.abandon();
    }
    if (live && !queued.inSequence() && !readsOnly && sequence > readThrough && newer(due)) {
      add(due);
    } else {
      letGo(sequence, now);
    }
  }

  /**
   * Notes that deliveries up to this sequence may have been handed over without being kept: they
   * are read from the store later.
   */
  void letGo(long sequence, Instant now) {
    letGoThrough = Math.max(letGoThrough, sequence);
    readBy(now);
  }

  /** The next delivery to attempt now, if there is one. It is on the wire from here on. */
  Optional<DueDelivery> next(Instant now) {
    return queued
        .next(now)
        .map(
            next -> {
              next.sent();
              return next.due();
            });
  }

  /** Whether {@link #next} would give one. */
  boolean ready(Instant now) {
    return queued.ready(now);
  }

  /** An attempt of this delivery has ended; what came of it is not stored yet. */
  void attempted(DueDelivery due) {
    KnownDelivery one = known.get(due.delivery().sequence());
    if (one != null) {
      one.attempted(due);
    }
  }

  /** One that {@link #next} gave has not left. To be followed by a {@link #forget}. */
  void notSent(long sequence) {
    known.remove(sequence);
  }

  /** Whether an attempt of this delivery is on the wire, or on its way to the store. */
  boolean busy(long sequence) {
    KnownDelivery one = known.get(sequence);
    return one != null && one.busy();
  }

  /** Takes in that the result of an attempt is stored. */
  void stored(Settlement settlement, Instant now) {
    KnownDelivery one = known.get(settlement.before().sequence());
    if (one == null || !one.settling()) {
      return;
    }
    if (!(settlement.next() instanceof DeliveryState.Pending(Instant dueAt))) {
      leave(one.due());
      queued.ended(one.due());
    } else if (one.doubtful() || !queued.retry(again(settlement, one))) {
      leave(one.due());
      readBy(dueAt);
      if (queued.inSequence()) {
        // it may have been cancelled meanwhile; if not, nothing of its subject may overtake it
        forget(now);
      }
    }
  }

  /** The next attempt of one, which may wait here for its time. */
  private static KnownDelivery again(Settlement settlement, KnownDelivery one) {
    one.again(
        new DueDelivery(settlement.before().attempted(settlement.next()), one.due().payload()));
    return one;
  }

  /** Drops everything that is not on the wire or on its way to the store: rows are the truth. */
  void forget(Instant now) {
    known.values().removeIf(one -> !one.busy());
    queued.clear(known.values().stream().map(KnownDelivery::due).toList());
    drop(bytes);
    for (KnownDelivery busy : known.values()) {
      busy.doubt();
      hold(MemoryBudget.cost(busy.due()));
    }
    live = false;
    forgotAt = now;
    readThrough = queued.inSequence() ? -1 : readThrough;
    scan.abandon();
  }

  /** Old rows in the store are due now that were not before; an ordered queue is read again. */
  void woken(Instant now) {
    if (queued.inSequence()) {
      forget(now);
    } else {
      readBy(now);
    }
  }

  /** Only newer deliveries were recorded that are due now; what was read before is as it was. */
  void moreDue(Instant now) {
    readBy(now);
  }

  /** Whether a page is under way of which nothing is wanted any more. */
  boolean readOutdated() {
    return scan.abandoned();
  }

  /** The read that is wanted now, if any. It is under way until its page comes back. */
  Optional<DispatcherAction.Read> read(Instant now) {
    if (scan.underWay() || full() || queued.size() > pages.rows() / 2) {
      return Optional.empty();
    }
    if (!scan.begun()) {
      if (live && scan.notBefore(storedDue).isAfter(now)) {
        return Optional.empty();
      }
      scan.begin(now);
      storedDue = Instant.MAX;
    }
    scan.asked();
    int rows = pages.ask();
    return Optional.of(
        queued.inSequence()
            ? new DispatcherAction.ReadInSequence(webhook, readThrough, rows)
            : new DispatcherAction.ReadDue(webhook, scan.until(), scan.after(), rows));
  }

  /** A page has come back. */
  void page(DispatcherInput.Page page, Instant now) {
    pages.answered(page.rows());
    if (!scan.answered()) {
      return;
    }
    for (DueDelivery row : page.rows()) {
      boolean wanted = wanted(row, now);
      if (queued.inSequence() || (wanted && row.delivery().attempts() == 0)) {
        readThrough = Math.max(readThrough, row.delivery().sequence());
      }
      if (wanted) {
        add(row);
      }
      scan.seen(row);
    }
    scan.turnPage();
    if (page.complete()) {
      readBy(page.nextDue());
      live = true;
      scan.end(nextScan(now));
    }
  }

  private Instant nextScan(Instant now) {
    if (!queued.inSequence()) {
      return now.plus(EngineLimits.SCAN_PAUSE);
    }
    return readsOnly ? scan.until().plus(EngineLimits.SHARED_READ_EVERY) : Instant.MIN;
  }

  /** A read has failed: the scan begins anew. */
  void pageFailed() {
    pages.giveBack();
    scan.abandon();
    scan.answered();
    readBy(Instant.EPOCH);
  }

  /** Nothing will be sent any more: a page that is under way needs no room. */
  void close() {
    pages.giveBack();
  }

  /** The earliest delivery that is pending in the store is due then. */
  void surveyed(Instant earliest, Instant now) {
    if (queued.inSequence()) {
      if (overlooked(earliest, now)) {
        readThrough = -1;
        readBy(earliest);
      }
    } else if (earliest.isAfter(now) || overlooked(earliest, now)) {
      readBy(earliest);
    }
  }

  /** When {@link #next} or {@link #read} may have something; {@link Instant#MAX} = not by time. */
  Instant wakeAt() {
    Instant next = queued.nextDue();
    if (!live || scan.begun() || scan.underWay()) {
      return next;
    }
    Instant read = scan.notBefore(storedDue);
    return next.isBefore(read) ? next : read;
  }

  /** How many deliveries are known. */
  int size() {
    return known.size();
  }

  private boolean wanted(DueDelivery row, Instant now) {
    long sequence = row.delivery().sequence();
    if (known.containsKey(sequence) || scan.storedMeanwhile(sequence)) {
      return false;
    }
    return !live
        || queued.inSequence()
        || readsOnly
        || row.delivery().attempts() > 0
        || row.dueAt().isAfter(row.delivery().createdAt())
        || sequence <= letGoThrough
        || row.dueAt().isBefore(now.minus(EngineLimits.HAND_OVER_GRACE));
  }

  /** Whether it has been due for a while, and earlier than everything that is here. */
  private boolean overlooked(Instant earliest, Instant now) {
    return earliest.isBefore(now.minus(EngineLimits.HAND_OVER_GRACE))
        && known.values().stream().allMatch(one -> earliest.isBefore(one.dueAt()));
  }

  /**
   * Whether a delivery was recorded after everything was forgotten. An older one may have been
   * cancelled since.
   */
  private boolean newer(DueDelivery due) {
    return due.delivery().createdAt().isAfter(forgotAt);
  }

  private void add(DueDelivery due) {
    KnownDelivery one = new KnownDelivery(due);
    known.put(due.delivery().sequence(), one);
    hold(MemoryBudget.cost(due));
    queued.add(one);
  }

  private void leave(DueDelivery due) {
    known.remove(due.delivery().sequence());
    scan.stored(due.delivery().sequence());
    drop(MemoryBudget.cost(due));
  }

  private void hold(long more) {
    bytes += more;
    budget.take(more);
  }

  private void drop(long less) {
    bytes -= less;
    budget.give(less);
  }

  private void readBy(Instant dueAt) {
    if (dueAt.isBefore(storedDue)) {
      storedDue = dueAt;
    }
  }

  private boolean full() {
    return known.size() >= limits.backlogMax()
        || bytes >= limits.backlogBytesMax()
        || !budget.allows(bytes);
  }
}
