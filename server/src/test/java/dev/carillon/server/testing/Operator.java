package dev.carillon.server.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.server.Server;
import java.net.http.HttpClient;

/** Who runs a server, and calls it as its first user. */
public final class Operator {

  public static final ObjectMapper JSON = new ObjectMapper();
  private static final String WEBHOOKS = "/services/admin/webhook/";

  private final TestClient client;

  public Operator(Server server) {
    client = TestServer.admin(server);
  }

  public Operator(Server server, HttpClient http) {
    client = TestServer.admin(server, TestClient.at(http, server.url()));
  }

  public TestResponse json(String method, String path, Object body) {
    return client.json(method, path, body.toString());
  }

  public TestResponse form(String path, String name, String value) {
    return client.form(path, name, value);
  }

  public TestResponse get(String path) {
    return client.get(path);
  }

  /** Registers a webhook for new assets. */
  public TestResponse register(String target, boolean enabled) {
    var body = JSON.createObjectNode().put("name", "w").put("url", target).put("enabled", enabled);
    body.putArray("eventTypes").add("asset_create");
    return json("POST", WEBHOOKS, body);
  }

  public TestResponse change(String webhook, JsonNode changes) {
    return json("PUT", WEBHOOKS + webhook, changes);
  }

  public void property(String key, String value) {
    if (value.isEmpty()) {
      json("DELETE", "/api/properties/" + key, "").ok();
    } else {
      json("PUT", "/api/properties/" + key, JSON.createObjectNode().put("value", value)).ok();
    }
  }

  /** Something happens for which webhooks are registered. */
  public void asset(String name) {
    client.newAsset("/Demo Zone", name);
  }
}
