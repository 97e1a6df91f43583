package dev.carillon.server.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.server.platform.openapi.Contract;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Plain HTTP calls, as an integration makes them. */
final class Client {

  private final HttpClient http = HttpClient.newHttpClient();
  private final String base;
  private final String login;

  /** Calls by this user; an empty name is nobody. */
  Client(String base, String username, String password) {
    this.base = base;
    this.login =
        username.isEmpty()
            ? ""
            : "Basic "
                + Base64.getEncoder().encodeToString((username + ":" + password).getBytes(UTF_8));
  }

  /** A POST with form parameters: name, value, name, value, … */
  Reply form(String path, String... pairs) {
    return send(
        request(path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(encoded(pairs))));
  }

  /** A GET with parameters in the query. */
  Reply get(String path, String... pairs) {
    return send(request(pairs.length == 0 ? path : path + "?" + encoded(pairs)).GET());
  }

  /** A request with a JSON body. */
  Reply json(String method, String path, String body) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body)));
  }

  /** A request with nothing but its head. */
  Reply bare(String method, String path) {
    return send(request(path).method(method, BodyPublishers.noBody()));
  }

  /** A request whose body is a file. */
  Reply file(String method, String path, String type, byte[] content) {
    return send(
        request(path)
            .header("Content-Type", type)
            .method(method, BodyPublishers.ofByteArray(content)));
  }

  /** The form of a browser that sends a cookie along. */
  Reply browserForm(String cookie, String path, String... pairs) {
    return send(
        request(path)
            .header("Cookie", cookie)
            .header("Sec-Fetch-Site", "same-origin")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(encoded(pairs))));
  }

  /** A GET with a header. */
  Reply with(String header, String value, String path) {
    return send(request(path).header(header, value).GET());
  }

  /** A file as the part {@code Filedata} of a multipart form. */
  Reply upload(String method, String path, String filename, String content, String... pairs) {
    return part(method, path, "Filedata", filename, content, pairs);
  }

  /** A file as a part of this name. */
  Reply part(
      String method, String path, String name, String filename, String content, String... pairs) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int i = 0; i < pairs.length; i += 2) {
      body.writeBytes(
          ("--cut\r\nContent-Disposition: form-data; name=\""
                  + pairs[i]
                  + "\"\r\n\r\n"
                  + pairs[i + 1]
                  + "\r\n")
              .getBytes(UTF_8));
    }
    body.writeBytes(
        ("--cut\r\nContent-Disposition: form-data; name=\""
                + name
                + "\"; filename=\""
                + filename
                + "\"\r\nContent-Type: application/octet-stream\r\n\r\n"
                + content
                + "\r\n--cut--\r\n")
            .getBytes(UTF_8));
    return send(
        request(path)
            .header("Content-Type", "multipart/form-data; boundary=cut")
            .method(method, BodyPublishers.ofByteArray(body.toByteArray())));
  }

  private HttpRequest.Builder request(String path) {
    URI uri = URI.create(path.startsWith("http") ? path : base + path);
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    return login.isEmpty() ? request : request.header("Authorization", login);
  }

  private Reply send(HttpRequest.Builder request) {
    try {
      return Reply.of(Contract.hold(http.send(request.build(), BodyHandlers.ofByteArray())));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }

  private static String encoded(String... pairs) {
    return IntStream.range(0, pairs.length / 2)
        .mapToObj(
            i ->
                URLEncoder.encode(pairs[2 * i], UTF_8)
                    + "="
                    + URLEncoder.encode(pairs[2 * i + 1], UTF_8))
        .collect(Collectors.joining("&"));
  }
}
