package dev.carillon.server.accounts;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.server.platform.openapi.Contract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/**
 * Somebody who calls the server; every answer is held to its description.
 *
 * @param headers what each call carries
 */
public record Guest(HttpClient http, String base, Map<String, String> headers) {

  /** Somebody of whom nothing is known. */
  public static Guest at(String base) {
    return new Guest(HttpClient.newHttpClient(), base, Map.of());
  }

  /** The same, with a header more. */
  public Guest with(String name, String value) {
    Map<String, String> more = new TreeMap<>(headers);
    more.put(name, value);
    return new Guest(http, base, more);
  }

  public Guest basic(String username, String password) {
    String both = username + ":" + password;
    return with(
        "Authorization", "Basic " + Base64.getEncoder().encodeToString(both.getBytes(UTF_8)));
  }

  public Guest bearer(String token) {
    return with("Authorization", "Bearer " + token);
  }

  /** The same with a session of its own. */
  public Guest loggedIn(String username, String password) {
    Reply login = form("/services/login", "username", username, "password", password);
    if (!login.json().path("loginSuccess").asBoolean()) {
      throw new AssertionError(login.text());
    }
    return with("Cookie", login.header("Set-Cookie").replaceAll(";.*", ""))
        .with("X-CSRF-TOKEN", login.json().path("csrfToken").asText());
  }

  /** The same with a token of a log-in. */
  public Guest tokenLoggedIn(String username, String password) {
    Reply login = form("/services/apilogin", "username", username, "password", password);
    return bearer(login.json().path("authToken").asText());
  }

  /** Whether it may still call. */
  public boolean known() {
    return get("/services/profile").status() == 200;
  }

  public Reply get(String path) {
    return send(request(path).GET());
  }

  public Reply delete(String path) {
    return send(request(path).DELETE());
  }

  public Reply post(String path) {
    return send(request(path).POST(BodyPublishers.noBody()));
  }

  public Reply json(String method, String path, String body) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body)));
  }

  public Reply form(String path, String... pairs) {
    StringBuilder form = new StringBuilder();
    for (int i = 0; i < pairs.length; i += 2) {
      form.append(i == 0 ? "" : "&").append(pairs[i]).append('=');
      form.append(URLEncoder.encode(pairs[i + 1], UTF_8));
    }
    return send(
        request(path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form.toString())));
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(path.startsWith("http") ? path : base + path));
    headers.forEach(request::header);
    return request;
  }

  /** Sends it. */
  public Reply send(HttpRequest.Builder request) {
    try {
      return new Reply(Contract.hold(http.send(request.build(), BodyHandlers.ofByteArray())));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }

  @Override
  public String toString() {
    return "Guest";
  }
}
