package dev.carillon.server.contract;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.testkit.ScriptedReceiver.Script;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.Recorder;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestResponse;
import java.util.List;

/** A webhook of one row and the program behind it. */
final class Subscriber extends Recorder {

  private final TestClient admin;

  /** Registers a webhook; {@code members} are the rest of the JSON object. */
  Subscriber(TestClient admin, Script script, String eventTypes, String members) {
    super(
        admin,
        script,
        "\"maxConcurrent\":1,\"eventTypes\":[%s]%s%s"
            .formatted(quoted(eventTypes), ordering(members), members));
    this.admin = admin;
  }

  /** Rows compare the order of an asset's events, which is certain only where it was asked for. */
  private static String ordering(String members) {
    return members.contains("\"ordering\"") ? "" : ",\"ordering\":\"asset\"";
  }

  private static String quoted(String names) {
    return names.isEmpty() ? "" : "\"" + names.replace(" ", "\",\"") + "\"";
  }

  /**
   * The events of all changes that were made so far, once none of their deliveries is pending.
   * Those of one subject are in the order of its changes; those of different subjects in any.
   */
  List<JsonNode> events() {
    Await.until(
        () -> "no delivery of " + id() + " is pending",
        () ->
            admin
                .get("/api/deliveries", "webhook", id(), "state", "pending", "limit", "1")
                .is(200)
                .json()
                .path("items")
                .isEmpty());
    return rest().stream().map(TestResponse::json).toList();
  }

  /** What came so far. */
  int waiting() {
    return rest().size();
  }

  @Override
  public void close() {
    admin.bare("DELETE", path());
    super.close();
  }
}
