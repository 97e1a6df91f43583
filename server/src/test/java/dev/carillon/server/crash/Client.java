package dev.carillon.server.crash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A user of the API. */
public final class Client {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String base;
  private final String authorization;

  private Client(String base, String authorization) {
    this.base = base;
    this.authorization = authorization;
  }

  /** A user who says the password with every call. */
  public static Client of(String base, String username, String password) {
    String both = username + ":" + password;
    return new Client(
        base, "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8)));
  }

  /** The same user, who logs in once and shows a token from now on. */
  public Client loggedIn(String username, String password)
      throws IOException, InterruptedException {
    Map<String, String> form = Map.of("username", username, "password", password);
    String token = post("/services/apilogin", form).accepted().path("authToken").asText();
    return new Client(base, "Bearer " + token);
  }

  /** What this user's calls show. */
  public String authorization() {
    return authorization;
  }

  /** Sends a form, and gives whatever is answered. */
  public Answer post(String path, Map<String, String> form)
      throws IOException, InterruptedException {
    String body =
        form.entrySet().stream()
            .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
            .collect(Collectors.joining("&"));
    return send(path, "application/x-www-form-urlencoded", body);
  }

  /** Sends JSON, and gives whatever is answered. */
  public Answer postJson(String path, Object json) throws IOException, InterruptedException {
    return send(path, "application/json", JSON.writeValueAsString(json));
  }

  /** Registers a webhook for everything that happens to assets; its id and token are answered. */
  public JsonNode webhook(String url, List<String> eventTypes, List<String> metadataToReturn)
      throws IOException, InterruptedException {
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
  public JsonNode search(String q, int num) throws IOException, InterruptedException {
    return post("/services/search", Map.of("q", q, "num", Integer.toString(num))).accepted();
  }

  private Answer send(String path, String type, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(PATIENCE)
            .header("Authorization", authorization)
            .header("Content-Type", type)
            .POST(BodyPublishers.ofString(body))
            .build();
    var response = http.send(request, BodyHandlers.ofString());
    return new Answer(response.statusCode(), response.body());
  }

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
