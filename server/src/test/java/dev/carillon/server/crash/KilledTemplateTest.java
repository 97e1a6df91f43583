package dev.carillon.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.ScriptedReceiver.Script;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.RecordingReceiver;
import dev.carillon.server.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server dies while a webhook gets another template: it has the one or the other, and an event
 * has the body that it was recorded with. The processes that run templates end with the server.
 */
@Tag("long")
@Tag("faults")
class KilledTemplateTest {

  private static final String WEBHOOKS = "/services/admin/webhook";

  /** The webhook's row is written, and not committed. */
  private static final Point WRITTEN =
      new Point("dev.carillon.hooks.jdbc.store.SqlWebhooks", "write", "", Point.Side.RETURN);

  /** That is committed, and nobody was told. */
  private static final Point SAVED =
      new Point(
          "dev.carillon.server.webhooks.registration.WebhooksApi",
          "change",
          "Webhook$Id",
          Point.Side.RETURN);

  @TempDir private Path temp;

  private String webhook = "";

  @OnEachDatabase
  void theTemplateIsTheOldOrTheNewOne(TestDatabase database) throws Exception {
    KilledHome home = KilledHome.on(database, temp.resolve("home"));
    HeldRequests hung = new HeldRequests();
    try (RecordingReceiver receiver = RecordingReceiver.answering(204)) {
      home.diesAt(
          WRITTEN,
          client -> {
            subscribe(client, receiver);
            assertThat(sent(client, receiver, 1)).isEqualTo(shaped("old", 1));
          },
          this::save);
      home.diesAt(
          SAVED,
          client -> {
            assertThat(template(client)).contains("'old'");
            assertThat(sent(client, receiver, 2)).isEqualTo(shaped("old", 2));
            receiver.now(hung);
            assertThat(sent(client, receiver, 3)).isEqualTo(shaped("old", 3));
          },
          this::save);
      hung.end();
      receiver.now(Script.status(204));
      try (ServerProcess server = home.start()) {
        Client client = server.client();
        assertThat(template(client)).contains("'new'");
        Await.until("it comes again", () -> about(receiver, 3).size() == 2);
        assertThat(about(receiver, 3)).allMatch(body -> body.equals(shaped("old", 3)));
        assertThat(sent(client, receiver, 4)).isEqualTo(shaped("new", 4));
      }
    }
  }

  private void subscribe(Client client, RecordingReceiver receiver) throws IOException {
    webhook =
        client
            .postJson(
                WEBHOOKS,
                Map.of(
                    "name", "shaped",
                    "url", receiver.url(),
                    "eventTypes", List.of("asset_create"),
                    "metadataToReturn", List.of("assetPath"),
                    "template", template("old")))
            .accepted()
            .path("id")
            .asText();
  }

  private void save(Client client) throws IOException {
    client.postJson(WEBHOOKS + "/" + webhook, Map.of("template", template("new"))).accepted();
  }

  private String template(Client client) throws IOException {
    return client.call("GET " + WEBHOOKS + "/" + webhook).accepted().path("template").asText();
  }

  private static String template(String word) {
    return "{'by': '" + word + "', 'path': metadata.assetPath}";
  }

  private static String shaped(String word, int number) {
    return "{\"by\":\"%s\",\"path\":\"/killed/%d.txt\"}".formatted(word, number);
  }

  /** The body of the request that another event makes. */
  private static String sent(Client client, RecordingReceiver receiver, int number)
      throws IOException {
    client.post("/services/create", Map.of("assetPath", "/killed/" + number + ".txt")).accepted();
    Await.until("the event " + number, () -> !about(receiver, number).isEmpty());
    return about(receiver, number).getFirst();
  }

  private static List<String> about(RecordingReceiver receiver, int number) {
    return receiver.requests().stream()
        .map(each -> each.request().text())
        .filter(body -> body.contains("/killed/" + number + ".txt"))
        .toList();
  }
}
