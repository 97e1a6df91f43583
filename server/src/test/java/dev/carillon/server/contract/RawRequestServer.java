package dev.carillon.server.contract;

import dev.carillon.server.testing.RecordedServer;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestResponse;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** A started server, and requests to it whose every part a test writes itself. */
final class RawRequestServer extends RecordedServer {

  private final TestClient bearer = anonymous().tokenLoggedIn("admin", PASSWORD);

  RawRequestServer(Path home) {
    super(home, "");
  }

  /** A request as the administrator's program sends it. */
  TestResponse send(String method, String path, String type, String body, String... headers) {
    return bearer.withAll(headers).send(method, path, type, body);
  }

  /** A request without a body. */
  TestResponse send(String method, String path) {
    return send(method, path, "", "");
  }

  /** A request of nobody in particular. No type where that is empty. */
  TestResponse plain(String method, String path, String type, String body, String... headers) {
    return anonymous().withAll(headers).send(method, path, type, body);
  }

  /** Logs in with a cookie. */
  TestResponse login() {
    return anonymous().form("/services/login", "username", "admin", "password", PASSWORD);
  }

  /** What says in a parameter who sends a call. */
  String authcred() {
    return TestClient.credentials("admin", PASSWORD);
  }

  /** The paths that a query finds. */
  List<String> finds(String q) {
    return finds("admin", q);
  }

  /** What was told since the last time: types and paths, without what previews tell. */
  List<String> told() {
    return events().stream()
        .filter(
            event ->
                !event.path("type").asText().equals("asset_update_metadata")
                    || !event.path("changedMetadata").has("previewState"))
        .map(event -> event.path("type").asText() + " " + event.at("/metadata/assetPath").asText())
        .filter(event -> !event.contains("/last/") && !event.equals("folder_create "))
        .toList();
  }

  /** Where it listens. */
  URI address() {
    return URI.create(url());
  }

  /** What proves who sends a request. */
  String bearer() {
    return bearer.header("Authorization").substring("Bearer ".length());
  }
}
