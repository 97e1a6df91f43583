package dev.carillon.server.files;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.Recorder;
import dev.carillon.server.testing.TestResponse;
import dev.carillon.server.testing.TestServer;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A started server, one webhook for what happens to assets, and requests of the super user. */
final class FilesServer extends TestServer {

  private final Recorder recorder =
      new Recorder(
          admin(),
          """
          "metadataToReturn": ["assetPath", "previewState", "title", "width"],
          "eventTypes": ["asset_create", "asset_create_by_copy", "asset_rename",
            "asset_update_metadata", "asset_checkin", "asset_promote", "asset_remove"]\
          """);

  FilesServer(Path home, String database) {
    super(home, database);
  }

  /** A request with the log-in. */
  HttpRequest.Builder request(String path) {
    return admin().request(path);
  }

  /** A request of somebody who is not logged in. */
  HttpRequest.Builder stranger(String path) {
    return anonymous().request(path);
  }

  HttpResponse<byte[]> send(HttpRequest.Builder request) {
    return anonymous().send(request).whole();
  }

  HttpResponse<byte[]> get(String path, String... headers) {
    HttpRequest.Builder request = request(path);
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  /** A call with form parameters that is done. */
  JsonNode form(String path, Map<String, String> parameters) {
    return admin().form(path, pairs(parameters)).ok();
  }

  /** Makes an asset with this file. */
  JsonNode create(String filename, byte[] content, String... more) {
    return done(upload("/services/create", filename, content, with("folderPath", "/Files", more)));
  }

  /** Checks a new file in. */
  JsonNode checkIn(String id, String filename, byte[] content, String... more) {
    return done(upload("/services/update", filename, content, with("id", id, more)));
  }

  HttpResponse<byte[]> upload(
      String path, String filename, byte[] content, Map<String, String> parameters) {
    return upload(path, filename, content, pairs(parameters));
  }

  private HttpResponse<byte[]> upload(
      String path, String filename, byte[] content, String... pairs) {
    return admin().upload(path, filename, content, pairs).whole();
  }

  /** The asset as a search shows it. */
  JsonNode hit(String id, String... more) {
    JsonNode found = admin().form("/services/search", with("q", "id:" + id, more)).ok();
    assertThat(found.get("hits")).hasSize(1);
    return found.get("hits").get(0);
  }

  /** The next event. */
  JsonNode event() {
    return recorder.event();
  }

  /** The next event of this type about this asset; others may come before it, and stay. */
  JsonNode event(String type, String id) {
    return recorder.event(
        event ->
            event.get("type").asText().equals(type) && event.get("assetId").asText().equals(id));
  }

  /** The event that says what became of the preview of a new file. */
  JsonNode previewed(String id, String state) {
    JsonNode event = event("asset_update_metadata", id);
    assertThat(event.get("changedMetadata").get("previewState").toString())
        .isEqualTo("{\"oldValue\":\"no\",\"newValue\":\"" + state + "\"}");
    return event;
  }

  /** What was received that nobody asked for yet. */
  List<String> rest() {
    return recorder.rest();
  }

  static JsonNode done(HttpResponse<byte[]> response) {
    return new TestResponse(response).ok();
  }

  static JsonNode json(byte[] body) {
    return TestResponse.json(new String(body, StandardCharsets.UTF_8));
  }

  private static String[] pairs(Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .flatMap(entry -> Stream.of(entry.getKey(), entry.getValue()))
        .toArray(String[]::new);
  }

  /** These pairs, and this one if its name is not among them. */
  private static String[] with(String name, String value, String... pairs) {
    for (int i = 0; i < pairs.length; i += 2) {
      if (pairs[i].equals(name)) {
        return pairs;
      }
    }
    return Stream.concat(Stream.of(name, value), Stream.of(pairs)).toArray(String[]::new);
  }

  @Override
  public void close() {
    super.close();
    recorder.close();
  }
}
