package dev.carillon.server.operations.support;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.server.operations.OperationsServer;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.TestDatabase;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in the archive for those who help, and what never is, over HTTP. */
class SupportBundleTest {

  private static final String BUNDLE = "/api/support-bundle";
  private static final String ADMIN = basic("admin", "ring-every-bell");
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String[] PARTS = {
    "about.json",
    "health.json",
    "errors.json",
    "properties.json",
    "property-warnings.json",
    "webhooks.json",
    "counts.json",
    "metrics.txt",
    "threads.txt",
    "memory.json"
  };

  @TempDir private Path home;

  @Test
  void everythingIsThereButSecrets() throws Exception {
    node("smtpPassword=password-of-the-mail", "smtpUsername=postman");
    try (OperationsServer server = OperationsServer.in(home, "webHooksTimoutSeconds=3")) {
      JsonNode webhook =
          server.webhook(
              "shop",
              "https://shop.example.com:8443/path-word/x?key=query-word",
              """
              "eventTypes":["asset_create"],"customHeaders":{"X-Shop-Key":"value-of-the-header"}\
              """);
      String secret =
          server
              .json(
                  "POST",
                  "/api/webhooks/" + webhook.path("id").asText() + "/reveal-secret",
                  "{\"password\":\"ring-every-bell\"}",
                  200)
              .path("secretToken")
              .asText();
      String token =
          server
              .json("POST", "/api/tokens", "{\"name\":\"t\",\"scopes\":[\"admin:read\"]}", 201)
              .path("token")
              .asText();
      assertThat(secret).hasSizeGreaterThan(20);
      assertThat(token).hasSizeGreaterThan(20);

      HttpResponse<byte[]> answer = get(server, ADMIN);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type")).contains("application/zip");
      assertThat(answer.headers().firstValue("Content-Disposition").orElseThrow())
          .startsWith("attachment")
          .contains("carillon-support-");
      Map<String, String> parts = unzipped(answer.body());
      assertThat(parts).containsOnlyKeys(PARTS);
      assertThat(String.join("\n", parts.values()))
          .doesNotContain(secret, token, "value-of-the-header", "password-of-the-mail")
          .doesNotContain("path-word", "query-word")
          .doesNotContain("ring-every-bell");
      thePartsSayWhatTheyAreFor(parts);
      assertThat(get(server, "Bearer " + token).statusCode()).isEqualTo(200);
      assertThat(server.get("/api/audit?action=getSupportBundle").path("items")).hasSize(2);
    }
  }

  @Test
  void theUrlOfAChannelIsNowhereEither() throws Exception {
    String slack = "https://hooks.slack.com/services/T000/B000/word-of-the-channel";
    try (OperationsServer server = OperationsServer.in(home)) {
      server.json(
          "PUT",
          "/api/alerts",
          """
          {"channels":[{"name":"ops","type":"slack","url":"%s"}],"rules":[]}
          """
              .formatted(slack),
          200);
      for (String named : List.of(slack, "at /services/T000/B000/word-of-the-channel")) {
        server.webhook(named, "https://shop.example.com/", "\"eventTypes\":[\"asset_create\"]");
      }
      Map<String, String> parts = unzipped(get(server, ADMIN).body());
      assertThat(String.join("\n", parts.values())).doesNotContain("word-of-the-channel");
      assertThat(json(parts, "webhooks.json")).hasSize(2);
    }
  }

  private static void thePartsSayWhatTheyAreFor(Map<String, String> parts) throws IOException {
    assertThat(json(parts, "about.json").path("java.version").asText()).isNotEmpty();
    assertThat(json(parts, "health.json").path("workers").path("max").asInt()).isEqualTo(1024);
    assertThat(json(parts, "errors.json").isArray()).isTrue();
    JsonNode node = json(parts, "properties.json").path("node.properties");
    assertThat(node.path("smtpPassword").asText()).isEqualTo("********");
    assertThat(node.path("smtpUsername").asText()).isEqualTo("postman");
    assertThat(json(parts, "properties.json").path("cluster-properties.txt").size()).isPositive();
    assertThat(parts.get("property-warnings.json")).contains("webHooksTimoutSeconds");
    JsonNode webhook = json(parts, "webhooks.json").path(0);
    assertThat(webhook.path("url").asText()).isEqualTo("https://shop.example.com:8443/…");
    assertThat(webhook.path("customHeaders").path("X-Shop-Key").asText()).isEqualTo("********");
    JsonNode missed = json(parts, "counts.json").path("deliveries").path("missed");
    assertThat(missed.toString()).isEqualTo("{\"count\":0,\"more\":false}");
    assertThat(parts.get("metrics.txt")).contains("workers_busy");
    assertThat(parts.get("threads.txt")).contains("carillon-probe");
    assertThat(json(parts, "memory.json").path("heap").path("usedBytes").asLong()).isPositive();
  }

  @Test
  void onlySuperUsersGetIt() throws Exception {
    try (OperationsServer server = OperationsServer.in(home)) {
      String user = "{\"username\":\"ann\",\"password\":\"ring-some-bells\",\"licence\":\"pro\"}";
      server.json("POST", "/api/users", user, 201);
      assertThat(get(server, basic("ann", "ring-some-bells")).statusCode()).isEqualTo(403);
      assertThat(get(server, "").statusCode()).isEqualTo(401);
    }
  }

  @Test
  void theNodesOfADatabaseThatIsSharedAreThereWithTheEndsOfTheirLeases() throws Exception {
    node("database=" + TestDatabase.POSTGRESQL.fresh());
    try (OperationsServer server = OperationsServer.in(home)) {
      Await.until("seen", () -> !server.get("/api/health").path("nodes").isEmpty());
      JsonNode nodes = server.get("/api/health").path("nodes");
      assertThat(nodes).hasSize(1);
      assertThat(nodes.path(0).path("node").asText()).endsWith(":" + ProcessHandle.current().pid());
      Instant until = Instant.parse(nodes.path(0).path("leaseUntil").asText());
      Await.until(
          "renewed",
          () -> {
            JsonNode later = server.get("/api/health").path("nodes").path(0).path("leaseUntil");
            return Instant.parse(later.asText()).isAfter(until);
          });
      assertThat(json(unzipped(get(server, ADMIN).body()), "counts.json").has("deliveries"))
          .isTrue();
    }
  }

  private void node(String... lines) throws IOException {
    Files.createDirectories(home.resolve("config"));
    Files.writeString(home.resolve("config/node.properties"), String.join("\n", lines) + "\n");
  }

  private static HttpResponse<byte[]> get(OperationsServer server, String authorization)
      throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.url() + BUNDLE));
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request.build(), BodyHandlers.ofByteArray());
    }
  }

  private static Map<String, String> unzipped(byte[] archive) throws IOException {
    Map<String, String> parts = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        String name = entry.getName().replace("carillon-support/", "");
        parts.put(name, new String(zip.readAllBytes(), UTF_8));
      }
    }
    return parts;
  }

  private static JsonNode json(Map<String, String> parts, String name) throws IOException {
    return JSON.readTree(parts.get(name));
  }

  private static String basic(String user, String password) {
    return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
  }
}
