package dev.carillon.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.testkit.ScriptedReceiver;
import dev.carillon.server.cli.Carillon.Ended;
import dev.carillon.server.cli.remote.Credentials;
import dev.carillon.server.cli.remote.Remote;
import java.io.IOException;
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
  void aTestAndATriggerShowBothSides() {
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
