package dev.carillon.server.invariant;

import dev.carillon.server.testing.StoredDeliveries.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All that is known once a fault has ended and the queue is empty. What a test does not say is
 * taken as: no changes, no kills, nothing stored, nothing measured. What clients, receivers and the
 * store say is replaced when it is given again; the rest adds up.
 */
public final class Evidence {

  private final List<Change> changes = new ArrayList<>();
  private final List<Subscriber> subscribers = new ArrayList<>();
  private final List<Receipt> receipts = new ArrayList<>();
  private final List<Stored> stored = new ArrayList<>();
  private final Map<String, Integer> unsettled = new HashMap<>();
  private final Set<State> expectedEnds = new LinkedHashSet<>();
  private final List<Span> hindrances = new ArrayList<>();
  private final Map<String, Duration> recoveries = new LinkedHashMap<>();
  private final Map<String, List<Vitals>> vitals = new LinkedHashMap<>();
  private final Map<String, String> texts = new LinkedHashMap<>();
  private final Set<String> secrets = new LinkedHashSet<>();
  private final Wishes wishes = new Wishes();
  private Schedule schedule = Schedule.DEFAULT;
  private Instant storedAt = Instant.MIN;
  private boolean purged;

  /** What clients asked for and were told. */
  public Evidence changes(Collection<Change> asked) {
    changes.clear();
    changes.addAll(asked);
    return this;
  }

  /** Who wants all changes. */
  public Evidence subscribers(Collection<Subscriber> wanting) {
    subscribers.clear();
    subscribers.addAll(wanting);
    return this;
  }

  /** What receivers got. */
  public Evidence receipts(Collection<Receipt> received) {
    receipts.clear();
    receipts.addAll(received);
    return this;
  }

  /** The rows of the store at this moment. */
  public Evidence stored(Collection<Stored> rows, Instant readAt) {
    stored.clear();
    stored.addAll(rows);
    storedAt = readAt;
    return this;
  }

  /** Old rows were removed from the store. */
  public Evidence rowsWerePurged() {
    purged = true;
    return this;
  }

  /** The server died, and then the store had these deliveries as not settled: they come again. */
  public Evidence diedWith(Collection<String> deliveries) {
    deliveries.forEach(id -> unsettled.merge(id, 1, Integer::sum));
    return this;
  }

  /** These were to be sent once more, each once for every time it is given here. */
  public Evidence redelivered(Collection<String> deliveries) {
    wishes.redeliver(deliveries, true);
    return this;
  }

  /** The same, where nobody knows whether the server took notice. */
  public Evidence perhapsRedelivered(Collection<String> deliveries) {
    wishes.redeliver(deliveries, false);
    return this;
  }

  /** Retries of these were to be made at once. */
  public Evidence hastened(Collection<String> deliveries) {
    wishes.hasten(deliveries);
    return this;
  }

  /** A delivery may also end so, if it was tried. */
  public Evidence mayEnd(State... states) {
    expectedEnds.addAll(List.of(states));
    return this;
  }

  /** Attempts follow this plan. */
  public Evidence schedule(Schedule plan) {
    schedule = plan;
    return this;
  }

  /** While the server did not run, or could not work, attempts were later than planned. */
  public Evidence hindered(Span span) {
    hindrances.add(span);
    return this;
  }

  /** This is how long it took after a fault until all was well. */
  public Evidence recovered(String fault, Duration took) {
    recoveries.put(fault, took);
    return this;
  }

  /** What a process held before the fault and afterwards. */
  public Evidence vitals(String process, Vitals before, Vitals after) {
    vitals.put(process, List.of(before, after));
    return this;
  }

  /** Something that was printed, answered or written, and what must not be in it. */
  public Evidence text(String name, String text) {
    texts.put(name, text);
    return this;
  }

  /** What must not be in any text. */
  public Evidence secrets(Collection<String> words) {
    secrets.addAll(words);
    return this;
  }

  /** The verdict on all of it. */
  public Verdict verdict() {
    Faults faults = new Faults();
    new Arrivals(this, faults).check();
    new LogBook(this, faults).check();
    new Body(this, faults).check();
    return new Verdict(
        (int) changes.stream().filter(Evidence::accepted).count(),
        receipts.size(),
        Arrivals.duplicates(receipts),
        faults.of(Invariant.I1_NO_LOSS).size(),
        faults.byInvariant());
  }

  static boolean accepted(Change change) {
    return change.answer() == Change.Answer.ACCEPTED;
  }

  List<Change> changes() {
    return changes;
  }

  List<Subscriber> subscribers() {
    return subscribers;
  }

  List<Receipt> receipts() {
    return receipts;
  }

  List<Stored> stored() {
    return stored;
  }

  Instant storedAt() {
    return storedAt;
  }

  boolean purged() {
    return purged;
  }

  int unsettled(String delivery) {
    return unsettled.getOrDefault(delivery, 0);
  }

  Wishes wishes() {
    return wishes;
  }

  Set<State> expectedEnds() {
    return expectedEnds;
  }

  Schedule schedule() {
    return schedule;
  }

  List<Span> hindrances() {
    return hindrances;
  }

  Map<String, Duration> recoveries() {
    return recoveries;
  }

  Map<String, List<Vitals>> vitals() {
    return vitals;
  }

  Map<String, String> texts() {
    return texts;
  }

  Set<String> secrets() {
    return secrets;
  }

  /** What people asked the server to do with single deliveries, beside what it does by itself. */
  static final class Wishes {

    private final Map<String, Integer> redeliveries = new HashMap<>();
    private final Set<String> certain = new HashSet<>();
    private final Set<String> hastened = new HashSet<>();

    void redeliver(Collection<String> deliveries, boolean accepted) {
      deliveries.forEach(id -> redeliveries.merge(id, 1, Integer::sum));
      if (accepted) {
        certain.addAll(deliveries);
      }
    }

    void hasten(Collection<String> deliveries) {
      hastened.addAll(deliveries);
    }

    /** How often it may have been asked to be sent once more. */
    int redeliveries(String delivery) {
      return redeliveries.getOrDefault(delivery, 0);
    }

    /** Those for which a wish was answered 2xx: each must have been made once at least. */
    Set<String> certain() {
      return certain;
    }

    boolean hastened(String delivery) {
      return hastened.contains(delivery);
    }
  }
}
