package dev.carillon.server.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.contracts.ScriptedReceiver;
import dev.carillon.server.testing.Await;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Webhooks of a server beside the one of its recorder, and what the log says of them. */
final class LoggedHooks {

  private LoggedHooks() {}

  /** Registers a webhook for one type; its JSON with the token. */
  static JsonNode add(ApiServer server, String name, ScriptedReceiver receiver, String type) {
    return server
        .admin()
        .json(
            "POST",
            "/services/admin/webhook",
            """
            {"name": "%s", "url": "%s", "eventTypes": ["%s"],
             "customHeaders": {"X-Api-Key": "kept-in-a-drawer"}}"""
                .formatted(name, receiver.url(), type))
        .is(201)
        .json();
  }

  /** Asks until the answer is what was waited for. */
  static JsonNode until(ApiServer server, String path, Predicate<JsonNode> wanted) {
    Supplier<JsonNode> answer = () -> server.admin().get(path).is(200).json();
    Await.until(() -> "never came: " + answer.get(), () -> wanted.test(answer.get()));
    return answer.get();
  }
}
