package dev.carillon.hooks.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** When lanes have something to do by time alone: one time for each lane, the last that was set. */
final class Timers {

  private final TreeSet<Wake> inOrder =
      new TreeSet<>(Comparator.comparing(Wake::at).thenComparingLong(Wake::number));
  private final Map<Lane, Wake> ofLane = new HashMap<>();
  private long numbers;

  /** Sets a lane's time. */
  void set(Lane lane, Instant at) {
    Wake before = ofLane.get(lane);
    if (before == null || !before.at().equals(at)) {
      remove(lane);
      Wake wake = new Wake(at, numbers++, lane);
      ofLane.put(lane, wake);
      inOrder.add(wake);
    }
  }

  /** The lane has none any more. */
  void remove(Lane lane) {
    Wake before = ofLane.remove(lane);
    if (before != null) {
      inOrder.remove(before);
    }
  }

  /** Takes out those whose time has come. */
  List<Lane> due(Instant now) {
    List<Lane> due = new ArrayList<>();
    while (!inOrder.isEmpty() && !inOrder.first().at().isAfter(now)) {
      Lane lane = inOrder.first().lane();
      remove(lane);
      due.add(lane);
    }
    return due;
  }

  /** The earliest time; {@link Instant#MAX} = there is none. */
  Instant next() {
    return inOrder.isEmpty() ? Instant.MAX : inOrder.first().at();
  }

  int size() {
    return inOrder.size();
  }

  /** The number tells wakes of the same time apart. */
  private record Wake(Instant at, long number, Lane lane) {}
}
