package dev.carillon.server.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Plain HTTP requests, each with these headers: name, value, name, value, … */
record Caller(HttpClient http, String base, List<String> headers) {

  static final String FORM = "application/x-www-form-urlencoded";
  static final String JSON = "application/json";
  static final String MULTIPART = "multipart/form-data; boundary=xXx";

  /** The same with one more header. */
  Caller with(String name, String value) {
    List<String> all = new ArrayList<>(headers);
    all.addAll(List.of(name, value));
    return new Caller(http, base, all);
  }

  /** A POST with parameters in a form: name, value, name, value, … */
  Reply form(String path, String... pairs) {
    return send("POST", path, FORM, query(pairs));
  }

  /** A GET with parameters in the query. */
  Reply get(String path, String... pairs) {
    return send("GET", pairs.length == 0 ? path : path + "?" + query(pairs), "", "");
  }

  /** A request with a JSON body; none where it is empty. */
  Reply json(String method, String path, String body) {
    return send(method, path, body.isEmpty() ? "" : JSON, body);
  }

  /** A POST of a file as the part {@code Filedata}. */
  Reply upload(String path, String filename, byte[] content, String... pairs) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int i = 0; i < pairs.length; i += 2) {
      body.writeBytes(part(pairs[i], "", pairs[i + 1]).getBytes(UTF_8));
    }
    body.writeBytes(
        "--xXx\r\nContent-Disposition: form-data; name=\"Filedata\"; filename=\"%s\"\r\n\r\n"
            .formatted(filename)
            .getBytes(UTF_8));
    body.writeBytes(content);
    body.writeBytes("\r\n--xXx--\r\n".getBytes(UTF_8));
    return send("POST", path, MULTIPART, body.toByteArray());
  }

  /** Any request; no type where that is empty. */
  Reply send(String method, String path, String type, String body) {
    return send(method, path, type, body.getBytes(UTF_8));
  }

  /** Any request; no type where that is empty. */
  Reply send(String method, String path, String type, byte[] body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(path.startsWith("http") ? path : base + path))
            .timeout(Duration.ofMinutes(1))
            .method(
                method,
                body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    if (!type.isEmpty()) {
      request.header("Content-Type", type);
    }
    for (int i = 0; i < headers.size(); i += 2) {
      request.header(headers.get(i), headers.get(i + 1));
    }
    try {
      HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
      return new Reply(response.statusCode(), response.headers().map(), response.body());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }

  /** A part of a multipart form; a file's where it has a file name. */
  static String part(String name, String filename, String value) {
    String file = filename.isEmpty() ? "" : "; filename=\"" + filename + "\"";
    return "--xXx\r\nContent-Disposition: form-data; name=\"%s\"%s\r\n\r\n%s\r\n"
        .formatted(name, file, value);
  }

  /** Parameters as a query or a form has them. */
  static String query(String... pairs) {
    List<String> encoded = new ArrayList<>();
    for (int i = 0; i < pairs.length; i += 2) {
      encoded.add(pairs[i] + "=" + encoded(pairs[i + 1]));
    }
    return String.join("&", encoded);
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }
}
