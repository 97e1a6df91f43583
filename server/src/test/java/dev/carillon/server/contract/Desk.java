package dev.carillon.server.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.server.accounts.access.House;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A started server, and requests to it whose every part a test writes itself. */
final class Desk implements AutoCloseable {

  static final String FORM = "application/x-www-form-urlencoded";

  /** A multipart form's type; its parts are written by {@link #part}. */
  static final String MULTIPART = "multipart/form-data; boundary=xXx";

  /** What ends a multipart form; alone it is an empty one. */
  static final String MULTIPART_END = "--xXx--\r\n";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final House house;
  private final HttpClient http = HttpClient.newHttpClient();
  private final String base;
  private final String bearer;

  Desk(Path home) {
    house = new House(home, "");
    base = house.admin().base();
    bearer =
        house
            .admin()
            .form("/services/apilogin", "username", "admin", "password", house.admin().password())
            .is(200)
            .json()
            .path("authToken")
            .asText();
  }

  /** An answer. */
  record Answer(HttpResponse<String> response) {

    Answer is(int status) {
      if (response.statusCode() != status) {
        throw new AssertionError(
            "expected " + status + ", got " + response.statusCode() + ": " + text());
      }
      return this;
    }

    String text() {
      return response.body();
    }

    JsonNode json() {
      try {
        return JSON.readTree(text());
      } catch (IOException notJson) {
        throw new UncheckedIOException(text(), notJson);
      }
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }
  }

  /** A request as the administrator's program sends it. */
  Answer send(String method, String path, String type, String body, String... headers) {
    List<String> all = new ArrayList<>(List.of("Authorization", "Bearer " + bearer));
    all.addAll(List.of(headers));
    return plain(method, path, type, body, all.toArray(String[]::new));
  }

  /** A request without a body. */
  Answer send(String method, String path) {
    return send(method, path, "", "");
  }

  /** A request of nobody in particular. No type where that is empty. */
  Answer plain(String method, String path, String type, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(path.startsWith("http") ? path : base + path))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (!type.isEmpty()) {
      request.header("Content-Type", type);
    }
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    try {
      return new Answer(http.send(request.build(), BodyHandlers.ofString()));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }

  /** Logs in with a cookie. */
  Answer login() {
    return plain(
        "POST",
        "/services/login",
        FORM,
        "username=admin&password=" + encoded(house.admin().password()));
  }

  /** What says in a parameter who sends a call. */
  String authcred() {
    return Base64.getEncoder()
        .encodeToString(("admin:" + house.admin().password()).getBytes(UTF_8));
  }

  /** Makes an asset; its id. */
  String asset(String path) {
    return house.asset(path);
  }

  /** The paths that a query finds. */
  List<String> finds(String q) {
    return house.finds("admin", q);
  }

  /** What was told since the last time: types and paths, without what previews tell. */
  List<String> told() {
    return house.events().stream()
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
    return URI.create(base);
  }

  /** What proves who sends a request. */
  String bearer() {
    return bearer;
  }

  /** One part of a multipart form; a file's where it has a file name. */
  static String part(String name, String filename, String value) {
    String file = filename.isEmpty() ? "" : "; filename=\"" + filename + "\"";
    return "--xXx\r\nContent-Disposition: form-data; name=\"%s\"%s\r\n\r\n%s\r\n"
        .formatted(name, file, value);
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  @Override
  public void close() {
    house.close();
  }
}
