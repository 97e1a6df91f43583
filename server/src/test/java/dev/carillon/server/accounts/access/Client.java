package dev.carillon.server.accounts.access;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Plain HTTP calls of one user. */
public record Client(HttpClient http, String base, String username, String password) {

  /** A POST with form parameters: name, value, name, value, … */
  public Reply form(String path, String... pairs) {
    return send(
        request(path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(encoded(pairs))));
  }

  /** A GET with parameters in the query. */
  public Reply get(String path, String... pairs) {
    return send(request(pairs.length == 0 ? path : path + "?" + encoded(pairs)).GET());
  }

  /** A request with a JSON body; none where it is empty. */
  public Reply json(String method, String path, String body) {
    return send(
        body.isEmpty()
            ? request(path).method(method, BodyPublishers.noBody())
            : request(path)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body)));
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(path.startsWith("http") ? path : base + path));
    if (!username.isEmpty()) {
      String login = username + ":" + password;
      request.header(
          "Authorization", "Basic " + Base64.getEncoder().encodeToString(login.getBytes(UTF_8)));
    }
    return request;
  }

  private Reply send(HttpRequest.Builder request) {
    try {
      HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
      boolean text = !response.headers().firstValue("Content-Type").orElse("").contains("zip");
      return new Reply(
          response.statusCode(), new String(response.body(), text ? UTF_8 : ISO_8859_1));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }

  static String encoded(String... pairs) {
    List<String> encoded = new ArrayList<>();
    for (int i = 0; i < pairs.length; i += 2) {
      encoded.add(pairs[i] + "=" + URLEncoder.encode(pairs[i + 1], UTF_8));
    }
    return String.join("&", encoded);
  }
}
