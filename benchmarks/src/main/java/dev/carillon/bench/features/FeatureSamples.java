package dev.carillon.bench.features;

import dev.carillon.bench.duel.Profile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How many samples of processor time were taken in the code of features, or below it: where a
 * method of one is on the stack, all that it called counts as its.
 */
final class FeatureSamples {

  private final List<FeatureCode> features;
  private final Map<String, Optional<String>> known = new HashMap<>();
  private final Map<String, Integer> counts = new HashMap<>();
  private final Map<String, Integer> byType = new HashMap<>();
  private int all;
  private int any;

  FeatureSamples(List<FeatureCode> features) {
    this.features = List.copyOf(features);
  }

  /** Counts those of a recording. */
  void read(Path recording) throws IOException {
    var _ =
        Profile.each(
            recording,
            frames ->
                add(frames.stream().map(frame -> frame.getMethod().getType().getName()).toList()));
  }

  /**
   * One more sample.
   *
   * @param types the classes whose methods are on the stack
   */
  void add(List<String> types) {
    Set<String> found = new HashSet<>();
    for (String type : Set.copyOf(types)) {
      featureOf(type)
          .ifPresent(
              feature -> {
                found.add(feature);
                byType.merge(type, 1, Integer::sum);
              });
    }
    found.forEach(feature -> counts.merge(feature, 1, Integer::sum));
    all++;
    any += found.isEmpty() ? 0 : 1;
  }

  private Optional<String> featureOf(String type) {
    return known.computeIfAbsent(
        type,
        name ->
            features.stream()
                .filter(feature -> feature.has(name))
                .map(FeatureCode::feature)
                .findFirst());
  }

  /** How many samples there are. */
  int all() {
    return all;
  }

  /** The share of those that belong to any feature, in percent. */
  double percent() {
    return percent(any);
  }

  /** The share of those that belong to this one, in percent. */
  double percent(String feature) {
    return percent(counts.getOrDefault(feature, 0));
  }

  /**
   * What the share of any is at most, in percent: of many runs like this one, at least nineteen of
   * twenty would show no larger one.
   */
  double percentAtMost() {
    return percent(any + 1 + 2 * Math.sqrt(any + 1));
  }

  private double percent(double samples) {
    return all == 0 ? 0 : samples * 100 / all;
  }

  /** A line for each feature that was seen, and for each class, those seen most often first. */
  String table() {
    return lines(counts) + "of them by class:\n" + lines(byType);
  }

  private String lines(Map<String, Integer> samples) {
    StringBuilder lines = new StringBuilder();
    samples.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
        .forEach(
            entry ->
                lines.append(
                    "%8.3f %%  %s%n".formatted(percent(entry.getValue()), entry.getKey())));
    return lines.toString();
  }
}
