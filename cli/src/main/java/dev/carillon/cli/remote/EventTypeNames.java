package dev.carillon.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The names of the event types that the server knows. Who waits for events of a name that is none
 * would wait for ever, so that is an error.
 *
 * @param all them
 * @param operational those of them that are about webhooks and alerts
 */
public record EventTypeNames(List<String> all, Set<String> operational) {

  /** The group of the types that are about webhooks. */
  private static final String OPERATIONAL = "operational";

  /** The event types of this server. */
  public static EventTypeNames of(ServerClient server) {
    List<String> names = new ArrayList<>();
    Set<String> operational = new HashSet<>();
    for (JsonNode type : server.get("/api/event-types", Map.of())) {
      String name = type.path("name").asText();
      names.add(name);
      if (type.path("group").asText().equals(OPERATIONAL)) {
        operational.add(name);
      }
    }
    return new EventTypeNames(names, operational);
  }

  /**
   * What is meant by a list such as {@code asset_*,folder_create}; {@code asset.*} means the same
   * as {@code asset_*}. Nothing means all types.
   *
   * @param option where it was given
   * @throws Failure where a part of it is the name of no type
   */
  public Set<String> meant(String option, String list) {
    Set<String> meant = new LinkedHashSet<>();
    for (String part : list.split(",", -1)) {
      String wanted = part.strip();
      if (wanted.isEmpty()) {
        continue;
      }
      List<String> found = named(wanted);
      found = found.isEmpty() ? named(wanted.replace('.', '_')) : found;
      if (found.isEmpty()) {
        throw new Failure(
            ExitCode.USAGE,
            "%s is '%s', but there is no event type '%s'; see carillon events types"
                .formatted(option, list, wanted));
      }
      meant.addAll(found);
    }
    return meant;
  }

  private List<String> named(String wanted) {
    if (!wanted.matches("[A-Za-z0-9_.*]+")) {
      return List.of();
    }
    String form = wanted.replace(".", "\\.").replaceAll("\\*+", ".*");
    return all.stream().filter(name -> name.matches(form)).toList();
  }
}
