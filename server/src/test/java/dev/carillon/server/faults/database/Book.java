package dev.carillon.server.faults.database;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What was asked for and what arrived, and whether they agree. */
final class Book {

  private final Queue<Asked> asked = new ConcurrentLinkedQueue<>();
  private final Queue<Arrival> arrivals = new ConcurrentLinkedQueue<>();

  void add(Asked change) {
    asked.add(change);
  }

  void add(Arrival arrival) {
    arrivals.add(arrival);
  }

  List<Asked> asked() {
    return List.copyOf(asked);
  }

  List<Arrival> arrivals() {
    return List.copyOf(arrivals);
  }

  long count(Predicate<Asked> which) {
    return asked.stream().filter(which).count();
  }

  /** Accepted changes that a webhook was not told of. */
  List<String> lost(Set<String> webhooks) {
    Set<List<String>> told = told(arrivals);
    List<String> lost = new ArrayList<>();
    for (Asked change : asked) {
      for (String webhook : webhooks) {
        if (change.accepted() && !told.contains(List.of(webhook, change.value()))) {
          lost.add(webhook + " was not told of " + change);
        }
      }
    }
    return lost;
  }

  /** Refused changes that a webhook was told of. */
  List<String> phantoms() {
    Set<String> told = arrivals.stream().map(Arrival::value).collect(Collectors.toSet());
    return asked.stream()
        .filter(change -> change.refused() && told.contains(change.value()))
        .map(change -> "was made: " + change)
        .toList();
  }

  /** What came more than once, which no receiver asked for. */
  List<String> doubled() {
    Map<List<String>, List<Arrival>> same =
        arrivals.stream()
            .collect(Collectors.groupingBy(one -> List.of(one.webhook(), one.value())));
    return same.values().stream()
        .filter(ones -> ones.size() > 1)
        .map(ones -> "came " + ones.size() + " times: " + ones)
        .toList();
  }

  private static Set<List<String>> told(Collection<Arrival> arrivals) {
    return arrivals.stream()
        .map(arrival -> List.of(arrival.webhook(), arrival.value()))
        .collect(Collectors.toSet());
  }
}
