package dev.carillon.server.webhooks.explain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Counts what the cases are: a test of which all are alike shows little. */
final class Cases {

  private static final List<String> VERDICTS =
      List.of("gets", "doesNotGet", "missed", "dropped", "held");

  /** What alone can decide that a webhook does not get an event that it would get else. */
  private static final List<String> DECISIVE =
      List.of(
          "existed",
          "notAboutItself",
          "type",
          "folders",
          "query",
          "filterChange",
          "triggerMetadataFields",
          "onBehalfOf");

  private static final List<String> ANSWERS =
      List.of(
          "enabled fails",
          "debounce waits",
          "debounce holds",
          "debounce fails",
          "batch waits",
          "batch holds",
          "sending waits",
          "template made it",
          "template failed");

  private final Map<String, Integer> counts = new TreeMap<>();

  /** Which of the features below a webhook has had ever since it was registered. */
  private final Map<String, Set<String>> features = new HashMap<>();

  /** A webhook was registered with this feature, and stays so. */
  void has(String webhook, String feature) {
    features.put(webhook, Set.of(feature));
  }

  /** One more of these. */
  void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }

  /** How many there were of these. */
  int of(String what) {
    return counts.getOrDefault(what, 0);
  }

  /** A case, in which the explanation was right. */
  void add(JsonNode why, String verdict, String webhook) {
    boolean held = why.at("/happened/state").asText().equals("held");
    String came = held ? "held" : verdict;
    count(came);
    if (OwnEvents.TYPES.contains(why.at("/event/type").asText())) {
      count("own event " + came);
    }
    features.getOrDefault(webhook, Set.of()).forEach(one -> count(one + " " + came));
    List<String> failed =
        why.path("predicates")
            .valueStream()
            .filter(predicate -> predicate.path("verdict").asText().equals("fails"))
            .map(predicate -> predicate.path("name").asText())
            .toList();
    if (failed.size() == 1) {
      count("decided by " + failed.getFirst());
    }
    for (JsonNode predicate : why.path("predicates")) {
      String name = predicate.path("name").asText();
      if (name.equals("template")) {
        boolean made = predicate.at("/value/problem").isNull();
        count("template " + (made ? "made it" : "failed"));
      } else {
        count(name + " " + predicate.path("verdict").asText());
      }
    }
  }

  /** Nothing of this may be missing. */
  void checkAllWereThere() {
    System.out.println("explained: " + counts);
    Stream.of(
            VERDICTS.stream(),
            DECISIVE.stream().map(name -> "decided by " + name),
            ANSWERS.stream(),
            VERDICTS.stream().filter(one -> !one.equals("dropped")).map(one -> "own event " + one),
            Stream.of("pulled", "ordered", "shaped", "pinned").map(one -> one + " gets"))
        .flatMap(all -> all)
        .forEach(what -> assertThat(of(what)).as("%s of %s", what, counts).isPositive());
    assertThat(counts).doesNotContainKey("unknown");
    assertThat(of("gets")).as("gets of %s", counts).isGreaterThan(100);
    assertThat(of("doesNotGet")).as("doesNotGet of %s", counts).isGreaterThan(100);
    assertThat(of("own event gets")).as("own events of %s", counts).isGreaterThan(30);
  }
}
