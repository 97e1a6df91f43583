package dev.carillon.bench.receiver;

import dev.carillon.bench.program.Key;
import dev.carillon.bench.program.Verdict;
import java.util.Arrays;
import java.util.function.LongConsumer;

/** What a sender owes: each id with the time from which its delay counts. Thread-safe. */
public final class Ledger {

  private long[] rows = new long[3 << 16];
  private int used;

  /** The receiver must see this id. */
  public synchronized void add(Key key, long nanos) {
    if (used + 3 > rows.length) {
      rows = Arrays.copyOf(rows, rows.length * 2);
    }
    rows[used++] = key.high();
    rows[used++] = key.low();
    rows[used++] = nanos;
  }

  /** The receiver must see all that another one names, too. */
  public synchronized void addAll(Ledger other) {
    synchronized (other) {
      for (int i = 0; i < other.used; i += 3) {
        add(new Key(other.rows[i], other.rows[i + 1]), other.rows[i + 2]);
      }
    }
  }

  /** How many are owed. */
  public synchronized int size() {
    return used / 3;
  }

  /** Compares with what came, one by one. */
  public Verdict compare(Tally received) {
    return compare(received, 1);
  }

  /**
   * Compares with what came, one by one.
   *
   * @param each how often each must have come
   */
  public synchronized Verdict compare(Tally received, int each) {
    long lost = 0;
    long doubled = 0;
    long found = 0;
    for (int i = 0; i < used; i += 3) {
      int count = received.count(new Key(rows[i], rows[i + 1]));
      found += count > 0 ? 1 : 0;
      lost += count < each ? 1 : 0;
      doubled += count > each ? 1 : 0;
    }
    return new Verdict(size(), lost, doubled, received.size() - found);
  }

  /** How many of these came at all. */
  public synchronized long found(Tally received) {
    long found = 0;
    for (int i = 0; i < used; i += 3) {
      found += received.count(new Key(rows[i], rows[i + 1])) > 0 ? 1 : 0;
    }
    return found;
  }

  /** Tells when each that came was first there, by {@link System#nanoTime}. */
  public synchronized void arrivals(Tally received, LongConsumer nanos) {
    for (int i = 0; i < used; i += 3) {
      Key key = new Key(rows[i], rows[i + 1]);
      if (received.count(key) > 0) {
        nanos.accept(received.firstNanos(key));
      }
    }
  }

  /** Tells the nanoseconds from each id's time to its first coming; negative if it came before. */
  public synchronized void delays(Tally received, LongConsumer nanos) {
    for (int i = 0; i < used; i += 3) {
      Key key = new Key(rows[i], rows[i + 1]);
      if (received.count(key) > 0) {
        nanos.accept(received.firstNanos(key) - rows[i + 2]);
      }
    }
  }
}
