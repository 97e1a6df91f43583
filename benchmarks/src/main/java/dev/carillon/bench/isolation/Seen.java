package dev.carillon.bench.isolation;

import dev.carillon.bench.program.Histogram;
import dev.carillon.bench.program.Verdict;
import dev.carillon.bench.receiver.Ledger;
import dev.carillon.bench.receiver.Tally;

/**
 * What the healthy webhooks saw in one run.
 *
 * @param delays from the time an event was due to the receiver's first byte
 * @param perSecond deliveries a second, until the last had come
 * @param verdict what became of them
 * @param hung how many attempts hung at the end
 */
record Seen(Histogram delays, double perSecond, Verdict verdict, long hung) {

  static Seen of(Tally received, Ledger healthy, Ledger hanging, long startNanos) {
    Histogram delays = new Histogram();
    healthy.delays(received, delays::record);
    long[] last = {startNanos + 1};
    healthy.arrivals(received, nanos -> last[0] = Math.max(last[0], nanos));
    long hung = hanging.found(received);
    Verdict all = healthy.compare(received);
    return new Seen(
        delays,
        (healthy.size() - all.lost()) * 1e9 / (last[0] - startNanos),
        new Verdict(all.expected(), all.lost(), all.doubled(), all.unknown() - hung),
        hung);
  }

  double p50() {
    return delays.millis(0.5);
  }

  double p99() {
    return delays.millis(0.99);
  }

  double slowest() {
    return delays.millis(1);
  }
}
