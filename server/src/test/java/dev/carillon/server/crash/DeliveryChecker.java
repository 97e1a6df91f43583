package dev.carillon.server.crash;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Compares what clients were told with what receivers got: nothing accepted is lost, nothing
 * refused is told, and what came twice is the same and was in flight when the server died.
 */
final class DeliveryChecker {

  private final Map<String, Change> changes;
  private final Set<String> webhooks;
  private final Map<String, Integer> unsettled = new HashMap<>();

  /**
   * A checker of these changes.
   *
   * @param webhooks all of them subscribed to all changes
   */
  DeliveryChecker(Collection<Change> changes, Set<String> webhooks) {
    this.changes = changes.stream().collect(Collectors.toMap(Change::value, Function.identity()));
    this.webhooks = webhooks;
  }

  /** The server died, and then the store had these deliveries as not settled: they come again. */
  DeliveryChecker diedWith(Collection<String> deliveries) {
    deliveries.forEach(id -> unsettled.merge(id, 1, Integer::sum));
    return this;
  }

  /** The verdict on everything that was received. */
  Verdict check(Collection<Receipt> receipts) {
    Set<String> faults = new TreeSet<>();
    receipts.forEach(receipt -> checkAlone(receipt, faults));
    Map<List<String>, List<Receipt>> byChange =
        receipts.stream().collect(Collectors.groupingBy(r -> List.of(r.webhook(), r.value())));
    byChange.values().forEach(same -> checkRepeats(same, faults));
    checkIds(receipts, faults);
    int lost = 0;
    int accepted = 0;
    for (Change change : changes.values()) {
      if (change.answer() == Change.Answer.ACCEPTED) {
        accepted++;
        for (String webhook : webhooks) {
          if (!byChange.containsKey(List.of(webhook, change.value()))) {
            lost++;
            faults.add("lost: " + change + " for " + webhook);
          }
        }
      }
    }
    return new Verdict(
        accepted,
        receipts.size(),
        receipts.size() - byChange.size(),
        lost,
        new ArrayList<>(faults));
  }

  private void checkAlone(Receipt receipt, Set<String> faults) {
    if (!receipt.genuine()) {
      faults.add("not genuine: " + receipt);
    }
    Change change = changes.get(receipt.value());
    if (change == null) {
      faults.add("nobody asked for: " + receipt);
      return;
    }
    if (change.answer() == Change.Answer.REFUSED) {
      faults.add("was refused: " + receipt);
    }
    boolean otherAsset = !change.asset().isEmpty() && !change.asset().equals(receipt.asset());
    if (otherAsset || !change.type().equals(receipt.type())) {
      faults.add("tells something else than " + change + ": " + receipt);
    }
    if (!webhooks.contains(receipt.webhook())) {
      faults.add("for nobody: " + receipt);
    }
  }

  private void checkRepeats(List<Receipt> same, Set<String> faults) {
    Receipt first = same.getFirst();
    for (Receipt repeat : same) {
      if (!repeat.delivery().equals(first.delivery())
          || !repeat.bodyHash().equals(first.bodyHash())) {
        faults.add("came again, but differs: " + first + " " + repeat);
      }
    }
    if (same.size() - 1 > unsettled.getOrDefault(first.delivery(), 0)) {
      faults.add("came again without need: " + same);
    }
  }

  private static void checkIds(Collection<Receipt> receipts, Set<String> faults) {
    Map<String, Set<String>> bodies = new HashMap<>();
    for (Receipt receipt : receipts) {
      bodies.computeIfAbsent(receipt.delivery(), id -> new HashSet<>()).add(receipt.bodyHash());
    }
    bodies.forEach(
        (id, hashes) -> {
          if (hashes.size() > 1) {
            faults.add("one id for several bodies: " + id);
          }
        });
  }

  /**
   * What was found.
   *
   * @param accepted changes
   * @param received requests
   * @param duplicates requests that had come before
   * @param lost accepted changes that a webhook did not get
   * @param faults what must not be, {@code lost} included
   */
  record Verdict(int accepted, int received, int duplicates, int lost, List<String> faults) {}
}
