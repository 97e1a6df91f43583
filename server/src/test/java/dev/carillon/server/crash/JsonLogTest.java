package dev.carillon.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With {@code logFormat=json} each line that a server process prints is a JSON object. */
@Tag("long")
class JsonLogTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path home;

  @BeforeEach
  void askForJson() throws IOException {
    Files.createDirectories(home.resolve("config"));
    Files.writeString(
        home.resolve("config/cluster-properties.txt"),
        "logFormat=json\nlogAttempts=all\nwebHooksTimeoutSecond=3\n");
  }

  @Test
  void eachLineIsAnObjectFromTheFirstToTheLastStackTracesIncluded() throws Exception {
    int port = ServerProcess.freePort();
    List<String> printed;
    try (ServerProcess server = ServerProcess.start(home, port)) {
      Client client = server.client();
      client.webhook(
          "http://127.0.0.1:" + ServerProcess.freePort() + "/", List.of("asset_create"), List.of());
      client.post("/services/create", Map.of("assetPath", "/Zone/a.txt")).accepted();
      Path head = home.resolve("data/audit.head");
      until(server, lines -> Files.exists(head));
      Files.delete(head);
      Files.createDirectories(head.resolve("in the way"));
      client.post("/services/create", Map.of("assetPath", "/Zone/b.txt")).accepted();
      until(server, lines -> lines.stream().anyMatch(line -> line.contains("audit.head")));
      until(server, lines -> lines.stream().anyMatch(line -> line.contains("connect_refused")));
      server.terminate();
      printed = server.printed().lines().toList();
    }
    List<JsonNode> lines = parsed(printed);
    JsonNode failed = one(lines, "audit.head");
    assertThat(failed.path("level").asText()).isEqualTo("error");
    assertThat(failed.path("error").asText()).contains("audit.head");
    assertThat(failed.path("stack").asText())
        .contains("\n\tat dev.carillon.server.platform.audit.ChainAnchor");
    JsonNode attempt = one(lines, "connect_refused");
    assertThat(attempt.path("logger").asText()).isEqualTo("carillon.deliveries");
    assertThat(attempt.path("message").asText()).isEqualTo("delivery attempt");
    assertThat(attempt.path("attempt").isInt()).isTrue();
    assertThat(one(lines, "webHooksTimeoutSeconds").path("level").asText()).isEqualTo("warning");
    assertThat(one(lines, " is ready on ").path("logger").asText()).isEqualTo("carillon");
  }

  @Test
  void aServerThatDoesNotStartSaysSoInAnObject() throws Exception {
    Files.writeString(home.resolve("config/node.properties"), "prot=8080\n");
    try (ServerProcess server =
        ServerProcess.launched(home, ServerProcess.freePort(), Launch.PLAIN)) {
      assertThat(server.cameUp()).isFalse();
      JsonNode line = one(parsed(server.printed().lines().toList()), "unknown key 'prot'");
      assertThat(line.path("level").asText()).isEqualTo("error");
    }
  }

  @Test
  void theLinkForTheFirstUserIsInAFileAndNotInTheLog() throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(Launch.PLAIN.command(home, ServerProcess.freePort()));
    builder.environment().keySet().removeIf(name -> name.startsWith("CARILLON_ADMIN"));
    Process process = builder.redirectErrorStream(true).start();
    try (BufferedReader printed = process.inputReader()) {
      List<String> lines = new ArrayList<>();
      for (String line = printed.readLine(); line != null; line = printed.readLine()) {
        lines.add(line);
        if (line.contains("first")) {
          break;
        }
      }
      Path file = home.resolve("setup-link.txt");
      assertThat(one(parsed(lines), "first").path("message").asText())
          .contains("There is no user yet", file.toString());
      assertThat(lines).noneMatch(line -> line.contains("token="));
      assertThat(file).content().contains("/setup?token=");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static List<JsonNode> parsed(List<String> printed) {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : printed) {
      try {
        JsonNode json = JSON.readTree(line);
        assertThat(json.isObject()).as(line).isTrue();
        assertThat(OffsetDateTime.parse(json.path("time").asText())).as(line).isNotNull();
        assertThat(json.path("level").asText()).as(line).isNotEmpty();
        assertThat(json.path("logger").asText()).as(line).isNotEmpty();
        assertThat(json.path("message").asText()).as(line).isNotEmpty();
        lines.add(json);
      } catch (JsonProcessingException none) {
        throw new AssertionError("no JSON: " + line, none);
      }
    }
    assertThat(lines).isNotEmpty();
    return lines;
  }

  private static JsonNode one(List<JsonNode> lines, String words) {
    return lines.stream()
        .filter(line -> line.toString().contains(words))
        .findFirst()
        .orElseThrow(() -> new AssertionError("none says " + words + ": " + lines));
  }

  private static void until(ServerProcess server, Predicate<List<String>> seen)
      throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!seen.test(server.printed().lines().toList())) {
      assertThat(System.nanoTime()).as(server.printed()).isLessThan(end);
      Thread.sleep(20);
    }
  }
}
