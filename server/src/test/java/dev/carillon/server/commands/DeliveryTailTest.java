package dev.carillon.server.commands;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.ScriptedReceiver;
import dev.carillon.server.testing.Await;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code carillon deliveries tail} and {@code list} say of each delivery what happened. */
class DeliveryTailTest {

  private static final String ABOUT = "poster.txt · status Draft → Final · by admin";
  private static final Pattern LINE =
      Pattern.compile(
          "20\\S+Z  delivered  204  asset_update_metadata → press  " + ABOUT + "  [\\w-]{22}");

  @TempDir Path folder;

  @Test
  void aLineForEachDeliverySaysWhatChangedAndWhoDidIt() throws Exception {
    try (ServerWithShell office = ServerWithShell.loggedIn(folder);
        ScriptedReceiver receiver = ScriptedReceiver.answering(204)) {
      Carillon shell = office.shell();
      webhook(shell, receiver.url());
      String asset = office.admin().newAsset("/Tail", "poster.txt");
      status(office, asset, "Draft");
      Path output = folder.resolve("tail.log");
      Process tail = shell.start(output, "deliveries", "tail", "--webhook", "press");
      try {
        Await.until(() -> office.admin().get("/metrics").text().contains("sse_clients 1.0"));
        status(office, asset, "Final");
        Await.until(() -> Written.in(output).lines().anyMatch(LINE.asMatchPredicate()));
        status(office, asset, "Archived");
        Written.await(output, "status Final → Archived · by admin");
        assertThat(Written.in(output).lines().filter(LINE.asMatchPredicate())).hasSize(1);
      } finally {
        tail.destroyForcibly();
      }
      String list = shell.run("deliveries", "list", "--webhook", "press").is(0).out();
      List<String> listed = list.lines().toList();
      assertThat(listed).hasSize(4);
      assertThat(listed.get(0)).contains("ABOUT", "STATE");
      assertThat(listed.get(1)).contains("status Final → Archived · by admin");
      assertThat(listed.get(2)).contains(ABOUT, "press", "delivered", "204", "1 of ");
      assertThat(listed.get(3)).contains("poster.txt · status Draft · by admin");
    }
  }

  private static void webhook(Carillon shell, String url) {
    shell
        .run(
            "webhooks",
            "create",
            "--name",
            "press",
            "--url",
            url,
            "--events",
            "asset_update_metadata",
            "--trigger-fields",
            "status")
        .is(0);
  }

  private static void status(ServerWithShell office, String asset, String value) {
    String metadata = "{\"status\":\"" + value + "\"}";
    office.admin().form("/services/update", "id", asset, "metadata", metadata).is(200);
  }
}
