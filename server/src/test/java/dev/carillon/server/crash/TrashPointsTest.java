package dev.carillon.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

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
 * The server dies while an asset goes into the trash, comes back, or is deleted for good: it is in
 * one place at each time, with all its versions, and receivers are told what is so.
 */
@Tag("long")
@Tag("faults")
@Tag("c2")
class TrashPointsTest {

  private static final String ROWS = "dev.carillon.server.assets.asset.TrashStore";

  /** The asset is in the trash, and nothing is committed. */
  private static final Point REMOVING = new Point(ROWS, "put", "", Point.Side.RETURN);

  /** The removal is committed, and the records for a rescue are still there. */
  private static final Point REMOVED =
      new Point("dev.carillon.server.assets.file.RescueRecords", "forget", "", Point.Side.ENTRY);

  /** The asset is back, and nothing is committed; its records for a rescue are there. */
  private static final Point RESTORING = new Point(ROWS, "relate", "", Point.Side.RETURN);

  /** The asset is back for good, and neither the index nor the caller was told. */
  private static final Point RESTORED =
      new Point(
          "dev.carillon.server.assets.asset.AssetLedger", "updateMemory", "", Point.Side.ENTRY);

  /** The asset's rows are deleted, and nothing is committed. */
  private static final Point DELETING = new Point(ROWS, "delete", "", Point.Side.RETURN);

  @TempDir Path temp;

  @SuppressWarnings("NullAway.Init") // the test begins with it
  private CrashScenario scenario;

  @SuppressWarnings("NullAway.Init") // the test begins with it
  private Path folder;

  private String id = "";

  @Test
  void anAssetIsInOnePlaceWhereverTheServerDies() throws Exception {
    folder = Files.createDirectories(temp.resolve("point"));
    try (CrashScenario opened = CrashScenario.in(temp.resolve("home"))) {
      scenario = opened;
      diesAt(REMOVING, "/services/remove");
      assertThat(place()).isEqualTo("assets");
      assertThat(told("asset_remove")).isZero();

      diesAt(REMOVED, "/services/remove");
      assertThat(place()).isEqualTo("trash");
      assertThat(told("asset_remove")).isEqualTo(1);

      diesAt(RESTORING, "/api/trash/restore");
      assertThat(place()).isEqualTo("trash");
      assertThat(told("asset_create")).isEqualTo(1);

      diesAt(RESTORED, "/api/trash/restore");
      assertThat(place()).isEqualTo("assets");
      assertThat(told("asset_create")).isEqualTo(2);

      diesAt(DELETING, "DELETE /api/trash");
      assertThat(place()).isEqualTo("trash");
      goesOn();
    }
  }

  private void goesOn() throws Exception {
    scenario.launch(Launch.PLAIN);
    try (ServerProcess server = scenario.start()) {
      Client client = server.client();
      assertThat(client.call("DELETE /api/trash/" + id).status()).isEqualTo(204);
      assertThat(scenario.store().number("select count(*) from asset_versions")).isZero();
      assertThat(scenario.store().number("select count(*) from trash")).isZero();
      scenario.stop(server);
    }
  }

  /** Starts a server, looks at what the last one left, and has this one die in a call. */
  private void diesAt(Point point, String call) throws Exception {
    scenario.launch(point.in(folder));
    try (ServerProcess server = scenario.start()) {
      Client client = server.client();
      if (id.isEmpty()) {
        create(client);
      }
      String place = place();
      boolean there = place.equals("assets");
      assertThat(client.search("id:" + id, 0).path("totalHits").asInt()).isEqualTo(there ? 1 : 0);
      if (there && call.startsWith("DELETE")) {
        client.post("/services/remove", Map.of("ids", id)).accepted();
      }
      Point.arm(folder, 1);
      try {
        assertThat(ask(client, call)).isNull();
      } catch (IOException cut) {
        // the server died before it answered
      }
      assertThat(server.ended()).isEqualTo(Point.EXIT_CODE);
    }
    Point.disarm(folder);
    assertThat(scenario.store().number("select count(*) from asset_versions")).isEqualTo(2);
  }

  private Client.Answer ask(Client client, String call) throws IOException {
    return switch (call) {
      case "/services/remove" -> client.post(call, Map.of("ids", id));
      case "/api/trash/restore" -> client.postJson(call, Map.of("ids", List.of(id)));
      default -> client.call(call + "/" + id);
    };
  }

  private void create(Client client) throws IOException {
    id =
        client
            .post("/services/create", Map.of("assetPath", "/a/a.txt", "Filedata", "data:,one"))
            .accepted()
            .path("id")
            .asText();
    client.post("/services/update", Map.of("id", id, "Filedata", "data:,two")).accepted();
  }

  /** Where the asset is. */
  private String place() throws SQLException {
    return String.join(
        " and ",
        scenario
            .store()
            .texts(
                "select 'assets' from assets where id = '%1$s' union all".formatted(id)
                    + " select 'trash' from trash where asset_id = '%1$s'".formatted(id)));
  }

  private long told(String type) throws SQLException {
    return scenario.store().number("select count(*) from events where type like '" + type + "'");
  }
}
