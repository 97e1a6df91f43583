package dev.carillon.server.faults.database;

import dev.carillon.server.invariant.Receipt;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;

/** What was asked for and what arrived, as it is noted by many at once. */
final class Book {

  private final Queue<Asked> asked = new ConcurrentLinkedQueue<>();
  private final Queue<Receipt> receipts = new ConcurrentLinkedQueue<>();

  void add(Asked change) {
    asked.add(change);
  }

  void add(Receipt receipt) {
    receipts.add(receipt);
  }

  List<Asked> asked() {
    return List.copyOf(asked);
  }

  List<Receipt> receipts() {
    return List.copyOf(receipts);
  }

  long count(Predicate<Asked> which) {
    return asked.stream().filter(which).count();
  }
}
