package dev.carillon.server.commands;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.commands.Carillon.Ended;
import dev.carillon.server.testing.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code carillon why}, {@code webhooks retries} and {@code --dry-run}. */
class WhyCommandTest {

  @TempDir Path folder;

  @Test
  void whatAWebhookGotAndWouldGetIsExplained() throws IOException {
    try (ServerWithShell server = ServerWithShell.loggedIn(folder)) {
      Carillon shell = server.shell();
      String id =
          shell
              .run(
                  "webhooks",
                  "create",
                  "--json",
                  "--name",
                  "orders",
                  "--url",
                  "http://127.0.0.1:9/",
                  "--events",
                  "asset_create",
                  "--query",
                  "name:*.txt AND NOT name:b*")
              .is(0)
              .json()
              .path("id")
              .asText();
      String asset = server.admin().newAsset("/A", "b.txt");

      Ended why = shell.run("why", asset, "--webhook", "orders", "--last", "5");
      assertThat(why.is(0).out())
          .contains(
              "orders does not get this event",
              "nothing: there is no delivery",
              "✓ The webhook was registered before the event was recorded.",
              "✗ The query does not find the asset",
              "    ✗ all of these",
              "      ✓ name:*.txt  (it was b.txt)",
              "      ✗ not this",
              "        ✓ name:b*  (it was b.txt)");
      JsonNode json = shell.run("why", asset, "--webhook", id, "--json").is(0).json();
      assertThat(json.path("verdict").asText()).isEqualTo("doesNotGet");
      String event = json.at("/event/id").asText();
      assertThat(shell.run("why", event, "--webhook", "orders").is(0).out())
          .contains("(" + event + ")");
      assertThat(shell.run("why", "no-such-thing", "--webhook", "orders").is(4).err())
          .contains("'no-such-thing'");
      assertThat(shell.run("why", event, "--webhook", "none").is(4).err()).contains("none");
      shell.run("why", event, "--webhook", "orders", "--last", "0").is(2);
      assertThat(shell.run("why", event).is(2).err()).contains("--webhook is missing");

      Ended dry = shell.run("webhooks", "update", id, "--query", "name:*.txt", "--dry-run");
      assertThat(dry.is(0).out())
          .contains("Nothing was saved.", "It gets 0 of them now: 1 more, 0 fewer.", "+ 2")
          .contains("payload  {\"timestamp\":");
      assertThat(shell.run("webhooks", "get", id, "--json").json().at("/foldersAndQuery/query"))
          .hasToString("\"name:*.txt AND NOT name:b*\"");
      JsonNode created =
          server.admin().get("/api/events", "asset", asset, "type", "asset_create").ok();
      ofOneEvent(shell, id, created.at("/items/0/id").asText());
      JsonNode made =
          shell
              .run(
                  "webhooks",
                  "create",
                  "--json",
                  "--name",
                  "all",
                  "--url",
                  "http://127.0.0.1:9/",
                  "--events",
                  "asset_create",
                  "--dry-run-events",
                  "2000")
              .is(0)
              .json();
      assertThat(made.path("matches").asInt()).isEqualTo(1);
      assertThat(made.path("complete").asBoolean()).isTrue();
      assertThat(made.path("job").isTextual()).isTrue();
      assertThat(server.admin().get("/api/webhooks").json()).hasSize(1);

      assertThat(
              shell
                  .run("webhooks", "retries", "orders", "--from", "2026-11-30T12:00:00Z")
                  .is(0)
                  .out())
          .contains("ATTEMPT", "2026-11-30T15:42:36.000Z", "7200 s");
      ofADelivery(server);
    }
  }

  private static void ofOneEvent(Carillon shell, String id, String event) {
    String[] wider = {"webhooks", "update", id, "--query", "name:*.txt", "--event", event};
    assertThat(shell.run(wider).is(0).out())
        .contains(
            "Nothing was saved. The webhook would get this event.",
            "By its settings of now it does not get it.",
            "✓ The query finds the asset",
            "payload  {\"timestamp\":");
    assertThat(shell.run("webhooks", "update", id, "--event", event).is(0).out())
        .contains(
            "Nothing was saved. The webhook would not get this event.",
            "✗ The query does not find the asset",
            "        ✓ name:b*  (it was b.txt)")
        .doesNotContain("settings of now", "payload");
    String template = "{'text': $exists(metadata.name) ? metadata.name : $sum(type)}";
    String[] shaped = {"webhooks", "update", id, "--template", template, "--query", "name:*"};
    assertThat(shell.run(with(shaped, "--event", event, "--metadata", "name")).is(0).out())
        .contains("payload  {\"text\":\"b.txt\"}")
        .doesNotContain("made no body");
    assertThat(shell.run(with(shaped, "--event", event)).is(0).out())
        .contains("payload  {\"timestamp\":", "The template made no body");
    JsonNode json = shell.run(with(wider, "--json")).is(0).json();
    assertThat(json.path("examined").asInt()).isEqualTo(1);
    assertThat(json.path("predicates")).isNotEmpty();
    assertThat(shell.run(with(wider, "--dry-run-events", "5")).is(2).err())
        .contains("--event examines one event and --dry-run-events several");
    assertThat(shell.run("webhooks", "update", id, "--event", "asset_create").is(2).err())
        .contains("--event 'asset_create' is not the id of an event", "--events");
    assertThat(shell.run("webhooks", "update", id, "--event", "x".repeat(22)).is(4).err())
        .contains("x".repeat(22));
  }

  private static String[] with(String[] command, String... more) {
    return Stream.concat(Stream.of(command), Stream.of(more)).toArray(String[]::new);
  }

  private static void ofADelivery(ServerWithShell server) throws IOException {
    Carillon shell = server.shell();
    String id =
        shell
            .run(
                "webhooks",
                "create",
                "--json",
                "--name",
                "batches",
                "--url",
                "http://127.0.0.1:9/",
                "--events",
                "asset_create",
                "--batch-events",
                "2",
                "--batch-seconds",
                "3600")
            .is(0)
            .json()
            .path("id")
            .asText();
    String asset = server.admin().newAsset("/A", "one.bin");
    assertThat(shell.run("why", asset, "--webhook", id).is(0).out())
        .contains("batches gets this event", "it is held", "… One event waits for a batch");
    server.admin().newAsset("/A", "two.bin");
    Await.until(
        "batched",
        () ->
            !server
                .admin()
                .get("/api/deliveries", "webhook", id)
                .json()
                .at("/items/0")
                .isMissingNode());
    JsonNode batch = server.admin().get("/api/deliveries", "webhook", id).json().at("/items/0");
    for (String one : List.of(batch.path("id").asText(), batch.at("/event/id").asText())) {
      Ended why = shell.run("why", one);
      assertThat(why.is(0).out())
          .contains("It is element 0 (from 0) of the batch", "It is element 1 (from 0)");
      assertThat(why.err()).contains("Delivery " + batch.path("id").asText() + " (batch)");
    }
    server.admin().bare("DELETE", "/services/admin/webhook/" + id).is(204);
  }
}
