package dev.carillon.server.commands;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.ScriptedReceiver;
import dev.carillon.server.commands.Carillon.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code carillon webhooks}. */
class WebhookCommandsTest {

  @TempDir Path folder;

  @Test
  void aWebhookLivesThroughTheCommandsAndItsSecretIsShownOnRequestOnly() throws IOException {
    try (ServerWithShell server = ServerWithShell.loggedIn(folder)) {
      Carillon shell = server.shell();
      Ended made =
          shell.run(
              "webhooks",
              "create",
              "--json",
              "--name",
              "orders",
              "--url",
              "http://127.0.0.1:9000/",
              "--events",
              "asset_create,asset_remove",
              "--folder",
              "/Demo Zone");
      String id = made.is(0).json().path("id").asText();
      assertThat(made.out()).doesNotContain("secretToken");
      assertThat(made.json().path("foldersAndQuery").path("folders").path(0).asText())
          .isEqualTo("/Demo Zone");
      assertThat(made.json().path("eventTypes")).hasSize(2);

      Ended changed = shell.run("webhooks", "update", "--json", id, "--max-per-second", "7");
      assertThat(changed.is(0).json().path("maxPerSecond").asInt()).isEqualTo(7);
      assertThat(changed.json().path("name").asText()).isEqualTo("orders");
      Ended formatted =
          shell.run(
              "webhooks",
              "update",
              "--json",
              id,
              "--format",
              "cloudevents-binary",
              "--cloudevents-source",
              "urn:dam");
      assertThat(formatted.is(0).json().path("format").asText()).isEqualTo("cloudevents-binary");
      assertThat(formatted.json().path("cloudEventsSource").asText()).isEqualTo("urn:dam");
      Ended queried = shell.run("webhooks", "update", "--json", id, "--query", "status:Final");
      assertThat(queried.is(0).json().path("foldersAndQuery").toString())
          .isEqualTo("{\"folders\":[\"/Demo Zone\"],\"query\":\"status:Final\"}");

      Ended ruled =
          shell.run(
              "webhooks",
              "update",
              "--json",
              id,
              "--retry-delays",
              "1s,5m",
              "--retried-statuses",
              "408,429",
              "--failing-after",
              "9",
              "--disable-after",
              "-1",
              "--disable-on-gone",
              "true",
              "--recover-automatically",
              "true");
      assertThat(ruled.is(0).json().path("retryDelays").toString()).isEqualTo("[\"1s\",\"5m\"]");
      assertThat(ruled.json().path("retriedStatuses").toString()).isEqualTo("[408,429]");
      assertThat(ruled.json().path("failingAfter").asInt()).isEqualTo(9);
      assertThat(ruled.json().path("disableAfter").asInt()).isEqualTo(-1);
      assertThat(ruled.json().path("disableOnGone").asBoolean()).isTrue();
      assertThat(ruled.json().path("recoverAutomatically").asBoolean()).isTrue();
      Ended plain =
          shell.run(
              "webhooks",
              "update",
              "--json",
              id,
              "--retry-delays",
              "",
              "--disable-on-gone",
              "default");
      assertThat(plain.is(0).json().path("retryDelays")).isEmpty();
      assertThat(plain.json().path("disableOnGone").isNull()).isTrue();
      shell.run("webhooks", "update", id, "--adaptive-concurrency", "maybe").is(2);
      shell.run("webhooks", "update", id, "--retried-statuses", "4xx").is(2);

      assertThat(shell.run("webhooks", "disable", id, "--json").json().path("enabled").asBoolean())
          .isFalse();
      assertThat(shell.run("webhooks", "enable", id, "--json").json().path("enabled").asBoolean())
          .isTrue();

      String before = secret(shell, id);
      Ended rolled = shell.run("webhooks", "roll-secret", id, "--overlap-hours", "24", "--json");
      assertThat(rolled.is(0).json().path("secretToken").asText()).isNotEqualTo(before);
      assertThat(secret(shell, id)).isEqualTo(rolled.json().path("secretToken").asText());

      assertThat(shell.run("webhooks", "remove", id).is(2).err()).contains("--yes");
      Ended removed = shell.run("webhooks", "remove", id, "--yes", "--json").is(0);
      assertThat(removed.json().path("removed").asBoolean()).isTrue();
      shell.run("webhooks", "get", id).is(4);
    }
  }

  @Test
  void scopesAreSetAndTheSchemaOfTheWebhookIsPrinted() throws IOException {
    try (ServerWithShell server = ServerWithShell.loggedIn(folder)) {
      Carillon shell = server.shell();
      String[] create = {
        "webhooks",
        "create",
        "--json",
        "--name",
        "mirror",
        "--url",
        "http://127.0.0.1:9000/",
        "--events",
        "asset_move",
        "--filter-change",
        "entered,left",
        "--on-behalf-of",
        "user:admin"
      };
      Ended made = shell.run(create).is(0);
      assertThat(made.json().path("filterChange").toString()).isEqualTo("[\"entered\",\"left\"]");
      assertThat(made.json().path("onBehalfOf").toString()).isEqualTo("{\"user\":\"admin\"}");
      String id = made.json().path("id").asText();
      assertThat(shell.run("webhooks", "schema", "--json", id).is(0).out())
          .contains("\"enum\":[\"entered\",\"left\"]");
      assertThat(shell.run("webhooks", "schema", id, "--language", "typescript").is(0).out())
          .contains("filterChange: \"entered\" | \"left\";");
      Ended reset =
          shell
              .run(
                  "webhooks",
                  "update",
                  id,
                  "--filter-change",
                  "any",
                  "--on-behalf-of",
                  "none",
                  "--json")
              .is(0);
      assertThat(reset.json().path("filterChange").asText()).isEqualTo("any");
      assertThat(reset.json().path("onBehalfOf").isNull()).isTrue();
      assertThat(shell.run("webhooks", "update", id, "--on-behalf-of", "ann").is(2).err())
          .contains("user:NAME, group:NAME or none");
    }
  }

  @Test
  void aLoginIsSetPartByPartAndItsSecretComesFromAFile() throws IOException {
    try (ServerWithShell server = ServerWithShell.loggedIn(folder)) {
      Carillon shell = server.shell();
      Path secret = Files.writeString(folder.resolve("secret.txt"), "of-the-client\nrest\n");
      String[] create = {
        "webhooks",
        "create",
        "--json",
        "--name",
        "partner",
        "--url",
        "http://127.0.0.1:9000/",
        "--events",
        "asset_move",
        "--oauth-token-url",
        "http://127.0.0.1:9000/token",
        "--oauth-client-id",
        "carillon",
        "--oauth-client-secret-file",
        secret.toString()
      };
      Ended made = shell.run(create).is(0);
      assertThat(made.json().at("/authentication/clientSecret").asText()).isEqualTo("********");
      String id = made.json().path("id").asText();
      Ended scoped = shell.run("webhooks", "update", "--json", id, "--oauth-scope", "a b").is(0);
      assertThat(scoped.json().at("/authentication/scope").asText()).isEqualTo("a b");
      assertThat(scoped.json().at("/authentication/clientId").asText()).isEqualTo("carillon");
      Ended proved =
          shell
              .run(
                  "webhooks",
                  "update",
                  "--json",
                  id,
                  "--oauth-audience",
                  "https://hooks.example.com",
                  "--oauth-client-authentication",
                  "post")
              .is(0);
      assertThat(proved.json().at("/authentication/audience").asText())
          .isEqualTo("https://hooks.example.com");
      assertThat(proved.json().at("/authentication/clientAuthentication").asText())
          .isEqualTo("post");
      assertThat(proved.json().at("/authentication/scope").asText()).isEqualTo("a b");
      assertThat(
              shell
                  .run("webhooks", "update", id, "--oauth-client-authentication", "jwt")
                  .is(2)
                  .err())
          .contains("authentication.clientAuthentication", "'jwt'");
      assertThat(shell.run("webhooks", "update", id, "--handshake", "true").is(2).err())
          .contains("'handshake' is 'true'", "format is native");
      assertThat(
              shell.run("webhooks", "update", id, "--oauth-client-secret-file", "none").is(2).err())
          .contains("--oauth-client-secret-file", "'none'");
      Ended removed = shell.run("webhooks", "update", "--json", id, "--oauth-token-url", "").is(0);
      assertThat(removed.json().path("authentication").isNull()).isTrue();
    }
  }

  @Test
  void eventsAreHeldByTheOptionsOfDebouncing() throws IOException {
    try (ServerWithShell server = ServerWithShell.loggedIn(folder)) {
      String[] create = {
        "webhooks",
        "create",
        "--json",
        "--name",
        "quiet",
        "--url",
        "http://127.0.0.1:9000/",
        "--events",
        "asset_move",
        "--debounce-seconds",
        "30",
        "--max-wait-seconds",
        "120"
      };
      Ended made = server.shell().run(create).is(0);
      assertThat(made.json().path("debounceSeconds").asInt()).isEqualTo(30);
      assertThat(made.json().path("maxWaitSeconds").asInt()).isEqualTo(120);
    }
  }

  @Test
  void operationalEventsAreSubscribedToAndLeftOut() throws IOException {
    try (ServerWithShell server = ServerWithShell.loggedIn(folder)) {
      Carillon shell = server.shell();
      String[] create = {
        "webhooks",
        "create",
        "--json",
        "--name",
        "operations",
        "--url",
        "http://127.0.0.1:9000/",
        "--events",
        "",
        "--operational-events",
        "webhook.disabled,alert.began"
      };
      Ended made = shell.run(create).is(0);
      assertThat(made.json().path("operationalEvents").toString())
          .isEqualTo("[\"webhook.disabled\",\"alert.began\"]");
      assertThat(made.json().path("eventTypes")).isEmpty();
      String id = made.json().path("id").asText();
      String[] update = {"webhooks", "update", "--json", id, "--operational-events"};
      assertThat(shell.run(with(update, "webhook.enabled")).is(0).json().path("operationalEvents"))
          .hasToString("[\"webhook.enabled\"]");
      Ended named = shell.run("webhooks", "update", "--json", id, "--name", "ops").is(0);
      assertThat(named.json().path("operationalEvents")).hasToString("[\"webhook.enabled\"]");
      assertThat(shell.run(with(update, "")).is(0).json().path("operationalEvents")).isEmpty();
      assertThat(shell.run(with(update, "asset_create")).is(2).err())
          .contains("operationalEvents", "asset_create", "webhook.disabled");
    }
  }

  private static String[] with(String[] command, String last) {
    return Stream.concat(Stream.of(command), Stream.of(last)).toArray(String[]::new);
  }

  @Test
  void aSigningKeyIsReplacedAfterAnOverlap() throws IOException {
    try (ServerWithShell server = ServerWithShell.loggedIn(folder)) {
      Carillon shell = server.shell();
      long before = shell.run("signing-keys", "list", "--json").is(0).rows().count();
      Ended replaced = shell.run("signing-keys", "replace", "--overlap-hours", "2", "--json").is(0);
      assertThat(replaced.is(0).rows().count()).isGreaterThan(before);
      assertThat(shell.run("signing-keys", "list").is(0).out())
          .contains(replaced.json().path("kid").asText());
      assertThat(shell.run("signing-keys", "replace", "--overlap-hours", "0").is(2).err())
          .contains("overlapHours", "168");
    }
  }

  @Test
  void aTestOfAChannelOfAlertsSaysWhetherTheMessageWasTaken() throws IOException {
    try (ServerWithShell server = ServerWithShell.loggedIn(folder);
        ScriptedReceiver slack = ScriptedReceiver.answering(200);
        ScriptedReceiver gone = ScriptedReceiver.answering(410)) {
      String channel = "{\"name\": \"%s\", \"type\": \"slack\", \"url\": \"%s\"}";
      server
          .admin()
          .json(
              "PUT",
              "/api/alerts",
              "{\"channels\": [%s, %s]}"
                  .formatted(
                      channel.formatted("on call", slack.url()),
                      channel.formatted("away", gone.url())))
          .is(200);
      Carillon shell = server.shell();
      assertThat(shell.run("alerts", "test", "on call").is(0).err())
          .contains("The channel 'on call' took the message.");
      assertThat(shell.run("alerts", "test", "away").is(1).err())
          .contains("the channel 'away' did not take the message: HTTP 410");
    }
  }

  @Test
  void whatTheServerRefusesIsToldWithFieldValueAndWhatIsAllowed() throws IOException {
    try (ServerWithShell server = ServerWithShell.loggedIn(folder)) {
      Ended refused =
          server
              .shell()
              .run(
                  "webhooks",
                  "create",
                  "--name",
                  "x",
                  "--url",
                  "http://127.0.0.1:9000/",
                  "--events",
                  "asset_creat");
      assertThat(refused.is(2).err()).contains("eventTypes[0]", "'asset_creat'", "asset_create");
      assertThat(server.shell().run("webhooks", "create", "--name", "x").is(2).err())
          .contains("--url is required");
      assertThat(server.shell().run("webhooks", "update", "x").is(2).err())
          .contains("no field to change");
    }
  }

  private static String secret(Carillon shell, String id) {
    return shell
        .run("webhooks", "get", id, "--show-secret", "--json")
        .is(0)
        .json()
        .path("secretToken")
        .asText();
  }
}
