package dev.carillon.server.commands;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.contracts.Received;
import dev.carillon.hooks.contracts.ScriptedReceiver;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.signature.Signer;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.TestClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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
        Written.await(folder.resolve("listen.log"), "Ready.");
        assertThat(server.shell().run("trigger", "asset_create").is(2).err())
            .as("it could not sign as the server does")
            .contains("forwards only what the webhook 'dev' gets", "--forward-to");
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

  @Test
  void whatAPushedWebhookGotIsCopiedAsItWasSentAndGoesOnAfterABreak() throws Exception {
    try (ServerWithShell server = ServerWithShell.open(folder);
        ScriptedReceiver receiver = ScriptedReceiver.answering(204);
        ScriptedReceiver program = ScriptedReceiver.answering(500)) {
      TestClient admin = TestClient.at(server.url()).basic("admin", ServerWithShell.PASSWORD);
      admin
          .json(
              "POST",
              "/services/admin/webhook",
              """
              {"name": "orders", "url": "%s", "eventTypes": ["asset_create"],
               "metadataToReturn": ["name"], "customHeaders": {"X-Kind": "of mine"}}\
              """
                  .formatted(receiver.url()))
          .is(201);
      Process first = listening(server, program, "100");
      try {
        Await.until("it listens", this::isPlaceKept);
        for (int i = 0; i < 2; i++) {
          admin.newAsset("/Zone", i + ".txt");
          copied(receiver.next(PATIENCE), program.next(PATIENCE));
        }
      } finally {
        first.destroyForcibly().waitFor();
      }
      admin.newAsset("/Zone", "between.txt");
      Received between = receiver.next(PATIENCE);
      admin.newAsset("/Zone", "after.txt");
      Received after = receiver.next(PATIENCE);
      Process second = listening(server, program, "200");
      try {
        Set<String> ids = new HashSet<>();
        while (!ids.contains(after.header("webhook-id").orElseThrow())) {
          ids.add(program.next(PATIENCE).header("webhook-id").orElseThrow());
        }
        assertThat(ids).contains(between.header("webhook-id").orElseThrow());
      } finally {
        second.destroy();
      }
      assertThat(receiver.rest()).as("its own sending is not disturbed").isEmpty();
    }
  }

  private static void copied(Received sent, Received copy) {
    assertThat(copy.text()).isEqualTo(sent.text());
    for (String name :
        List.of("X-Hook-Signature", "webhook-signature", "webhook-timestamp", "webhook-id")) {
      assertThat(copy.header(name)).as(name).isEqualTo(sent.header(name)).isPresent();
    }
    assertThat(sent.header("X-Kind")).isPresent();
    assertThat(copy.header("X-Kind")).as("the log hides its value").isEmpty();
  }

  private boolean isPlaceKept() {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.anyMatch(file -> file.toString().endsWith(".cursor"));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private Process listening(ServerWithShell server, ScriptedReceiver program, String count)
      throws IOException {
    return server
        .shell()
        .with("CARILLON_SERVER", server.url())
        .with("CARILLON_USERNAME", "admin")
        .with("CARILLON_PASSWORD", ServerWithShell.PASSWORD)
        .start(
            folder.resolve("listen" + count + ".log"),
            "listen",
            "--webhook",
            "orders",
            "--forward-to",
            program.url(),
            "--resume",
            "--count",
            count);
  }
}
