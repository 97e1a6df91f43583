package dev.carillon.server.invariant;

import static dev.carillon.server.invariant.Invariant.I1_NO_LOSS;
import static dev.carillon.server.invariant.Invariant.I2_NO_PHANTOMS;
import static dev.carillon.server.invariant.Invariant.I3_DUPLICATES_BOUNDED;
import static dev.carillon.server.invariant.Invariant.I7_SIGNATURES;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Compares what clients were told with what receivers got: I1, I2, I3 and I7. */
final class Arrivals {

  private final Evidence evidence;
  private final Faults faults;
  private final Map<String, Change> changes;
  private final Map<String, Subscriber> subscribers;

  Arrivals(Evidence evidence, Faults faults) {
    this.evidence = evidence;
    this.faults = faults;
    this.changes = byName(evidence.changes(), Change::value);
    this.subscribers = byName(evidence.subscribers(), Subscriber::name);
  }

  void check() {
    evidence.receipts().forEach(this::checkAlone);
    checkRepeats();
    checkIds();
    checkLosses();
  }

  /** Requests that repeat an attempt, or come after one that was answered 2xx. */
  static int duplicates(Collection<Receipt> receipts) {
    int duplicates = 0;
    for (List<Receipt> same : byDelivery(receipts).values()) {
      duplicates += repeats(same);
    }
    return duplicates;
  }

  private void checkAlone(Receipt receipt) {
    if (!receipt.genuine()) {
      faults.add(I7_SIGNATURES, "not genuine: " + receipt);
    }
    Change change = changes.get(receipt.value());
    if (change == null) {
      faults.add(I2_NO_PHANTOMS, "nobody asked for: " + receipt);
      return;
    }
    if (change.answer() == Change.Answer.REFUSED) {
      faults.add(I2_NO_PHANTOMS, "was refused: " + receipt);
    }
    boolean otherAsset = !change.asset().isEmpty() && !change.asset().equals(receipt.asset());
    if (otherAsset || !change.type().equals(receipt.type())) {
      faults.add(I2_NO_PHANTOMS, "tells something else than " + change + ": " + receipt);
    }
    Subscriber subscriber = subscribers.get(receipt.webhook());
    if (subscriber == null || !subscriber.mayHear(change)) {
      faults.add(I2_NO_PHANTOMS, "not for this one: " + receipt);
    }
  }

  private void checkRepeats() {
    byDelivery(evidence.receipts())
        .forEach(
            (id, same) -> {
              if (repeats(same) > evidence.unsettled(id) + evidence.wishes().redeliveries(id)) {
                faults.add(I3_DUPLICATES_BOUNDED, "came again without need: " + same);
              }
              if (same.stream().map(Receipt::bodyHash).distinct().count() > 1) {
                faults.add(I3_DUPLICATES_BOUNDED, "came again with another body: " + same);
              }
            });
  }

  /** A change has one delivery for each webhook, which has one id. */
  private void checkIds() {
    Map<List<String>, Set<String>> ids = new HashMap<>();
    for (Receipt receipt : evidence.receipts()) {
      ids.computeIfAbsent(List.of(receipt.webhook(), receipt.value()), key -> new HashSet<>(2))
          .add(receipt.delivery());
    }
    ids.forEach(
        (change, several) -> {
          if (several.size() > 1) {
            faults.add(I3_DUPLICATES_BOUNDED, "several ids for " + change + ": " + several);
          }
        });
  }

  private void checkLosses() {
    Map<String, Set<String>> got = got();
    for (Change change : changes.values()) {
      for (Subscriber subscriber : subscribers.values()) {
        if (Evidence.accepted(change)
            && subscriber.mustHear(change)
            && !got.getOrDefault(subscriber.name(), Set.of()).contains(change.value())) {
          faults.add(I1_NO_LOSS, "lost: " + change + " for " + subscriber.name());
        }
      }
    }
  }

  /** By webhook: the changes that were answered 2xx, or whose deliveries ended as expected. */
  private Map<String, Set<String>> got() {
    Set<String> ended =
        evidence.stored().stream()
            .filter(row -> evidence.expectedEnds().contains(row.state()))
            .map(Stored::id)
            .collect(Collectors.toSet());
    Map<String, Set<String>> got = new HashMap<>();
    for (Receipt receipt : evidence.receipts()) {
      if (receipt.accepted() || ended.contains(receipt.delivery())) {
        got.computeIfAbsent(receipt.webhook(), key -> new HashSet<>()).add(receipt.value());
      }
    }
    return got;
  }

  private static int repeats(List<Receipt> same) {
    int numbers = (int) same.stream().mapToInt(Receipt::attempt).distinct().count();
    int accepted = (int) same.stream().filter(Receipt::accepted).count();
    return Math.max(same.size() - numbers, accepted - 1);
  }

  private static Map<String, List<Receipt>> byDelivery(Collection<Receipt> receipts) {
    return receipts.stream().collect(Collectors.groupingBy(Receipt::delivery));
  }

  private static <T> Map<String, T> byName(Collection<T> all, Function<T, String> name) {
    return all.stream().collect(Collectors.toMap(name, Function.identity()));
  }
}
