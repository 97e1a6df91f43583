package dev.carillon.server.ring;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.server.platform.openapi.Contract;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;

/** An integration as its author would write it: plain HTTP calls with Basic authentication. */
final class Client {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final String base;
  private final String login;

  Client(String base, String username, String password) {
    this.base = base;
    this.login =
        "Basic " + Base64.getEncoder().encodeToString((username + ":" + password).getBytes(UTF_8));
  }

  /** A call with form parameters. */
  JsonNode form(String path, Map<String, String> parameters) {
    String body =
        parameters.entrySet().stream()
            .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), UTF_8))
            .collect(Collectors.joining("&"));
    return read(
        send(
            request(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body))));
  }

  /** A call with a JSON body. */
  JsonNode json(String method, String path, String body) {
    return read(
        send(
            request(path)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body))));
  }

  /** Uploads a file. */
  JsonNode upload(String path, String filename, byte[] content, Map<String, String> parameters) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    parameters.forEach(
        (name, value) ->
            body.writeBytes(
                ("--cut\r\nContent-Disposition: form-data; name=\""
                        + name
                        + "\"\r\n\r\n"
                        + value
                        + "\r\n")
                    .getBytes(UTF_8)));
    body.writeBytes(
        ("--cut\r\nContent-Disposition: form-data; name=\"Filedata\"; filename=\""
                + filename
                + "\"\r\nContent-Type: application/octet-stream\r\n\r\n")
            .getBytes(UTF_8));
    body.writeBytes(content);
    body.writeBytes("\r\n--cut--\r\n".getBytes(UTF_8));
    return read(
        send(
            request(path)
                .header("Content-Type", "multipart/form-data; boundary=cut")
                .POST(BodyPublishers.ofByteArray(body.toByteArray()))));
  }

  /** A file's bytes. */
  byte[] download(String url) {
    return send(HttpRequest.newBuilder(URI.create(url)).header("Authorization", login)).body();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(base + path)).header("Authorization", login);
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request) {
    try {
      return Contract.hold(http.send(request.build(), BodyHandlers.ofByteArray()));
    } catch (IOException failed) {
      throw new java.io.UncheckedIOException(failed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }

  private static JsonNode read(HttpResponse<byte[]> response) {
    try {
      if (response.statusCode() >= 300) {
        throw new AssertionError(response.statusCode() + ": " + new String(response.body(), UTF_8));
      }
      return response.statusCode() == 204
          ? JSON.createObjectNode()
          : JSON.readTree(response.body());
    } catch (IOException notJson) {
      throw new java.io.UncheckedIOException(notJson);
    }
  }
}
