package dev.carillon.server.attacks.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What answers told: ids, keys, cursors and paths, so that later requests meet something. */
final class Known {

  private static final Pattern KIND =
      Pattern.compile("deliver|event|job|webhook|inspector|group|folder|token|session");
  private static final int EACH_MAX = 60;
  private static final List<String> TELLING =
      List.of(
          "id",
          "key",
          "authKey",
          "next",
          "cursor",
          "assetPath",
          "folderPath",
          "path",
          "relationId",
          "name",
          "version",
          "processId",
          "username");

  private final Map<String, List<String>> values = new LinkedHashMap<>();
  private final Set<String> spared = new HashSet<>();

  /** These are never told again: without them nobody could go on. */
  synchronized void spare(Collection<String> some) {
    spared.addAll(some);
  }

  /** Of what kind the ids of a path are. */
  static String kind(String path) {
    Matcher kind = KIND.matcher(path);
    return kind.find() ? kind.group() : "asset";
  }

  /** Takes what is telling out of what a path answered. */
  synchronized void learn(String path, JsonNode answer) {
    answer
        .properties()
        .forEach(
            member -> {
              JsonNode value = member.getValue();
              if (value.isValueNode() && TELLING.contains(member.getKey())) {
                String name = member.getKey();
                add(name.equals("id") ? kind(path) : name, value.asText());
              }
            });
    int seen = 0;
    for (JsonNode child : answer) {
      if (child.isContainerNode() && seen++ < 20) {
        learn(path, child);
      }
    }
  }

  private void add(String name, String value) {
    List<String> all = values.computeIfAbsent(name, n -> new ArrayList<>());
    if (value.length() < 500
        && !value.isEmpty()
        && !all.contains(value)
        && !spared.contains(value)) {
      if (all.size() >= EACH_MAX) {
        all.removeFirst();
      }
      all.add(value);
    }
  }

  /** A value for a parameter of this name at this path, as likely as not one that exists. */
  synchronized String of(String path, String name, RandomGenerator random) {
    String key =
        switch (name) {
          case "after", "cursor" -> "next";
          case "key", "keys" -> "authKey";
          case "folderPath", "path", "source", "target", "assetPath" -> "assetPath";
          case "name" -> "name";
          case "version" -> "version";
          case "webhook" -> "webhook";
          case "event" -> "event";
          case "username" -> "username";
          default -> kind(path);
        };
    List<String> all = values.getOrDefault(key, List.of());
    return all.isEmpty() ? "none" : all.get(random.nextInt(all.size()));
  }

  /** Any that is known. */
  synchronized String any(RandomGenerator random) {
    List<List<String>> all = new ArrayList<>(values.values());
    if (all.isEmpty()) {
      return "none";
    }
    List<String> some = all.get(random.nextInt(all.size()));
    return some.get(random.nextInt(some.size()));
  }
}
