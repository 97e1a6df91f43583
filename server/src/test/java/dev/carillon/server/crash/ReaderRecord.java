package dev.carillon.server.crash;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What all readers of one consumer did, in the order in which they did it, and what is wrong with
 * it.
 */
final class ReaderRecord {

  private final List<ReaderLine> lines;
  private final List<ReaderLine> gets;

  /** From when a request was under way. */
  private final Map<String, ReaderLine> asked = new HashMap<>();

  /** Where it was said first of an event that its acknowledgement is on the way. */
  private final Map<String, Integer> acknowledging = new HashMap<>();

  /** Where it was said first that an event has ended. */
  private final Map<String, Integer> done = new HashMap<>();

  /** The changes of each asset, by number. */
  private final Map<String, NavigableMap<Integer, String>> changes = new TreeMap<>();

  ReaderRecord(List<ReaderLine> all, String consumer) {
    lines = all.stream().filter(line -> line.reader().startsWith(consumer + "-")).toList();
    gets = lines.stream().filter(line -> line.what() == ReaderLine.GETS).toList();
    for (ReaderLine line : lines) {
      switch (line.what()) {
        case ReaderLine.ASKS -> asked.put(line.from(), line);
        case ReaderLine.GETS ->
            changes
                .computeIfAbsent(line.asset(), none -> new TreeMap<>())
                .put(line.number(), line.event());
        case ReaderLine.ACKNOWLEDGES ->
            line.words().forEach(id -> acknowledging.putIfAbsent(id, line.place()));
        default -> line.words().forEach(id -> done.putIfAbsent(id, line.place()));
      }
    }
  }

  /** The numbers of the changes of an asset that were read. */
  Set<Integer> numbers(String asset) {
    return changes.getOrDefault(asset, new TreeMap<>()).keySet();
  }

  /** How many different events were read. */
  int events() {
    return changes.values().stream().mapToInt(Map::size).sum();
  }

  /** How many events were read again. */
  int repeated() {
    return gets.size() - events();
  }

  /** The readers that got something, without which process it was. */
  Set<String> readers() {
    return gets.stream()
        .map(line -> line.reader().substring(0, line.reader().lastIndexOf('.')))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** What a process had got, and had not begun to acknowledge when it ended. */
  Set<String> heldAtItsEnd(String process) {
    Set<String> held = new HashSet<>();
    for (ReaderLine line : lines) {
      if (line.reader().equals(process)) {
        if (line.what() == ReaderLine.GETS) {
          held.add(line.event());
        } else if (line.what() == ReaderLine.ACKNOWLEDGES) {
          held.removeAll(line.words());
        }
      }
    }
    return held;
  }

  /** The events whose acknowledgement no reader has begun. */
  Set<String> neverAcknowledged() {
    Set<String> never = new TreeSet<>();
    gets.stream()
        .map(ReaderLine::event)
        .filter(id -> !acknowledging.containsKey(id))
        .forEach(never::add);
    return never;
  }

  /** What was given out to a request that began after it was said that the event has ended. */
  List<String> againAfterItsEnd() {
    return gets.stream()
        .filter(line -> done.getOrDefault(line.event(), Integer.MAX_VALUE) < begun(line).place())
        .map(line -> line.from() + " got " + line.event())
        .toList();
  }

  /**
   * What two readers had at a time: an attempt is one lease, and the next one begins when that has
   * ended.
   */
  List<String> shared() {
    List<String> wrong = new ArrayList<>();
    Map<String, ReaderLine> last = new HashMap<>();
    Set<String> attempts = new HashSet<>();
    for (ReaderLine line : gets) {
      if (!attempts.add(line.event() + " " + line.attempt())) {
        wrong.add(line.from() + " got attempt " + line.attempt() + " of " + line.event());
      }
      ReaderLine before = last.put(line.event(), line);
      if (before != null
          && !before.from().equals(line.from())
          && line.nanos() - begun(before).nanos() < ReaderLine.LEASE.toNanos()) {
        wrong.add(line.from() + " and " + before.from() + " had " + line.event());
      }
    }
    return wrong;
  }

  /** Of one response, the changes of an asset that are not in their order. */
  List<String> responsesOutOfOrder() {
    List<String> wrong = new ArrayList<>();
    Map<String, Integer> last = new HashMap<>();
    for (ReaderLine line : gets) {
      if (line.reader().contains("-pull-")) {
        Integer before = last.put(line.from() + " " + line.asset(), line.number());
        if (before != null && before >= line.number()) {
          wrong.add(line.from() + " got " + line.number() + " of " + line.asset());
        }
      }
    }
    return wrong;
  }

  /**
   * What came before its turn: a change of an asset comes with all earlier ones of the asset, or
   * after their acknowledgement.
   */
  List<String> beforeTheirTurn() {
    List<String> wrong = new ArrayList<>();
    Set<String> had = new HashSet<>();
    for (ReaderLine line : gets) {
      had.add(line.from() + " " + line.event());
      NavigableMap<Integer, String> all = changes.getOrDefault(line.asset(), new TreeMap<>());
      for (Map.Entry<Integer, String> earlier : all.headMap(line.number(), false).entrySet()) {
        boolean with = had.contains(line.from() + " " + earlier.getValue());
        boolean after =
            acknowledging.getOrDefault(earlier.getValue(), Integer.MAX_VALUE) < line.place();
        if (!with && !after) {
          wrong.add(
              line.from()
                  + " got change "
                  + line.number()
                  + " of "
                  + line.asset()
                  + " before change "
                  + earlier.getKey());
        }
      }
    }
    return wrong;
  }

  private ReaderLine begun(ReaderLine line) {
    ReaderLine begun = asked.get(line.from());
    if (begun == null) {
      throw new IllegalStateException("a request that never began: " + line);
    }
    return begun;
  }
}
