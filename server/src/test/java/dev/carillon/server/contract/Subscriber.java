package dev.carillon.server.contract;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.contracts.ScriptedReceiver.Script;
import dev.carillon.server.testing.Recorder;
import dev.carillon.server.testing.TestClient;
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

  /** The same by the super user's login. */
  List<JsonNode> events() {
    return events(admin);
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
