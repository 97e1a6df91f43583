package dev.carillon.server.testing;

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
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Plain HTTP requests to a server, as an integration makes them.
 *
 * @param headers what each request carries: name, value, name, value, …
 * @param checked whether each response is compared with the API description
 */
public record TestClient(HttpClient http, String base, List<String> headers, boolean checked) {

  public static final String FORM = "application/x-www-form-urlencoded";
  public static final String JSON = "application/json";
  public static final String MULTIPART = "multipart/form-data; boundary=xXx";

  /** What ends a multipart form; alone it is an empty one. */
  public static final String MULTIPART_END = "--xXx--\r\n";

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  /** One without credentials. */
  public static TestClient at(String base) {
    return at(HTTP, base);
  }

  /** One without credentials, which sends its requests by this client. */
  public static TestClient at(HttpClient http, String base) {
    return new TestClient(http, base, List.of(), true);
  }

  /** The same, whose responses are not compared with the API description. */
  public TestClient unchecked() {
    return new TestClient(http, base, headers, false);
  }

  /** The same with this header, in place of one of the same name. */
  public TestClient with(String name, String value) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < headers.size(); i += 2) {
      if (!headers.get(i).equals(name)) {
        all.addAll(headers.subList(i, i + 2));
      }
    }
    all.addAll(List.of(name, value));
    return new TestClient(http, base, all, checked);
  }

  /** The same with these headers: name, value, name, value, … */
  public TestClient withAll(String... pairs) {
    TestClient more = this;
    for (int i = 0; i < pairs.length; i += 2) {
      more = more.with(pairs[i], pairs[i + 1]);
    }
    return more;
  }

  /** The value of the header that each request carries; empty if there is none. */
  public String header(String name) {
    int at = headers.indexOf(name);
    return at < 0 ? "" : headers.get(at + 1);
  }

  /** The same with this user's name and password. */
  public TestClient basic(String username, String password) {
    return with("Authorization", "Basic " + credentials(username, password));
  }

  /** A user name and a password as Basic authentication and {@code authcred} want them. */
  public static String credentials(String username, String password) {
    return Base64.getEncoder().encodeToString((username + ":" + password).getBytes(UTF_8));
  }

  public TestClient bearer(String token) {
    return with("Authorization", "Bearer " + token);
  }

  /** The same with a session of its own. */
  public TestClient loggedIn(String username, String password) {
    TestResponse login = form("/services/login", "username", username, "password", password);
    if (!login.json().path("loginSuccess").asBoolean()) {
      throw new AssertionError(login);
    }
    return with("Cookie", login.header("Set-Cookie").replaceAll(";.*", ""))
        .with("X-CSRF-TOKEN", login.json().path("csrfToken").asText());
  }

  /** The same with the token of a login. */
  public TestClient tokenLoggedIn(String username, String password) {
    TestResponse login = form("/services/apilogin", "username", username, "password", password);
    return bearer(login.is(200).json().path("authToken").asText());
  }

  /** Whether its credentials are still good. */
  public boolean known() {
    return get("/services/profile").status() == 200;
  }

  /** A GET with parameters in the query: name, value, name, value, … */
  public TestResponse get(String path, String... pairs) {
    return send("GET", pairs.length == 0 ? path : path + "?" + query(pairs), "", "");
  }

  /** A GET with one more header. */
  public TestResponse with(String header, String value, String path) {
    return with(header, value).get(path);
  }

  public TestResponse post(String path) {
    return bare("POST", path);
  }

  public TestResponse delete(String path) {
    return bare("DELETE", path);
  }

  /** A request without a body. */
  public TestResponse bare(String method, String path) {
    return send(method, path, "", "");
  }

  /** A request with a JSON body; none if it is empty. */
  public TestResponse json(String method, String path, String body) {
    return send(method, path, body.isEmpty() ? "" : JSON, body);
  }

  /** A POST with parameters in a form: name, value, name, value, … */
  public TestResponse form(String path, String... pairs) {
    return send("POST", path, FORM, query(pairs));
  }

  /** A POST of a file as the part {@code Filedata} of a multipart form. */
  public TestResponse upload(String path, String filename, byte[] content, String... pairs) {
    return upload("POST", path, filename, content, pairs);
  }

  /** A file as the part {@code Filedata} of a multipart form. */
  public TestResponse upload(
      String method, String path, String filename, String content, String... pairs) {
    return upload(method, path, filename, content.getBytes(UTF_8), pairs);
  }

  /** A file as the part {@code Filedata} of a multipart form. */
  public TestResponse upload(
      String method, String path, String filename, byte[] content, String... pairs) {
    return upload(method, path, "Filedata", filename, content, pairs);
  }

  /** A file as a part of this name. */
  public TestResponse upload(
      String method, String path, String name, String filename, byte[] content, String... pairs) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int i = 0; i < pairs.length; i += 2) {
      body.writeBytes(part(pairs[i], "", pairs[i + 1]).getBytes(UTF_8));
    }
    String disposition =
        "--xXx\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"%s\"\r\n"
            .formatted(name, filename);
    body.writeBytes(
        (disposition + "Content-Type: application/octet-stream\r\n\r\n").getBytes(UTF_8));
    body.writeBytes(content);
    body.writeBytes(("\r\n" + MULTIPART_END).getBytes(UTF_8));
    return send(method, path, MULTIPART, body.toByteArray());
  }

  /** Uploads a small text file into this folder; the id of the new asset. */
  public String newAsset(String folder, String filename) {
    return upload("POST", "/services/create", filename, "text", "folderPath", folder)
        .ok()
        .path("id")
        .asText();
  }

  /** A part of a multipart form; a file's if it has a file name. */
  public static String part(String name, String filename, String value) {
    String file = filename.isEmpty() ? "" : "; filename=\"" + filename + "\"";
    return "--xXx\r\nContent-Disposition: form-data; name=\"%s\"%s\r\n\r\n%s\r\n"
        .formatted(name, file, value);
  }

  /** Any request; without a type if that is empty. */
  public TestResponse send(String method, String path, String type, String body) {
    return send(method, path, type, body.getBytes(UTF_8));
  }

  /** Any request; without a type if that is empty. */
  public TestResponse send(String method, String path, String type, byte[] body) {
    HttpRequest.Builder request = request(path);
    if (!type.isEmpty()) {
      request.header("Content-Type", type);
    }
    return send(
        request.method(
            method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body)));
  }

  /** A request that carries the headers and nothing else yet. */
  public HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(path.startsWith("http") ? path : base + path))
            .timeout(PATIENCE);
    for (int i = 0; i < headers.size(); i += 2) {
      request.header(headers.get(i), headers.get(i + 1));
    }
    return request;
  }

  /** Sends it. */
  public TestResponse send(HttpRequest.Builder request) {
    HttpResponse<byte[]> response = send(request.build(), BodyHandlers.ofByteArray());
    return new TestResponse(checked ? Contract.hold(response) : response);
  }

  /** Sends it and reads the response in this way. */
  public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> as) {
    try {
      return http.send(request, as);
    } catch (IOException failed) {
      throw new UncheckedIOException(request.method() + " " + request.uri(), failed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }

  /** Parameters as a query or a form has them. */
  public static String query(String... pairs) {
    List<String> encoded = new ArrayList<>();
    for (int i = 0; i < pairs.length; i += 2) {
      encoded.add(encoded(pairs[i]) + "=" + encoded(pairs[i + 1]));
    }
    return String.join("&", encoded);
  }

  public static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  @Override
  public String toString() {
    return "TestClient";
  }
}
