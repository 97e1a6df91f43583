package dev.carillon.server.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.server.Server;
import dev.carillon.server.platform.openapi.Contract;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;

/** An administrator who works through the API of a running server. */
final class Clerk {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PASSWORD = "ring-every-bell";

  private final HttpClient http = HttpClient.newHttpClient();
  private final Server server;

  Clerk(Server server) {
    this.server = server;
    String link = server.setupLink();
    if (!link.isEmpty()) {
      String token = link.substring(link.indexOf("token=") + "token=".length());
      form("/services/setup", "token", token, "username", "admin", "password", PASSWORD).ok();
    }
  }

  Answer json(String method, String path, String body) {
    return send(method, path, "application/json", body);
  }

  Answer call(String method, String path) {
    return send(method, path, "application/json", "");
  }

  Answer form(String path, String... namesAndValues) {
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      body.append(i == 0 ? "" : "&")
          .append(namesAndValues[i])
          .append('=')
          .append(URLEncoder.encode(namesAndValues[i + 1], UTF_8));
    }
    return send("POST", path, "application/x-www-form-urlencoded", body.toString());
  }

  /** Uploads a small text file; the id of the new asset. */
  String create(String name) {
    String body =
        """
        --cut\r
        Content-Disposition: form-data; name="folderPath"\r
        \r
        /Demo Zone\r
        --cut\r
        Content-Disposition: form-data; name="Filedata"; filename="%s"\r
        \r
        text\r
        --cut--\r
        """
            .formatted(name);
    return send("POST", "/services/create", "multipart/form-data; boundary=cut", body)
        .ok()
        .get("id")
        .asText();
  }

  private Answer send(String method, String path, String type, String body) {
    String login = Base64.getEncoder().encodeToString(("admin:" + PASSWORD).getBytes(UTF_8));
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.url() + path));
    if (!path.startsWith("/services/setup")) {
      request.header("Authorization", "Basic " + login);
    }
    request.header("Content-Type", type).method(method, BodyPublishers.ofString(body));
    try {
      var response = Contract.hold(http.send(request.build(), BodyHandlers.ofString()));
      return new Answer(
          response.statusCode(),
          response.body().isEmpty() ? JSON.nullNode() : JSON.readTree(response.body()));
    } catch (IOException failed) {
      throw new java.io.UncheckedIOException(failed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new AssertionError(stopped);
    }
  }

  /** What came back. */
  record Answer(int status, JsonNode body) {

    JsonNode ok() {
      if (status >= 300) {
        throw new AssertionError(this);
      }
      return body;
    }
  }
}
