package dev.carillon.server.testing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.contracts.Received;
import dev.carillon.hooks.contracts.ScriptedReceiver;
import dev.carillon.hooks.contracts.ScriptedReceiver.Script;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A webhook and its receiver, which keeps events in the order in which they came. */
public class Recorder implements AutoCloseable {

  /** Every event about assets, folders and share links; members of a webhook. */
  public static final String ALL_EVENTS =
      """
      "eventTypes": ["asset_create", "asset_update_metadata", "asset_checkin",
        "asset_checkout", "asset_undo_checkout", "asset_rename", "asset_move",
        "asset_create_by_copy", "asset_remove", "asset_promote", "folder_create",
        "folder_remove", "authkey_create", "authkey_remove",
        "asset_create_from_filestore_rescue"]\
      """;

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ScriptedReceiver receiver;
  private final JsonNode webhook;
  private final List<JsonNode> kept = new ArrayList<>();

  /** Accepts every request; {@code members} are those of the webhook beside name and URL. */
  public Recorder(TestClient admin, String members) {
    this(admin, Script.status(204), members);
  }

  /** Responds by this script. */
  public Recorder(TestClient admin, Script script, String members) {
    receiver = ScriptedReceiver.start(script);
    String body = "{\"name\": \"all\", \"url\": \"%s\", %s}".formatted(receiver.url(), members);
    webhook = admin.json("POST", "/services/admin/webhook", body).is(201).json();
  }

  /** The webhook as its creator got it. */
  public JsonNode webhook() {
    return webhook;
  }

  public String id() {
    return webhook.path("id").asText();
  }

  public String path() {
    return "/services/admin/webhook/" + id();
  }

  public String secret() {
    return webhook.path("secretToken").asText();
  }

  public String url() {
    return receiver.url();
  }

  /** The next request, whatever it brings. */
  public Received request() {
    try {
      return receiver.next(PATIENCE);
    } catch (IllegalStateException none) {
      throw new AssertionError("no request came within " + PATIENCE, none);
    }
  }

  /** The next event. */
  public JsonNode event() {
    return kept.isEmpty() ? json(request()) : kept.removeFirst();
  }

  /** The next event that is so; others may come before it, and stay. */
  public JsonNode event(Predicate<JsonNode> wanted) {
    for (JsonNode event : List.copyOf(kept)) {
      if (wanted.test(event)) {
        kept.remove(event);
        return event;
      }
    }
    JsonNode event = json(request());
    while (!wanted.test(event)) {
      kept.add(event);
      event = json(request());
    }
    return event;
  }

  /** All events up to and with the first that is so. */
  public List<JsonNode> until(Predicate<JsonNode> last) {
    List<JsonNode> events = new ArrayList<>();
    while (events.isEmpty() || !last.test(events.getLast())) {
      try {
        events.add(event());
      } catch (AssertionError none) {
        throw new AssertionError("what was waited for did not come; came: " + events, none);
      }
    }
    return events;
  }

  /** The next event of this type; others before it are passed over. */
  public JsonNode next(String type) {
    return until(event -> event.path("type").asText().equals(type)).getLast();
  }

  /**
   * The events of all changes that were made so far, once none of their deliveries is pending.
   * Those of one subject are in the order of its changes; those of different subjects in any.
   */
  public List<JsonNode> events(TestClient admin) {
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

  /** What was received and not asked for yet. */
  public List<String> rest() {
    List<String> rest = new ArrayList<>(kept.stream().map(JsonNode::toString).toList());
    kept.clear();
    receiver.rest().stream().map(Received::text).forEach(rest::add);
    return rest;
  }

  public static JsonNode json(Received request) {
    return TestResponse.json(request.text());
  }

  @Override
  public void close() {
    receiver.close();
  }
}
