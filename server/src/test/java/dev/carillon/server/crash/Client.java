package dev.carillon.server.crash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.server.platform.http.jetty.RawHttp;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.stream.Collectors;

/** A user of the API, from any number of threads. */
public final class Client {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** A server takes longer to start again, so what was used just now is no connection of before. */
  private static final long FRESH_NANOS = Duration.ofMillis(300).toNanos();

  private final Deque<Idle> idle = new ConcurrentLinkedDeque<>();
  private final int port;
  private final String authorization;
  private final boolean keyed;

  private Client(int port, String authorization, boolean keyed) {
    this.port = port;
    this.authorization = authorization;
    this.keyed = keyed;
  }

  /** A user who says the password with every call. */
  public static Client of(int port, String username, String password) {
    String both = username + ":" + password;
    String encoded = Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
    return new Client(port, "Basic " + encoded, false);
  }

  /** The same user, who logs in once and shows a token from now on. */
  public Client loggedIn(String username, String password) throws IOException {
    Map<String, String> form = Map.of("username", username, "password", password);
    String token = post("/services/apilogin", form).accepted().path("authToken").asText();
    return new Client(port, "Bearer " + token, keyed);
  }

  /** The same user, each of whose requests has an idempotency key of its own. */
  Client withKeys() {
    return new Client(port, authorization, true);
  }

  /** What is secret in what this user says. */
  String credentials() {
    return authorization.substring(authorization.indexOf(' ') + 1);
  }

  /** What this user's calls show. */
  public String authorization() {
    return authorization;
  }

  /** Sends a form, and gives whatever is answered. */
  public Answer post(String path, Map<String, String> form) throws IOException {
    String body =
        form.entrySet().stream()
            .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
            .collect(Collectors.joining("&"));
    return send("POST " + path, "application/x-www-form-urlencoded", body);
  }

  /** Sends JSON, and gives whatever is answered. */
  public Answer postJson(String path, Object json) throws IOException {
    return send("POST " + path, "application/json", JSON.writeValueAsString(json));
  }

  /** Puts JSON, and gives whatever is answered. */
  Answer putJson(String path, Object json) throws IOException {
    return send("PUT " + path, "application/json", JSON.writeValueAsString(json));
  }

  /** Calls without a body, such as {@code GET /alive.txt}, and gives whatever is answered. */
  public Answer call(String methodAndPath) throws IOException {
    return send(methodAndPath, "application/json", "");
  }

  /** Registers a webhook for everything that happens to assets; its id and token are answered. */
  public JsonNode webhook(String url, List<String> eventTypes, List<String> metadataToReturn)
      throws IOException {
    return postJson(
            "/services/admin/webhook",
            Map.of(
                "name",
                "test",
                "url",
                url,
                "eventTypes",
                eventTypes,
                "metadataToReturn",
                metadataToReturn))
        .accepted();
  }

  /** What a search finds. */
  public JsonNode search(String q, int num) throws IOException {
    return post("/services/search", Map.of("q", q, "num", Integer.toString(num))).accepted();
  }

  private Answer send(String methodAndPath, String type, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    String head =
        methodAndPath
            + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: "
            + authorization
            + "\r\nContent-Type: "
            + type
            + "\r\nContent-Length: "
            + bytes.length
            + (keyed ? "\r\nIdempotency-Key: " + UUID.randomUUID() : "")
            + "\r\n\r\n";
    RawHttp connection = connection();
    try {
      RawHttp.Reply reply = connection.send(head + body).reply();
      if (reply.header("Connection").equals("close")) {
        connection.close();
      } else {
        idle.push(new Idle(connection, System.nanoTime()));
      }
      return new Answer(reply.status(), reply.text());
    } catch (IOException cut) {
      connection.close();
      throw cut;
    }
  }

  private RawHttp connection() throws IOException {
    for (Idle next = idle.poll(); next != null; next = idle.poll()) {
      if (System.nanoTime() - next.since() < FRESH_NANOS) {
        return next.connection();
      }
      next.connection().close();
    }
    return new RawHttp(port);
  }

  /** A connection that is kept alive. */
  private record Idle(RawHttp connection, long since) {}

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** What was answered. */
  public record Answer(int status, String body) {

    /** Whether it was 2xx. */
    public boolean ok() {
      return status / 100 == 2;
    }

    /** The body of an answer that must be 2xx. */
    public JsonNode accepted() throws IOException {
      if (!ok()) {
        throw new IllegalStateException(status + " " + body);
      }
      return JSON.readTree(body);
    }
  }
}
