package dev.carillon.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Finds the webhook that a user names, by its id or by its name. */
public final class WebhookLookup {

  private static final String ID = "[0-9A-Za-z_-]{22}";

  private WebhookLookup() {}

  /**
   * The id of a webhook. What has the form of an id is taken for one, also of a webhook that was
   * removed, unless it is the name of another one; a name may be written in upper or lower case
   * where that is clear.
   *
   * @throws Failure where no webhook has the name, or several have
   */
  public static String id(ServerClient server, String named) {
    List<JsonNode> all = new ArrayList<>();
    server.get("/api/webhooks", Map.of()).forEach(all::add);
    if (named.matches(ID)
        && (all.stream().anyMatch(one -> one.path("id").asText().equals(named))
            || all.stream().noneMatch(one -> one.path("name").asText().equalsIgnoreCase(named)))) {
      return named;
    }
    List<String> found =
        ids(all.stream().filter(one -> one.path("name").asText().equals(named)).toList());
    if (found.isEmpty()) {
      found =
          ids(
              all.stream()
                  .filter(one -> one.path("name").asText().equalsIgnoreCase(named))
                  .toList());
    }
    if (found.isEmpty()) {
      throw new Failure(
          ExitCode.NOT_FOUND,
          "no webhook has the id or name '" + named + "'; see carillon webhooks list");
    }
    if (found.size() > 1) {
      throw new Failure(
          ExitCode.USAGE,
          "several webhooks have the name '"
              + named
              + "'; give the id of one of them: "
              + String.join(", ", found));
    }
    return found.getFirst();
  }

  private static List<String> ids(List<JsonNode> webhooks) {
    return webhooks.stream().map(one -> one.path("id").asText()).toList();
  }
}
