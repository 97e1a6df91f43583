package dev.carillon.server.guard;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.server.Server;
import dev.carillon.server.platform.openapi.Contract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;
import java.util.function.BooleanSupplier;

/** Who runs a server, and calls it as its first user. */
final class Operator {

  static final ObjectMapper JSON = new ObjectMapper();
  static final String LOG_IN = "admin:ring-every-bell";
  private static final String WEBHOOKS = "/services/admin/webhook/";

  private final HttpClient http;
  private final String url;

  Operator(Server server) {
    this(server, HttpClient.newHttpClient());
  }

  Operator(Server server, HttpClient http) {
    this.http = http;
    this.url = server.url();
    String link = server.setupLink();
    if (!link.isEmpty()) {
      String token = link.substring(link.indexOf("token=") + "token=".length());
      String form = "token=" + token + "&username=admin&password=ring-every-bell";
      send("POST", "/services/setup", "application/x-www-form-urlencoded", form).ok();
    }
  }

  Reply json(String method, String path, Object body) {
    return send(method, path, "application/json", body.toString());
  }

  Reply form(String path, String form) {
    return send("POST", path, "application/x-www-form-urlencoded", form);
  }

  Reply get(String path) {
    return send("GET", path, "application/json", "");
  }

  /** Registers a webhook for new assets. */
  Reply register(String target, boolean enabled) {
    var body = JSON.createObjectNode().put("name", "w").put("url", target).put("enabled", enabled);
    body.putArray("eventTypes").add("asset_create");
    return json("POST", WEBHOOKS, body);
  }

  Reply change(String webhook, JsonNode changes) {
    return json("PUT", WEBHOOKS + webhook, changes);
  }

  void property(String key, String value) {
    if (value.isEmpty()) {
      json("DELETE", "/api/properties/" + key, "").ok();
    } else {
      json("PUT", "/api/properties/" + key, JSON.createObjectNode().put("value", value)).ok();
    }
  }

  /** Something happens that webhooks hear of. */
  void asset(String name) {
    String part = "--cut\r\nContent-Disposition: form-data; name=";
    String body =
        (part + "\"folderPath\"\r\n\r\n/Demo Zone\r\n")
            + (part + "\"Filedata\"; filename=\"" + name + "\"\r\n\r\ntext\r\n--cut--\r\n");
    send("POST", "/services/create", "multipart/form-data; boundary=cut", body).ok();
  }

  private Reply send(String method, String path, String type, String body) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path));
    if (!path.startsWith("/services/setup")) {
      String login = Base64.getEncoder().encodeToString(LOG_IN.getBytes(UTF_8));
      request.header("Authorization", "Basic " + login);
    }
    request.header("Content-Type", type).method(method, BodyPublishers.ofString(body));
    try {
      var response = Contract.hold(http.send(request.build(), BodyHandlers.ofString()));
      return new Reply(
          response.statusCode(),
          response.body().isEmpty() ? JSON.nullNode() : JSON.readTree(response.body()));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new AssertionError(stopped);
    }
  }

  static void await(String what, BooleanSupplier condition) {
    long until = System.nanoTime() + 30_000_000_000L;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > until) {
        throw new AssertionError("not within 30 s: " + what);
      }
      pause(25);
    }
  }

  static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new AssertionError(stopped);
    }
  }

  /** What came back. */
  record Reply(int status, JsonNode body) {

    JsonNode ok() {
      if (status >= 300) {
        throw new AssertionError(this);
      }
      return body;
    }

    /** What is said to the caller. */
    String words() {
      return body.path("message").asText() + body.path("detail").asText();
    }
  }
}
