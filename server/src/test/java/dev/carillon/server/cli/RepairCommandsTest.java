package dev.carillon.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.send.Signer;
import dev.carillon.hooks.testkit.Received;
import dev.carillon.hooks.testkit.ScriptedReceiver;
import dev.carillon.server.cli.Carillon.Ended;
import dev.carillon.server.cli.remote.Credentials;
import dev.carillon.server.cli.remote.Remote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Seeing what failed, understanding and repairing it, from a terminal. */
class RepairCommandsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;
  private Office office;
  private ScriptedReceiver receiver;
  private String webhook = "";

  @BeforeEach
  void start() throws IOException {
    office = Office.loggedIn(folder);
    receiver = ScriptedReceiver.answering(404);
    webhook =
        shell()
            .run(
                "webhooks",
                "create",
                "--json",
                "--name",
                "w",
                "--url",
                receiver.url(),
                "--events",
                "asset_create")
            .is(0)
            .json()
            .path("id")
            .asText();
  }

  @AfterEach
  void stop() {
    office.close();
    receiver.close();
  }

  @Test
  void aRefusedDeliveryIsFoundExplainedAndResent() throws Exception {
    create("/a.txt");
    receiver.next(PATIENCE);
    JsonNode found = awaitDelivery("exhausted");
    String id = found.path("id").asText();

    Ended explained = shell().run("deliveries", "get", id).is(0);
    assertThat(explained.out()).contains("HTTP 404", "Next:", "\"type\":\"asset_create\"");
    assertThat(explained.out()).doesNotContain("secretToken");

    shell().run("deliveries", "resend", id).is(0);
    assertThat(receiver.next(PATIENCE).header("webhook-id")).contains(id);
    shell().run("deliveries", "retry", id).is(5);
    shell().run("deliveries", "resend", "0000000000000000000000").is(4);
  }

  @Test
  void whatAFilterFindsIsCountedThenResentAsAJobThatReports() throws Exception {
    for (int i = 0; i < 3; i++) {
      create("/" + i + ".txt");
      receiver.next(PATIENCE);
    }
    awaitDelivery("exhausted");
    Thread.sleep(500);
    String[] all = {"deliveries", "resend", "--state", "exhausted", "--webhook", webhook};

    assertThat(shell().run(with(all, "--dry-run")).is(0).out().strip()).isEqualTo("3");
    assertThat(shell().run(all).is(2).err()).contains("--yes");
    Ended done = shell().run(with(all, "--yes", "--json")).is(0);

    assertThat(done.json().path("state").asText()).isEqualTo("done");
    assertThat(done.json().path("queued").asInt()).isEqualTo(3);
    for (int i = 0; i < 3; i++) {
      receiver.next(PATIENCE);
    }
    assertThat(shell().run("jobs", "list").is(0).out()).contains("resend", "done");
    assertThat(shell().run("deliveries", "resend", "--yes").is(2).err()).contains("everything");
    assertThat(shell().run(with(all, "--rate", "0", "--dry-run")).is(2).err()).contains("'0'");
    assertThat(shell().run("deliveries", "list", "--limit", "0").is(2).err()).contains("--limit");
    assertThat(shell().run("events", "list", "--limit", "-1").is(2).err()).contains("--limit");
    String[] none = {"deliveries", "resend", "--code", "418", "--yes", "--json"};
    Ended nothing = shell().run(none).is(0);
    assertThat(nothing.err()).contains("Nothing is found");
    assertThat(nothing.json().path("count").asInt(1)).isZero();
  }

  @Test
  void whatAWebhookMissedIsRecovered() throws Exception {
    shell().run("webhooks", "disable", webhook).is(0);
    create("/missed.txt");
    shell().run("webhooks", "enable", webhook).is(0);
    String[] recover = {"deliveries", "recover", "--webhook", webhook, "--since", "1h"};

    assertThat(shell().run(with(recover, "--dry-run")).is(0).out().strip()).isEqualTo("1");
    shell().run(with(recover, "--yes")).is(0);

    assertThat(receiver.next(PATIENCE).text()).contains("asset_create");
  }

  @Test
  void aTestAndATriggerShowBothSides() throws Exception {
    Ended test = shell().run("webhooks", "test", webhook, "--event", "asset_create").is(1);
    assertThat(test.out()).contains("> POST", "X-Hook-Signature", "< HTTP 404");
    Ended triggered =
        shell()
            .run(
                "trigger",
                "asset_create",
                "--forward-to",
                receiver.url(),
                "--set",
                "metadata.status=Final")
            .is(1);
    assertThat(triggered.out()).contains("404");
    String secret = shell().run("listen", "--print-secret").is(0).out().strip();
    Received request = receiver.next(PATIENCE);
    while (!request.text().contains("Final")) {
      request = receiver.next(PATIENCE); // that of the test
    }
    assertThat(request.header("X-Hook-Signature"))
        .contains(Signer.of(secret).hookSignature(Payload.of(request.body())));
    String payload = request.text().replace("Final", "Draft");
    Path file = Files.writeString(folder.resolve("own.json"), payload);
    String[] own = {"trigger", "asset_create", "--webhook", webhook, "--file", file.toString()};
    assertThat(shell().run(own).is(1).out()).contains("< HTTP 404");
    assertThat(receiver.next(PATIENCE).text()).isEqualTo(payload);
    String[] nowhere = {"trigger", "asset_create", "--forward-to", "localhost:99999"};
    assertThat(shell().run(nowhere).is(2).err()).contains("--forward-to");
    String[] none = {"trigger", "asset\ncreate", "--webhook", webhook};
    assertThat(shell().run(none).is(2).err()).contains("no event type");
  }

  @Test
  void propertiesEventsAndStatusAreShown() {
    create("/b.txt");
    shell().run("properties", "set", "webHooksTimeoutSeconds", "20").is(0);
    assertThat(shell().run("properties", "get", "webHooksTimeoutSeconds").is(0).out().strip())
        .isEqualTo("20");
    assertThat(shell().run("properties", "set", "webHooksTimeoutSeconds", "600").is(2).err())
        .contains("webHooksTimeoutSeconds", "600", "1 to 60");
    shell().run("properties", "reset", "webHooksTimeoutSeconds").is(0);
    assertThat(shell().run("events", "list").is(0).out()).contains("asset_create");
    assertThat(shell().run("events", "types").is(0).out()).contains("asset_promote");
    assertThat(shell().run("events", "schema", "asset_create").is(0).json().path("$id").asText())
        .isNotEmpty();
    JsonNode event = shell().run("events", "list", "--json", "--type", "asset.create").json();
    Ended one = shell().run("events", "get", event.path("id").asText(), "--json").is(0);
    assertThat(one.json().path("deliveries")).hasSize(1);
    assertThat(shell().run("events", "example", "asset_create").is(0).json().path("type").asText())
        .isEqualTo("asset_create");
    Ended stats = shell().run("webhooks", "stats", webhook, "--window", "1h", "--json").is(0);
    assertThat(stats.json().path("buckets")).hasSize(12);
    shell().run("webhooks", "stats", webhook, "--window", "2h").is(2);
    assertThat(shell().run("status").out()).contains("database");
  }

  private Carillon shell() {
    return office.shell();
  }

  private void create(String path) {
    new Remote(office.url(), new Credentials.Basic("admin", Office.PASSWORD), PATIENCE)
        .form("/services/create", Map.of("assetPath", path));
  }

  private JsonNode awaitDelivery(String state) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      Ended list = shell().run("deliveries", "list", "--json", "--state", state).is(0);
      if (!list.out().isBlank()) {
        return list.json();
      }
      assertThat(System.nanoTime()).as("no delivery became " + state).isLessThan(end);
      Thread.sleep(100);
    }
  }

  private static String[] with(String[] command, String... more) {
    String[] all = java.util.Arrays.copyOf(command, command.length + more.length);
    System.arraycopy(more, 0, all, command.length, more.length);
    return all;
  }
}
