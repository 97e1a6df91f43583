package dev.carillon.server.commands;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.cli.remote.Credentials;
import dev.carillon.cli.remote.ServerClient;
import dev.carillon.hooks.contracts.Received;
import dev.carillon.hooks.contracts.ScriptedReceiver;
import dev.carillon.server.commands.Carillon.Ended;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code carillon listen} by somebody at a terminal, and without a program. */
class ListenKeysTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;

  @Test
  void keysChooseResendAndQuit() throws Exception {
    try (ServerWithShell office = ServerWithShell.loggedIn(folder);
        ScriptedReceiver program = ScriptedReceiver.answering(204)) {
      Path output = folder.resolve("terminal.log");
      Process listening =
          office.shell().startInTerminal(output, "listen", "--forward-to", program.url());
      try (OutputStream keys = listening.getOutputStream()) {
        Written.await(output, "Forwarding to");
        create(client(office), "/keys/one.txt");
        Received first = program.next(PATIENCE);
        String two = create(client(office), "/keys/two.txt");
        String last = "";
        while (!last.contains(two)) {
          last = program.next(PATIENCE).text();
        }
        Written.await(output, "events, 0 rejected");
        type(keys, "kkkk");
        type(keys, "d");
        Written.await(output, "folderId");
        type(keys, "r");
        Received again = program.next(PATIENCE);
        assertThat(again.header("webhook-id")).isEqualTo(first.header("webhook-id"));
        assertThat(again.text()).isEqualTo(first.text());
        type(keys, "q");
        assertThat(listening.waitFor(60, TimeUnit.SECONDS)).as(Files.readString(output)).isTrue();
        assertThat(listening.exitValue()).as(Files.readString(output)).isZero();
      } finally {
        listening.destroyForcibly();
      }
    }
  }

  @Test
  void oOpensTheDeliveriesOfTheChosenEventsAsset() throws Exception {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Path opened = folder.resolve("opened");
    Path browser = Files.writeString(bin.resolve("xdg-open"), "#!/bin/sh\necho \"$1\" >" + opened);
    assertThat(browser.toFile().setExecutable(true)).isTrue();
    try (ServerWithShell office = ServerWithShell.loggedIn(folder)) {
      Carillon shell = office.shell().with("PATH", bin + ":" + System.getenv("PATH"));
      Path output = folder.resolve("terminal.log");
      Process listening =
          shell.startInTerminal(output, "listen", "--events", "asset_create", "--count", "2");
      try (OutputStream keys = listening.getOutputStream()) {
        Written.await(output, "Ready.");
        type(keys, "o");
        Written.await(output, "No event has been received yet.");
        String id = create(client(office), "/keys/one.txt");
        Written.await(output, id);
        type(keys, "o");
        Written.await(output, "Opened");
        Written.await(opened, id);
        assertThat(opened)
            .content()
            .isEqualTo(office.url() + "/console/deliveries?asset=" + id + "\n");
        type(keys, "q");
        assertThat(listening.waitFor(60, TimeUnit.SECONDS)).as(Files.readString(output)).isTrue();
      } finally {
        listening.destroyForcibly();
      }
    }
  }

  @Test
  void aReceiverThatIsNotThereAnswersAsAskedAndIsGoneAtTheEnd() throws Exception {
    try (ServerWithShell office = ServerWithShell.loggedIn(folder)) {
      Path output = folder.resolve("answer.log");
      Process listening =
          office
              .shell()
              .start(
                  output,
                  "listen",
                  "--answer",
                  "503",
                  "--events",
                  "asset.create",
                  "--delay",
                  "100ms",
                  "--count",
                  "2",
                  "--output",
                  "json");
      try {
        Written.await(output, "Ready.");
        ServerClient server = client(office);
        JsonNode webhook = server.get("/services/admin/webhook", Map.of()).get(0);
        assertThat(webhook.path("eventTypes")).hasSize(1);
        create(server, "/answer/a.txt");
        assertThat(listening.waitFor(60, TimeUnit.SECONDS)).as(Files.readString(output)).isTrue();
        String printed = Files.readString(output);
        assertThat(printed).contains("\"X-Hook-Attempt\",\"value\":\"1\"");
        assertThat(printed).contains("\"X-Hook-Attempt\",\"value\":\"2\"");
        assertThat(server.get("/services/admin/webhook", Map.of())).isEmpty();
        assertThat(server.get("/api/inspectors", Map.of()).path("items")).isEmpty();
      } finally {
        listening.destroyForcibly();
      }
    }
  }

  @Test
  void whatCannotBeIsSaid() throws Exception {
    try (ServerWithShell office = ServerWithShell.loggedIn(folder)) {
      Carillon shell = office.shell();
      assertThat(shell.run("listen", "--answer", "99").is(2).err()).contains("200 to 599");
      assertThat(shell.run("listen", "--answer", "500", "--forward-to", "localhost:1").is(2).err())
          .contains("--forward-to");
      assertThat(shell.run("listen", "--answer", "500", "--events", "nothing_*").is(2).err())
          .contains("no event type");
      assertThat(shell.run("listen", "--answer", "500", "--delay", "soon").is(2).err())
          .contains("--delay");
      Ended nowhere = shell.run("listen", "--after", "zzz").is(2);
      assertThat(nowhere.err()).contains("'zzz'").doesNotContain("Ready");
      assertThat(shell.config()).isDirectoryNotContaining("glob:**.cursor");
      assertThat(shell.run("listen", "--output", "interactive").is(2).err()).contains("terminal");
      assertThat(shell.run("listen", "--events", "asset_craete").is(2).err())
          .contains("there is no event type 'asset_craete'");
      assertThat(shell.run("listen", "--delay", "3s").is(2).err()).contains("--answer");
      assertThat(shell.run("listen", "--count", "0").is(2).err()).contains("--count");
      String[] board = {"listen", "--answer", "500", "--output", "interactive"};
      assertThat(shell.run(board).is(2).err()).contains("--forward-to");
      assertThat(shell.run("events", "tail", "--type", "asset_craete").is(2).err())
          .contains("asset_craete");
      assertThat(shell.run("deliveries", "tail", "--type", "asset_craete").is(2).err())
          .contains("asset_craete");
    }
  }

  private static void type(OutputStream keys, String text) throws IOException {
    keys.write(text.getBytes(UTF_8));
    keys.flush();
  }

  private static ServerClient client(ServerWithShell office) {
    return new ServerClient(
        office.url(),
        new Credentials.Basic("admin", ServerWithShell.PASSWORD),
        Duration.ofSeconds(30));
  }

  private static String create(ServerClient client, String path) {
    return client.form("/services/create", Map.of("assetPath", path)).path("id").asText();
  }
}
