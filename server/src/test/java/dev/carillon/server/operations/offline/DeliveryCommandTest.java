package dev.carillon.server.operations.offline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.hooks.contracts.ScriptedReceiver;
import dev.carillon.server.operations.home.Typed;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.RecordedServer;
import dev.carillon.server.testing.StoppedStore;
import dev.carillon.server.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code carillon delivery} prints of deliveries in each place. */
class DeliveryCommandTest {

  private static final String NOBODYS = "0000000000000000000000";

  @TempDir private Path home;

  @OnEachDatabase
  void aDeliveryIsShownAsItIsStoredWhileTheServerRunsAndAfterwards(TestDatabase database)
      throws Exception {
    String record;
    String row;
    try (RecordedServer server = new RecordedServer(home, database.fresh());
        ScriptedReceiver refusing = ScriptedReceiver.answering(404)) {
      server
          .admin()
          .json(
              "POST",
              "/services/admin/webhook",
              "{\"name\":\"refusing\",\"url\":\"%s\",\"eventTypes\":[\"asset_create\"]}"
                  .formatted(refusing.url()))
          .ok();
      server.asset("/Zone/a.txt");
      row = first(server, "exhausted");
      record = first(server, "delivered");

      JsonNode shown = json(row);
      assertThat(shown.path("place").asText()).isEqualTo("row");
      assertThat(shown.path("state").asText()).isEqualTo("exhausted");
      assertThat(shown.path("webhookName").asText()).isEqualTo("refusing");
      assertThat(shown.path("eventType").asText()).isEqualTo("asset_create");
      assertThat(shown.path("payloadBytes").asInt()).isPositive();
      assertThat(shown.path("attemptList")).hasSize(1);
      assertThat(shown.at("/attemptList/0/status").asInt()).isEqualTo(404);
      assertThat(shown.path("endedAt").asText()).startsWith("20");
      assertThat(json(record).path("place").asText()).isEqualTo("record");
    }
    assertThat(Typed.run("delivery", record, "--home", home.toString()).is(0).out())
        .contains(record, "HTTP 204")
        .containsPattern("place +record")
        .containsPattern("attempts +1");
    assertThat(Typed.run("delivery", row, "--home", home.toString()).is(0).out())
        .containsPattern("state +exhausted")
        .contains("HTTP 404");
  }

  @Test
  void whatNoAttemptHasEndedOfIsKnownByItsEventAlone() throws Exception {
    try (RecordedServer server = new RecordedServer(home, "")) {
      server.asset("/Zone/a.txt");
    }
    String id;
    try (StoppedStore store = new StoppedStore(home, Instant.now())) {
      id = store.record("asset_create", "waits", 1).getFirst().delivery().id().value();
    }
    JsonNode shown = json(id);
    assertThat(shown.path("place").asText()).isEqualTo("event");
    assertThat(shown.path("state").asText()).isEqualTo("pending");
    assertThat(shown.path("attempts").asInt()).isZero();
    assertThat(shown.path("attemptList").isEmpty()).isTrue();
    assertThat(shown.path("dueAt").asText()).startsWith("20");
  }

  @Test
  void whatIsNotThereOrNoIdIsRefused() throws Exception {
    try (RecordedServer server = new RecordedServer(home, "")) {
      server.asset("/Zone/a.txt");
      assertThat(Typed.run("delivery", NOBODYS, "--home", home.toString()).is(4).err())
          .contains("contains no delivery " + NOBODYS, "retention");
    }
    assertThat(Typed.run("delivery", "7", "--home", home.toString()).is(2).err())
        .contains("'7' is not the id of a delivery");
    Files.delete(home.resolve("data/carillon.db"));
    assertThat(Typed.run("delivery", NOBODYS, "--home", home.toString()).is(4).err())
        .contains("there is no database");
    assertThat(home.resolve("data/carillon.db")).doesNotExist();
  }

  private JsonNode json(String id) throws Exception {
    String out = Typed.run("delivery", id, "--home", home.toString(), "--json").is(0).out();
    return new ObjectMapper().readTree(out);
  }

  /** The id of one that has come into this state. */
  private static String first(RecordedServer server, String state) throws Exception {
    Await.until(Duration.ofSeconds(60), () -> !in(server, state).isEmpty());
    return in(server, state).path(0).path("id").asText();
  }

  private static JsonNode in(RecordedServer server, String state) {
    return server.admin().get("/api/deliveries", "state", state).is(200).json().path("items");
  }
}
