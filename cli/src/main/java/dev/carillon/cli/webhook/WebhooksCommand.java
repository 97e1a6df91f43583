package dev.carillon.cli.webhook;

import static dev.carillon.cli.remote.ServerClient.part;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.cli.remote.Confirmation;
import dev.carillon.cli.remote.RemoteOptions;
import dev.carillon.cli.remote.WebhookLookup;
import dev.carillon.cli.terminal.Listing;
import dev.carillon.cli.terminal.Screen;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code carillon webhooks}; each method is a command. */
@Command(
    name = "webhooks",
    addMethodSubcommands = false,
    headerHeading = "Example: carillon webhooks list%n",
    description = "Lists, registers, changes and tests webhooks.")
public final class WebhooksCommand {

  private static final String WEBHOOK = "The webhook, by id or name.";
  private static final String ADMIN = "/services/admin/webhook";
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  @Command(
      name = "list",
      headerHeading = "Example: carillon webhooks list --json%n",
      description = "Lists all webhooks and their health.")
  void list(@Mixin RemoteOptions remote) {
    Listing listing =
        new Listing(
            remote.screen(),
            WebhooksCommand::row,
            "id",
            "name",
            "health",
            "backlog",
            "success 24 h",
            "url");
    remote.server().get("/api/webhooks", Map.of()).forEach(listing::add);
    listing.end();
  }

  private static List<String> row(JsonNode webhook) {
    List<String> row =
        new ArrayList<>(Screen.texts(webhook, "id", "name", "health", "backlog", "url"));
    if (webhook.path("heldUntil").isTextual()) {
      row.set(2, row.get(2) + ", held by the receiver until " + webhook.path("heldUntil").asText());
    }
    row.set(3, row.get(3) + (webhook.path("backlogMore").asBoolean() ? "+" : ""));
    row.add(row.size() - 1, percent(webhook.path("successRate24h")));
    return row;
  }

  private static String percent(JsonNode rate) {
    return rate.isNumber() ? Math.round(rate.asDouble() * 1000) / 10.0 + " %" : "–";
  }

  @Command(
      name = "get",
      headerHeading = "Example: carillon webhooks get 2n-UzMFgate9nAwg8zLXCs%n",
      description = "Shows a webhook; its secret only with --show-secret.")
  void get(
      @Mixin RemoteOptions remote,
      @Parameters(paramLabel = "WEBHOOK", description = WEBHOOK) String named,
      @Option(names = "--show-secret", description = "Prints the secret too.") boolean secret) {
    String id = WebhookLookup.id(remote.server(), named);
    shown(remote, remote.server().get(ADMIN + "/" + part(id), Map.of()), secret);
  }

  @Command(
      name = "create",
      headerHeading =
          "Example: carillon webhooks create --name orders --url https://example.com/hook \\%n"
              + "           --events asset_create,asset_remove --show-secret%n",
      description = "Registers a webhook.")
  void create(
      @Mixin RemoteOptions remote,
      @Mixin WebhookFields fields,
      @Mixin WebhookDryRun dryRun,
      @Option(names = "--show-secret", description = "Prints the secret too.") boolean secret) {
    if (dryRun.asked()) {
      dryRun.show(remote, "", fields.whole());
      return;
    }
    shown(remote, remote.server().send("POST", ADMIN, fields.whole()), secret);
  }

  @Command(
      name = "update",
      headerHeading =
          "Example: carillon webhooks update 2n-UzMFgate9nAwg8zLXCs --max-per-second 10%n",
      description = "Changes the given fields of a webhook; the others stay as they are.")
  void update(
      @Mixin RemoteOptions remote,
      @Parameters(paramLabel = "WEBHOOK", description = WEBHOOK) String named,
      @Mixin WebhookFields fields,
      @Mixin WebhookDryRun dryRun) {
    if (!dryRun.ofOneEvent()) {
      fields.requireSome();
    }
    String id = WebhookLookup.id(remote.server(), named);
    JsonNode before = remote.server().get(ADMIN + "/" + part(id), Map.of());
    if (dryRun.asked()) {
      dryRun.show(remote, id, fields.perhapsGiven(before));
      return;
    }
    ObjectNode changes = fields.given(before);
    shown(remote, remote.server().send("POST", ADMIN + "/" + part(id), changes), false);
  }

  @Command(
      name = "enable",
      headerHeading = "Example: carillon webhooks enable 2n-UzMFgate9nAwg8zLXCs%n",
      description =
          "Enables a webhook. To send the events it missed, use carillon deliveries recover.")
  void enable(
      @Mixin RemoteOptions remote,
      @Parameters(paramLabel = "WEBHOOK", description = WEBHOOK) String named) {
    String id = WebhookLookup.id(remote.server(), named);
    shown(remote, remote.server().send("PUT", ADMIN + "/" + part(id) + "/enable"), false);
  }

  @Command(
      name = "disable",
      headerHeading = "Example: carillon webhooks disable 2n-UzMFgate9nAwg8zLXCs%n",
      description = "Disables a webhook: no event is sent, and missed events are kept.")
  void disable(
      @Mixin RemoteOptions remote,
      @Parameters(paramLabel = "WEBHOOK", description = WEBHOOK) String named) {
    String id = WebhookLookup.id(remote.server(), named);
    shown(remote, remote.server().send("PUT", ADMIN + "/" + part(id) + "/disable"), false);
  }

  @Command(
      name = "remove",
      headerHeading = "Example: carillon webhooks remove 2n-UzMFgate9nAwg8zLXCs --yes%n",
      description = "Removes a webhook and cancels its pending deliveries.")
  void remove(
      @Mixin RemoteOptions remote,
      @Parameters(paramLabel = "WEBHOOK", description = WEBHOOK) String named,
      @Option(names = "--yes", description = "Does not ask for confirmation.") boolean yes) {
    String id = WebhookLookup.id(remote.server(), named);
    JsonNode webhook = remote.server().get(ADMIN + "/" + part(id), Map.of());
    String name = Screen.text(webhook.path("name"));
    Confirmation.confirm(remote, yes, "Remove the webhook '" + name + "' permanently?");
    remote.server().send("DELETE", ADMIN + "/" + part(id));
    remote.screen().say("Removed '" + name + "'.");
    remote.screen().result(NODES.objectNode().put("id", id).put("removed", true));
  }

  @Command(
      name = "test",
      headerHeading =
          "Example: carillon webhooks test 2n-UzMFgate9nAwg8zLXCs --event asset_create%n",
      description =
          "Sends one request now and shows request and response. Exits with 1 if the"
              + " response is not 2xx.")
  int test(
      @Mixin RemoteOptions remote,
      @Parameters(paramLabel = "WEBHOOK", description = WEBHOOK) String named,
      @Option(
              names = "--event",
              paramLabel = "TYPE",
              defaultValue = "",
              description = "The event type whose example is sent (default: a ping).")
          String event,
      @Option(
              names = "--while-disabled",
              description = "Also sends the test if the webhook is disabled.")
          boolean whileDisabled) {
    String id = WebhookLookup.id(remote.server(), named);
    var body = NODES.objectNode();
    if (whileDisabled) {
      body.put("whileDisabled", true);
    }
    if (!event.isEmpty()) {
      body.put("eventType", event);
    }
    JsonNode attempt = remote.server().send("POST", "/api/webhooks/" + part(id) + "/tests", body);
    return TestResult.shown(remote.screen(), attempt).number();
  }

  @Command(
      name = "roll-secret",
      headerHeading =
          "Example: carillon webhooks roll-secret 2n-UzMFgate9nAwg8zLXCs --overlap-hours 24%n",
      description = "Rotates the secret of a webhook and prints the new one.")
  void rollSecret(
      @Mixin RemoteOptions remote,
      @Parameters(paramLabel = "WEBHOOK", description = WEBHOOK) String named,
      @Option(
              names = "--overlap-hours",
              paramLabel = "HOURS",
              defaultValue = "0",
              description = "How many hours the old secret stays valid, 0–168 (default: 0).")
          int hours) {
    String id = WebhookLookup.id(remote.server(), named);
    var body = NODES.objectNode().put("overlapHours", hours);
    shown(
        remote,
        remote.server().send("POST", ADMIN + "/" + part(id) + "/generate-token", body),
        true);
  }

  @Command(
      name = "stats",
      headerHeading = "Example: carillon webhooks stats 2n-UzMFgate9nAwg8zLXCs --window 7d%n",
      description = "Shows statistics of a webhook's deliveries.")
  void stats(
      @Mixin RemoteOptions remote,
      @Parameters(paramLabel = "WEBHOOK", description = WEBHOOK) String named,
      @Option(
              names = "--window",
              paramLabel = "SPAN",
              defaultValue = "24h",
              description = "The time window: 1h, 24h, 7d or 30d (default: 24h).")
          String window) {
    String id = WebhookLookup.id(remote.server(), named);
    JsonNode stats =
        remote.server().get("/api/webhooks/" + part(id) + "/stats", Map.of("window", window));
    remote.screen().showFacts(stats);
  }

  @Command(
      name = "schema",
      headerHeading = "Example: carillon webhooks schema 2n-UzMFgate9nAwg8zLXCs --language java%n",
      description =
          "Prints the JSON Schema of exactly the payloads that a webhook gets, or types made from"
              + " it.")
  void schema(
      @Mixin RemoteOptions remote,
      @Parameters(paramLabel = "WEBHOOK", description = WEBHOOK) String named,
      @Option(
              names = "--language",
              paramLabel = "LANGUAGE",
              defaultValue = "",
              description = "typescript or java: prints types of this language instead.")
          String language) {
    String id = WebhookLookup.id(remote.server(), named);
    String webhook = "/api/webhooks/" + part(id);
    if (language.isEmpty()) {
      remote.screen().document(remote.server().get(webhook + "/schema", Map.of()));
      return;
    }
    try (InputStream types =
        remote.server().open(webhook + "/types", Map.of("language", language))) {
      String text = new String(types.readAllBytes(), StandardCharsets.UTF_8);
      remote.screen().print(text.replaceAll("[\\p{Cntrl}&&[^\n]]", "?").stripTrailing());
    } catch (IOException lost) {
      throw new UncheckedIOException(lost);
    }
  }

  private static void shown(RemoteOptions remote, JsonNode webhook, boolean secret) {
    ObjectNode printed = webhook.deepCopy();
    if (secret && !webhook.has("secretToken")) {
      remote
          .screen()
          .say("The secret is not shown: this API token lacks the scope webhooks:write.");
    }
    if (!secret) {
      printed.remove("secretToken");
    }
    remote.screen().showFacts(printed);
    webhook.path("warnings").forEach(each -> remote.screen().say("Warning: " + each.asText()));
  }
}
