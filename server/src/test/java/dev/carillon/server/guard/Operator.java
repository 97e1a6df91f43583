package dev.carillon.server.guard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.server.Server;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestResponse;
import dev.carillon.server.testing.TestServer;
import java.net.http.HttpClient;

/** Who runs a server, and calls it as its first user. */
final class Operator {

  static final ObjectMapper JSON = new ObjectMapper();
  private static final String WEBHOOKS = "/services/admin/webhook/";

  private final TestClient client;

  Operator(Server server) {
    client = TestServer.admin(server);
  }

  Operator(Server server, HttpClient http) {
    client = TestServer.admin(server, TestClient.at(http, server.url()));
  }

  TestResponse json(String method, String path, Object body) {
    return client.json(method, path, body.toString());
  }

  TestResponse form(String path, String name, String value) {
    return client.form(path, name, value);
  }

  TestResponse get(String path) {
    return client.get(path);
  }

  /** Registers a webhook for new assets. */
  TestResponse register(String target, boolean enabled) {
    var body = JSON.createObjectNode().put("name", "w").put("url", target).put("enabled", enabled);
    body.putArray("eventTypes").add("asset_create");
    return json("POST", WEBHOOKS, body);
  }

  TestResponse change(String webhook, JsonNode changes) {
    return json("PUT", WEBHOOKS + webhook, changes);
  }

  void property(String key, String value) {
    if (value.isEmpty()) {
      json("DELETE", "/api/properties/" + key, "").ok();
    } else {
      json("PUT", "/api/properties/" + key, JSON.createObjectNode().put("value", value)).ok();
    }
  }

  /** Something happens for which webhooks are registered. */
  void asset(String name) {
    client.newAsset("/Demo Zone", name);
  }
}
