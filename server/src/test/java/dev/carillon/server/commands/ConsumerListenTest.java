package dev.carillon.server.commands;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.contracts.Received;
import dev.carillon.hooks.contracts.ScriptedReceiver;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.signature.Signer;
import dev.carillon.server.testing.TestClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code carillon listen --webhook}. */
class ConsumerListenTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;

  @Test
  void whatAConsumerGetsIsForwardedAsTheServerSignedItAndAcknowledged() throws Exception {
    try (ServerWithShell server = ServerWithShell.open(folder);
        ScriptedReceiver program = ScriptedReceiver.answering(204)) {
      TestClient admin = TestClient.at(server.url()).basic("admin", ServerWithShell.PASSWORD);
      JsonNode consumer =
          admin
              .json(
                  "POST",
                  "/services/admin/webhook",
                  "{\"name\": \"dev\", \"delivery\": \"pull\", \"eventTypes\": [\"asset_create\"]}")
              .is(201)
              .json();
      assertThat(
              server
                  .shell()
                  .run("listen", "--webhook", "dev", "--forward-to", program.url(), "--delay", "1s")
                  .is(2)
                  .err())
          .contains("--delay");
      List<String> made = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        made.add(admin.newAsset("/Zone", i + ".txt"));
      }
      Process listening =
          server
              .shell()
              .with("CARILLON_SERVER", server.url())
              .with("CARILLON_USERNAME", "admin")
              .with("CARILLON_PASSWORD", ServerWithShell.PASSWORD)
              .start(
                  folder.resolve("listen.log"),
                  "listen",
                  "--webhook",
                  "dev",
                  "--forward-to",
                  program.url(),
                  "--count",
                  "3");
      try {
        Signer signer = Signer.of(consumer.path("secretToken").asText());
        for (String asset : made) {
          Received request = program.next(PATIENCE);
          assertThat(request.text()).contains(asset);
          assertThat(request.header("X-Hook-Signature").orElseThrow())
              .isEqualTo(signer.hookSignature(Payload.of(request.text())));
        }
        assertThat(listening.waitFor(30, TimeUnit.SECONDS)).isTrue();
      } finally {
        listening.destroy();
      }
      JsonNode state = admin.get("/api/consumers/dev").is(200).json();
      assertThat(state.path("pending").asInt()).isZero();
    }
  }
}
