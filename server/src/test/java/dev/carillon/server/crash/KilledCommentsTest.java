package dev.carillon.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.testing.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server is killed while comments are written and changed: what was confirmed is there. */
@Tag("long")
@Tag("faults")
class KilledCommentsTest {

  private static final int WRITERS = 4;
  private static final int CONFIRMED = 60;

  @TempDir Path temp;

  @Test
  void whatWasConfirmedIsThereOnceAndNoCommentOutlivesItsAsset() throws Exception {
    Path home = temp.resolve("home");
    int port = ServerProcess.freePort();
    Queue<String> confirmed = new ConcurrentLinkedQueue<>();
    String kept;
    String removed;
    try (ServerProcess server = ServerProcess.start(home, port)) {
      Client client = server.client();
      kept = created(client, "kept");
      removed = created(client, "removed");
      comment(client, removed, "ends with its asset");
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int writer = 0; writer < WRITERS; writer++) {
          String name = "writer " + writer;
          threads.execute(() -> write(client, kept, name, confirmed));
        }
        Await.until("comments", () -> confirmed.size() >= CONFIRMED);
        client.post("/services/remove", Map.of("ids", removed)).accepted();
        client.call("DELETE /api/trash/" + removed).accepted();
        server.kill();
      }
    }
    try (ServerProcess server = ServerProcess.start(home, port)) {
      Client client = server.client();
      List<String> texts = new ArrayList<>();
      List<String> times = new ArrayList<>();
      String cursor = "";
      do {
        JsonNode page =
            client.call("GET /api/assets/" + kept + "/comments?limit=100" + cursor).accepted();
        texts.addAll(0, page.path("items").findValuesAsText("text"));
        times.addAll(0, page.path("items").findValuesAsText("createdAt"));
        cursor = page.path("next").isNull() ? "" : "&cursor=" + page.path("next").asText();
        assertThat(page.path("count").asInt()).isGreaterThanOrEqualTo(confirmed.size());
      } while (!cursor.isEmpty());
      assertThat(texts).containsAll(confirmed).doesNotHaveDuplicates();
      assertThat(texts.size())
          .as("beside those that were under way")
          .isLessThanOrEqualTo(confirmed.size() + WRITERS);
      assertThat(times).isSorted().doesNotHaveDuplicates();
      assertThat(client.call("GET /api/assets/" + removed + "/comments").status()).isEqualTo(404);
    }
    try (Connection store =
        DriverManager.getConnection("jdbc:sqlite:" + home.resolve("data/carillon.db"))) {
      assertThat(
              Sql.number(
                  store,
                  "select count(*) from asset_comments"
                      + " where asset_id not in (select id from assets)"))
          .isZero();
    }
  }

  /** Until the server is gone. */
  private static void write(Client client, String asset, String name, Queue<String> confirmed) {
    for (int i = 0; ; i++) {
      String text = name + " says " + i;
      try {
        comment(client, asset, text);
      } catch (IOException | RuntimeException | AssertionError killed) {
        return;
      }
      confirmed.add(text);
    }
  }

  private static void comment(Client client, String asset, String text) throws IOException {
    client.postJson("/api/assets/" + asset + "/comments", Map.of("text", text)).accepted();
  }

  private static String created(Client client, String name) throws IOException {
    return client
        .post("/services/create", Map.of("assetPath", "/killed/" + name + ".txt"))
        .accepted()
        .path("id")
        .asText();
  }
}
