package dev.carillon.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server dies in the middle of a call about many assets: after the next start all of it is
 * done, and each change was made and told once.
 */
@Tag("long")
@Tag("faults")
@Tag("c2")
class BulkPointsTest {

  private static final int ASSETS = 450;

  private static final Point BATCH_WRITTEN =
      new Point("dev.carillon.server.platform.jobs.JobStore", "advance", "", Point.Side.RETURN);

  @TempDir Path temp;

  @Test
  void aMoveOfAFolderGoesOnAfterTheNextStart() throws Exception {
    Path folder = Files.createDirectories(temp.resolve("point"));
    try (CrashScenario scenario =
        CrashScenario.in(temp.resolve("home")).launch(BATCH_WRITTEN.in(folder))) {
      StoreFile store = scenario.store();
      try (ServerProcess server = scenario.start()) {
        Client client = server.client();
        create(client);
        Point.arm(folder, 2);
        dies(server, client, "/services/move", Map.of("source", "/from", "target", "/to"));
      }
      Point.disarm(folder);
      assertThat(store.number("select count(*) from assets where path_key like '/to/%'"))
          .isEqualTo(400);
      try (ServerProcess server = scenario.start()) {
        Await.until(() -> ended(store));
        assertThat(store.number("select count(*) from assets where path_key like '/to/%'"))
            .isEqualTo(ASSETS);
        assertThat(told(store, "asset_rename")).isEqualTo(ASSETS);
        assertThat(store.texts("select path from folders")).containsExactly("/to");
        assertThat(server.client().search("ancestorPaths:\"/to\"", 0).path("totalHits").asInt())
            .isEqualTo(ASSETS);
        scenario.stop(server);
      }
    }
  }

  @Test
  void anUpdateOfManyAssetsCountsEachOnceHoweverOftenItDies() throws Exception {
    try (CrashScenario scenario = CrashScenario.in(temp.resolve("home"))) {
      StoreFile store = scenario.store();
      try (ServerProcess server = scenario.start()) {
        create(server.client());
        scenario.stop(server);
      }
      Path folder = Files.createDirectories(temp.resolve("point"));
      scenario.launch(BATCH_WRITTEN.in(folder));
      try (ServerProcess server = scenario.start()) {
        Client client = server.client();
        Point.arm(folder, 2);
        dies(server, client, "/services/updatebulk", Map.of("q", "*:*", "status", "Final"));
      }
      assertThat(told(store, "asset_update_metadata")).isEqualTo(200);
      for (int again = 0; again < 2; again++) {
        Point.arm(folder, 1);
        try (ServerProcess server =
            ServerProcess.launched(store.home(), scenario.port(), scenario.launch())) {
          assertThat(server.ended()).isEqualTo(Point.EXIT_CODE);
        }
        assertThat(told(store, "asset_update_metadata")).isEqualTo(200);
      }
      scenario.launch(Launch.PLAIN);
      try (ServerProcess server = scenario.start()) {
        Await.until(() -> ended(store));
        assertThat(store.texts("select position || ' ' || processed || ' ' || failed from jobs"))
            .containsExactly("450 450 0");
        assertThat(told(store, "asset_update_metadata")).isEqualTo(ASSETS);
        assertThat(server.client().search("status:Final", 0).path("totalHits").asInt())
            .isEqualTo(ASSETS);
        scenario.stop(server);
      }
    }
  }

  private static void create(Client client) throws IOException {
    for (int i = 0; i < ASSETS; i++) {
      client.post("/services/create", Map.of("assetPath", "/from/" + i + ".txt")).accepted();
    }
  }

  private static void dies(
      ServerProcess server, Client client, String path, Map<String, String> form)
      throws InterruptedException {
    try {
      assertThat(client.post(path, form)).isNull();
    } catch (IOException cut) {
      // the server died before it answered
    }
    assertThat(server.ended()).isEqualTo(Point.EXIT_CODE);
  }

  private static boolean ended(StoreFile store) throws SQLException {
    return store.texts("select state from jobs").equals(List.of("done"));
  }

  private static int told(StoreFile store, String type) throws SQLException {
    return (int) store.number("select count(*) from events where type like '" + type + "'");
  }
}
