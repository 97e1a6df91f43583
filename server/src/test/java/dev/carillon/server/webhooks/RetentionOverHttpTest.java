package dev.carillon.server.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.contracts.ScriptedReceiver.Script;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.RecordingReceiver;
import dev.carillon.server.testing.StoppedStore;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestResponse;
import dev.carillon.server.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What retention by size and by age does in a running server. */
@Timeout(240)
class RetentionOverHttpTest {

  private static final Duration LONG = Duration.ofSeconds(60);

  /** Each event keeps the asset as it was: with this, about 400 kB. */
  private static final int TEXT = 400_000;

  private static final int EVENTS = 350;

  @TempDir private Path home;

  @Test
  void theLogIsKeptBelowTheSizeThatIsSetAndItsOldestGoFirst() throws IOException {
    try (RecordingReceiver receiver = RecordingReceiver.answering(200);
        TestServer server = new TestServer(home)) {
      TestClient admin = server.admin();
      receiver.now(Script.status(200));
      webhook(admin, receiver);
      String asset = admin.newAsset("/Demo Zone", "large.bin");
      for (int i = 0; i < EVENTS; i++) {
        String text = i == 0 ? ",\"description\":\"" + "x".repeat(TEXT) + "\"" : "";
        String metadata = "{\"status\":\"S" + i + "\"" + text + "}";
        admin.form("/services/update", "id", asset, "metadata", metadata).ok();
      }
      Await.until("all delivered", LONG, () -> kept(admin) >= EVENTS);
      int before = kept(admin);
      List<JsonNode> newest = newest(admin);
      String oldest =
          admin.bare("GET", "/api/events?limit=1").ok().get("items").get(0).get("cursor").asText();
      Await.holds("20 GB are enough", Duration.ofSeconds(2), () -> kept(admin) == before);

      set("webHooksRetentionMegabytes=100");

      Await.until("less", LONG, () -> kept(admin) <= 270);
      Await.holds("no less", Duration.ofSeconds(2), () -> kept(admin) >= 200);
      assertThat(newest(admin)).isEqualTo(newest);
      TestResponse gone = admin.bare("GET", "/api/events?after=" + oldest);
      assertThat(gone.status()).isEqualTo(410);
      String left = gone.json().get("oldest").asText();
      assertThat(admin.bare("GET", "/api/events?after=" + left).ok().get("items")).isNotEmpty();
    }
  }

  @Test
  void whatEndedLongerAgoThanIsSetGoesWithinSeconds() throws Exception {
    try (RecordingReceiver receiver = RecordingReceiver.answering(200)) {
      receiver.now(Script.status(200));
      try (TestServer server = new TestServer(home)) {
        TestClient admin = server.admin();
        webhook(admin, receiver);
      }
      Instant now = Instant.now();
      delivered(now.minus(Duration.ofDays(10)));
      delivered(now);
      try (TestServer server = new TestServer(home)) {
        TestClient admin = server.admin();
        int before = kept(admin);
        Await.holds("30 days", Duration.ofSeconds(3), () -> kept(admin) == before);
        set("webHooksRetentionDays=12");
        Await.holds("12 days", Duration.ofSeconds(4), () -> kept(admin) == before);
        set("webHooksRetentionDays=9");
        Await.until("9 days", LONG, () -> kept(admin) == before - 2);
      }
    }
  }

  /** Two that were delivered then. */
  private void delivered(Instant at) throws IOException {
    try (StoppedStore store = new StoppedStore(home, at)) {
      List<DueDelivery> due = store.record("asset_update_metadata", "{}", 2);
      assertThat(due).hasSize(2);
      store.deliver(due);
    }
  }

  private void set(String line) throws IOException {
    Files.writeString(home.resolve("config").resolve("cluster-properties.txt"), line + "\n");
  }

  private static void webhook(TestClient admin, RecordingReceiver receiver) {
    admin
        .json(
            "POST",
            "/services/admin/webhook/",
            "{\"name\":\"w\",\"url\":\"%s\",\"eventTypes\":[\"asset_update_metadata\"]}"
                .formatted(receiver.url()))
        .ok();
  }

  private static int kept(TestClient admin) {
    return admin
        .bare("GET", "/api/deliveries/counts?type=asset_update_metadata")
        .ok()
        .get("delivered")
        .get("count")
        .asInt();
  }

  private static List<JsonNode> newest(TestClient admin) {
    return admin
        .bare("GET", "/api/deliveries?limit=200&type=asset_update_metadata")
        .ok()
        .get("items")
        .valueStream()
        .map(item -> item.get("id"))
        .toList();
  }
}
