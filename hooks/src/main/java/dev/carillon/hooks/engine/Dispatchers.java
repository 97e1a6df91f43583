package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.NodeView;
import dev.carillon.hooks.delivery.SenderLoop;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** All dispatchers, one on each loop, and which webhook belongs to which. */
final class Dispatchers {

  private final List<SenderLoop> loops;
  private final List<DispatcherDriver> drivers;
  private final AttemptPermits permits;
  private final LoopAssignment assignment;

  /**
   * One dispatcher for each loop; none has a turn yet.
   *
   * @param permits shared by all of them
   */
  Dispatchers(List<? extends SenderLoop> loops, AttemptPermits permits, Maker maker) {
    this.loops = List.copyOf(loops);
    this.permits = permits;
    this.assignment = new LoopAssignment(loops.size());
    this.drivers =
        IntStream.range(0, loops.size())
            .mapToObj(number -> maker.make(number, this.loops.get(number), this::wake))
            .toList();
  }

  /** Makes the driver of one dispatcher. */
  @FunctionalInterface
  interface Maker {

    /**
     * Makes it.
     *
     * @param wakeOther for the driver: lets the loop of another dispatcher make a round
     */
    DispatcherDriver make(int number, SenderLoop loop, IntConsumer wakeOther);
  }

  /** Gives each dispatcher its turns. */
  void start() {
    for (int i = 0; i < loops.size(); i++) {
      loops.get(i).add(drivers.get(i));
    }
  }

  /** Hands an input to the dispatchers that it concerns. From any thread. */
  void submit(DispatcherInput input) {
    switch (input) {
      case DispatcherInput.HandedOver handed -> handOver(handed);
      case DispatcherInput.Changed changed ->
          drivers.get(assignment.assign(changed.webhook())).submit(changed);
      case DispatcherInput.OfWebhook one ->
          // one of which nothing was heard yet has no lane that this could concern
          assignment.of(one.id()).ifPresent(loop -> drivers.get(loop).submit(one));
      case DispatcherInput.ForAll all -> drivers.forEach(driver -> driver.submit(all));
      case DispatcherInput.Answer answer ->
          throw new IllegalArgumentException("it goes back to the one that asked: " + answer);
    }
  }

  /** A delivery of an unknown webhook is let go: the first scan of its backlog finds it. */
  private void handOver(DispatcherInput.HandedOver handed) {
    if (drivers.size() == 1) {
      drivers.getFirst().submit(handed);
      return;
    }
    List<List<DueDelivery>> parts = new ArrayList<>();
    drivers.forEach(driver -> parts.add(new ArrayList<>()));
    for (DueDelivery due : handed.due()) {
      OptionalInt loop = assignment.of(due.delivery().webhook());
      loop.ifPresent(number -> parts.get(number).add(due));
    }
    for (int i = 0; i < parts.size(); i++) {
      if (!parts.get(i).isEmpty()) {
        drivers.get(i).submit(new DispatcherInput.HandedOver(parts.get(i)));
      }
    }
  }

  /** Whether no attempt starts any more, and everything that came of earlier ones is stored. */
  boolean quiet() {
    return drivers.stream().allMatch(DispatcherDriver::stopped) && !busy();
  }

  /** Whether attempts are on the wire or on their way to the store. */
  boolean busy() {
    return permits.inFlight() > 0 || permits.unstored() > 0;
  }

  /** Whether this list of nodes is in force in all dispatchers. */
  boolean inForce(NodeView view) {
    for (DispatcherDriver driver : drivers) {
      NodeView list = driver.listInForce();
      if (list == null || !NodeShares.same(list, view)) {
        return false;
      }
    }
    return true;
  }

  /** When the last attempt that was started has ended at the latest, by the engine's clock. */
  Instant attemptsEndBy() {
    return drivers.stream()
        .map(DispatcherDriver::attemptsEndBy)
        .max(Instant::compareTo)
        .orElse(Instant.MIN);
  }

  /** How many attempts are on the wire. */
  int inFlight() {
    return permits.inFlight();
  }

  /** How many attempts have ended and are not stored yet. */
  int unstored() {
    return permits.unstored();
  }

  /** How often a webhook had a due delivery while its concurrency limit was used up. */
  long limited() {
    return drivers.stream().mapToLong(DispatcherDriver::limited).sum();
  }

  /** Ends all turns; nothing is sent any more. */
  void end() {
    drivers.forEach(DispatcherDriver::end);
    for (int i = 0; i < loops.size(); i++) {
      loops.get(i).remove(drivers.get(i));
    }
  }

  private void wake(int number) {
    loops.get(number).wake();
  }
}
