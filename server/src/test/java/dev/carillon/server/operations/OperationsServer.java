package dev.carillon.server.operations;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestResponse;
import dev.carillon.server.testing.TestServer;
import java.nio.file.Path;

/** A started server that its operator watches and configures. */
public final class OperationsServer extends TestServer {

  private OperationsServer(Path home) {
    super(home);
  }

  /** A new server in this folder, with these lines in its cluster-properties.txt. */
  public static OperationsServer in(Path home, String... properties) {
    return new OperationsServer(withProperties(home, properties));
  }

  /** The file of cluster properties. */
  public Path properties() {
    return home().resolve("config/cluster-properties.txt");
  }

  /** Without credentials, and with any response, whether described or not. */
  @Override
  public TestClient anonymous() {
    return super.anonymous().unchecked();
  }

  /** A webhook, as its creator gets it. */
  public JsonNode webhook(String name, String url, String more) {
    String body = "{\"name\":\"%s\",\"url\":\"%s\",%s}".formatted(name, url, more);
    return json("POST", "/services/admin/webhook", body, 201);
  }

  /** Makes an asset, with headers: name, value, … */
  public String asset(String path, String... headers) {
    return admin()
        .withAll(headers)
        .form("/services/create", "assetPath", path)
        .is(200)
        .json()
        .path("id")
        .asText();
  }

  /** A request with a JSON body that must be responded to with this status. */
  public JsonNode json(String method, String path, String body, int status) {
    return admin().json(method, path, body).is(status).json();
  }

  /** What the first user gets. */
  public JsonNode get(String path) {
    return admin().get(path).is(200).json();
  }

  /** What is responded to a request without credentials, with headers: name, value, … */
  public TestResponse anonymous(String path, String... headers) {
    return anonymous().withAll(headers).get(path);
  }
}
