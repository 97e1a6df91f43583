package dev.carillon.server.commands;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.cli.remote.Credentials;
import dev.carillon.cli.remote.ServerClient;
import dev.carillon.hooks.contracts.Received;
import dev.carillon.hooks.contracts.ScriptedReceiver;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.signature.Signer;
import dev.carillon.server.commands.Carillon.Ended;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Seeing what failed, understanding and repairing it, from a terminal. */
class RedeliveryCommandsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;
  private ServerWithShell server;
  private ScriptedReceiver receiver;
  private String webhook = "";

  @BeforeEach
  void start() throws IOException {
    server = ServerWithShell.loggedIn(folder);
    receiver = ScriptedReceiver.answering(404);
    webhook = webhook("w", receiver);
  }

  @AfterEach
  void stop() {
    server.close();
    receiver.close();
  }

  @Test
  void aRefusedDeliveryIsFoundExplainedAndResent() throws Exception {
    create("/a.txt");
    receiver.next(PATIENCE);
    JsonNode found = awaitDeliveries("exhausted", 1).getFirst();
    String id = found.path("id").asText();

    Ended explained = shell().run("deliveries", "get", id).is(0);
    assertThat(explained.out()).contains("HTTP 404", "Next:", "\"type\":\"asset_create\"");
    assertThat(explained.out()).doesNotContain("secretToken");
    assertThat(explained.out()).contains("a.txt · by admin");
    assertThat(shell().run("deliveries", "list").is(0).out()).contains("ABOUT", "a.txt · by admin");

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
    awaitDeliveries("exhausted", 3);
    String[] all = {"deliveries", "resend", "--state", "exhausted", "--webhook", webhook};

    assertThat(shell().run(with(all, "--dry-run")).is(0).out().strip()).isEqualTo("3");
    assertThat(shell().run(all).is(2).err()).contains("--yes");
    assertThat(shell().run(with(all, "--dry-run", "--yes")).is(0).out().strip()).isEqualTo("3");
    assertThat(inTerminal("n\n", 1, all))
        .contains("resend: 3 deliveries. Continue?", "nothing was done");
    assertThat(receiver.rest()).isEmpty();
    assertThat(shell().run("jobs", "list", "--json").is(0).out()).isEmpty();
    String[] few = {"deliveries", "list", "--limit", "2"};
    assertThat(shell().run(few).is(0).err()).contains("There are more");
    assertThat(shell().run("deliveries", "list", "--limit", "3").is(0).err()).isEmpty();
    Ended done = shell().run(with(all, "--yes", "--json")).is(0);

    assertThat(done.json().path("state").asText()).isEqualTo("done");
    assertThat(done.json().path("queued").asInt()).isEqualTo(3);
    for (int i = 0; i < 3; i++) {
      receiver.next(PATIENCE);
    }
    assertThat(shell().run("jobs", "list").is(0).out()).contains("resend", "done");
    assertThat(inTerminal("y\n", 0, all)).contains("Continue?", "3 redelivered");
    for (int i = 0; i < 3; i++) {
      receiver.next(PATIENCE);
    }
    assertThat(shell().run("deliveries", "resend", "--yes").is(2).err()).contains("everything");
    assertThat(shell().run(with(all, "--rate", "0", "--dry-run")).is(2).err()).contains("'0'");
    assertThat(shell().run("deliveries", "list", "--limit", "0").is(2).err()).contains("--limit");
    assertThat(shell().run("events", "list", "--limit", "-1").is(2).err()).contains("--limit");
    String[] none = {"deliveries", "resend", "--code", "418", "--yes", "--json"};
    Ended nothing = shell().run(none).is(0);
    assertThat(nothing.err()).contains("Nothing matches");
    assertThat(nothing.json().path("count").asInt(1)).isZero();
  }

  @Test
  void aDryRunNamesTheWebhookThatIsDisabledAndPromisesNothing() throws Exception {
    create("/off.txt");
    receiver.next(PATIENCE);
    awaitDeliveries("exhausted", 1);
    shell().run("webhooks", "disable", webhook).is(0);
    String[] all = {"deliveries", "resend", "--state", "exhausted"};

    Ended dry = shell().run(with(all, "--dry-run")).is(0);
    assertThat(dry.out().strip()).isEqualTo("0");
    assertThat(dry.err())
        .contains("1 to", "cannot be redelivered: the webhook is disabled", webhook);
    Ended nothing = shell().run(with(all, "--yes", "--json")).is(0);
    assertThat(nothing.err()).contains("is disabled", "Nothing was done");
    assertThat(nothing.json().path("eligible").asInt(1)).isZero();
    assertThat(shell().run("jobs", "list", "--json").is(0).out()).isEmpty();
  }

  @Test
  void whatWaitsIsCalledOffByAFilterAndNothingElseIs() throws Exception {
    shell().run("properties", "set", "webHooksRetryDelays", "1h,2h").is(0);
    try (ScriptedReceiver busy = ScriptedReceiver.answering(503);
        ScriptedReceiver other = ScriptedReceiver.answering(503)) {
      String waiting = webhook("waiting", busy);
      String spared = webhook("spared", other);
      for (int i = 0; i < 3; i++) {
        create("/" + i + ".txt");
        busy.next(PATIENCE);
        other.next(PATIENCE);
      }
      String[] cancel = {"deliveries", "cancel", "--webhook", waiting};
      assertThat(shell().run(with(cancel, "--dry-run")).is(0).out().strip()).isEqualTo("3");
      assertThat(shell().run(cancel).is(2).err()).contains("--yes");
      assertThat(states(waiting)).containsExactly("pending", "pending", "pending");

      JsonNode done = shell().run(with(cancel, "--yes", "--json")).is(0).json();

      assertThat(done.path("kind").asText()).isEqualTo("cancel");
      assertThat(done.path("queued").asInt()).isEqualTo(3);
      assertThat(done.path("skipped").asInt(1) + done.path("failed").asInt(1)).isZero();
      assertThat(states(waiting)).containsExactly("cancelled", "cancelled", "cancelled");
      assertThat(states(spared)).containsExactly("pending", "pending", "pending");
      String one = delivery(spared);
      String[] both = {"deliveries", "cancel", one, "--webhook", spared};
      assertThat(shell().run(both).is(2).err()).contains("not both");
      shell().run("deliveries", "cancel", one).is(0);
      assertThat(states(spared)).containsExactlyInAnyOrder("cancelled", "pending", "pending");
      shell().run("deliveries", "cancel", one).is(5);
    }
  }

  private String webhook(String name, ScriptedReceiver to) {
    String[] create = {
      "webhooks", "create", "--json", "--name", name, "--url", to.url(), "--events", "asset_create"
    };
    return shell().run(create).is(0).json().path("id").asText();
  }

  private List<String> states(String of) {
    return rows(of).map(row -> row.path("state").asText()).toList();
  }

  private String delivery(String of) {
    return rows(of).findFirst().orElseThrow().path("id").asText();
  }

  private Stream<JsonNode> rows(String of) {
    return shell().run("deliveries", "list", "--json", "--webhook", of).is(0).rows();
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
  void aJobThatCannotGoOnEndsTheCommandWithAFailureAndAReport() throws Exception {
    shell().run("webhooks", "disable", webhook).is(0);
    // so many that the job still goes when the next command has started
    for (int i = 0; i < 60; i++) {
      create("/missed" + i + ".txt");
    }
    shell().run("webhooks", "enable", webhook).is(0);
    String[] recover = {"deliveries", "recover", "--webhook", webhook, "--since", "1h"};
    Path output = folder.resolve("recover.log");
    Process recovering = shell().start(output, with(recover, "--yes", "--rate", "1", "--json"));
    receiver.next(PATIENCE);
    shell().run("webhooks", "disable", webhook).is(0);
    assertThat(recovering.waitFor(120, TimeUnit.SECONDS)).isTrue();
    String printed = Files.readString(output);
    assertThat(recovering.exitValue()).as(printed).isEqualTo(1);
    assertThat(printed).contains("\"state\":\"failed\"", "disabled");
    String id = shell().run("jobs", "list", "--json").is(0).json().path("id").asText();
    shell().run("jobs", "watch", id).is(1);
    shell().run("jobs", "get", id).is(0);
    shell().run("jobs", "stop", id).is(5);
    shell().run(with(recover, "--yes")).is(5);
  }

  private String inTerminal(String typed, int code, String... command) throws Exception {
    Path shown = folder.resolve("terminal.log");
    Files.deleteIfExists(shown);
    Process process = shell().startInTerminal(shown, command);
    try (OutputStream keys = process.getOutputStream()) {
      Written.await(shown, "Continue?");
      keys.write(typed.getBytes(StandardCharsets.UTF_8));
      keys.flush();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }
    String text = Files.readString(shown);
    assertThat(process.exitValue()).as(text).isEqualTo(code);
    return text;
  }

  @Test
  void whatNeedsAnAdministratorIsListedAndFixedByName() throws Exception {
    assertThat(shell().run("attention").is(0).out()).contains("Nothing needs you: 1 of 1");
    create("/fails.txt");
    awaitDeliveries("exhausted", 1);
    Ended found = shell().run("attention").is(0);
    assertThat(found.out())
        .contains("w: failed", "cause   The receiver responded with 404", "0 missed, 1 failed")
        .contains("fix  carillon fix " + webhook + " --since 20");
    assertThat(shell().run("attention", "--json").json().at("/items/0/name").asText())
        .isEqualTo("w");

    Ended refused = shell().run("fix", "w").is(1);
    assertThat(refused.out()).contains("The test failed, so nothing else was done");
    assertThat(shell().run("fix", "nobody").is(4).err())
        .contains("no webhook has the id or name 'nobody'; see carillon webhooks list");
    assertThat(shell().run("fix", "w", "--since", "soon").is(2).err()).contains("--since");

    shell().run("webhooks", "disable", "W").is(0);
    assertThat(shell().run("webhooks", "test", "w").is(5).err()).contains("disabled");
    assertThat(shell().run("webhooks", "test", "w", "--while-disabled").is(1).out())
        .contains("< HTTP 404");
    String twin = webhook("w", receiver);
    assertThat(shell().run("webhooks", "get", "w").is(2).err())
        .contains("several webhooks have the name 'w'", webhook, twin);
    String likeAnId = webhook("name-of-22-characters_", receiver);
    assertThat(shell().run("webhooks", "get", "name-of-22-characters_").is(0).out())
        .contains(likeAnId);
    assertThat(shell().run("deliveries", "list", "--webhook", webhook, "--json").is(0).rows())
        .hasSize(1);
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
    assertThat(shell().run(none).is(2).err()).contains("not an event type");
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
    assertThat(shell().run("events", "schema", "asset_create").is(0).out())
        .startsWith("{\n  \"$schema\" : ");
    assertThat(
            shell()
                .run("events", "schema", "--json", "asset_create")
                .is(0)
                .json()
                .path("$id")
                .asText())
        .isNotEmpty();
    JsonNode event = shell().run("events", "list", "--json", "--type", "asset.create").json();
    Ended one = shell().run("events", "get", event.path("id").asText(), "--json").is(0);
    assertThat(one.json().path("deliveries")).hasSize(1);
    assertThat(
            shell()
                .run("events", "example", "--json", "asset_create")
                .is(0)
                .json()
                .path("type")
                .asText())
        .isEqualTo("asset_create");
    Ended stats = shell().run("webhooks", "stats", webhook, "--window", "1h", "--json").is(0);
    assertThat(stats.json().path("buckets")).hasSize(12);
    shell().run("webhooks", "stats", webhook, "--window", "2h").is(2);
    assertThat(shell().run("status").out()).contains("database");
  }

  private Carillon shell() {
    return server.shell();
  }

  private void create(String path) {
    new ServerClient(
            server.url(), new Credentials.Basic("admin", ServerWithShell.PASSWORD), PATIENCE)
        .form("/services/create", Map.of("assetPath", path));
  }

  private List<JsonNode> awaitDeliveries(String state, int count) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      Ended list = shell().run("deliveries", "list", "--json", "--state", state).is(0);
      List<JsonNode> found = list.rows().toList();
      if (found.size() >= count) {
        return found;
      }
      assertThat(System.nanoTime()).as("only %s became %s", found, state).isLessThan(end);
      Thread.sleep(100);
    }
  }

  private static String[] with(String[] command, String... more) {
    String[] all = java.util.Arrays.copyOf(command, command.length + more.length);
    System.arraycopy(more, 0, all, command.length, more.length);
    return all;
  }
}
