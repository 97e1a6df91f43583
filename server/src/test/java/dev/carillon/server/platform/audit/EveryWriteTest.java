package dev.carillon.server.platform.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes.Effect;
import dev.carillon.server.platform.http.Routes.Route;
import dev.carillon.server.platform.openapi.Contract;
import dev.carillon.server.platform.openapi.OpenApi;
import dev.carillon.server.testing.RecordedServer;
import dev.carillon.server.testing.TestResponse;
import dev.carillon.server.testing.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each operation of the API that changes something leaves exactly one entry, whatever it is. */
class EveryWriteTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** These change nothing but who is logged in: they have entries where they do. */
  private static final Set<String> LOG_IN =
      Set.of("/services/login", "/services/apilogin", "/services/logout");

  /**
   * The delivery log has which reader acknowledged what: as many entries as events are of no use.
   */
  private static final Set<String> IN_THE_DELIVERY_LOG = Set.of("acknowledgeEvents");

  @TempDir private Path home;

  @Test
  void everyWriteOperationLeavesExactlyOneEntry() throws InterruptedException {
    try (RecordedServer server = new RecordedServer(home, "", "bob")) {
      Log log = new Log(server, home, "");
      Map<String, Integer> expected = new LinkedHashMap<>();
      List<String> wrong = new ArrayList<>();
      for (Route route : server.server().routes().all()) {
        if (route.effect() != Effect.CHANGES) {
          continue;
        }
        for (String method : new TreeSet<>(route.methods())) {
          String id = operation(route, method).path("operationId").asText();
          assertThat(id).as(method + " " + route.path()).isNotEmpty();
          if (IN_THE_DELIVERY_LOG.contains(id)) {
            continue;
          }
          int before = log.entries("action", id).size();
          TestResponse reply = call(server, route, method);
          assertThat(reply.status()).as(id).isNotIn(401, 403, 429, 503);
          int after = patiently(log, id, before + 1);
          if (after != before + 1) {
            wrong.add(id + " answered " + reply.status() + ": " + before + " then " + after);
          }
          expected.merge(id, 1, Integer::sum);
        }
      }
      assertThat(wrong).isEmpty();
      assertThat(expected).hasSizeGreaterThan(60);
      // what is written a second time may come late: no call has two entries
      server.stop();
      server.start();
      assertThat(log.entries())
          .extracting(entry -> entry.path("requestId").asText())
          .filteredOn(id -> !id.isEmpty() && !id.equals("null"))
          .doesNotHaveDuplicates();
      assertThat(log.verify().path("intact").asBoolean()).isTrue();
    }
  }

  @Test
  void everyRefusedWriteOperationLeavesExactlyOneEntry() {
    try (RecordedServer server = new RecordedServer(home, "")) {
      Log log = new Log(server, home, "");
      Set<String> refused = new TreeSet<>();
      for (Route route : server.server().routes().all()) {
        if (route.effect() != Effect.CHANGES || route.access() == RouteAccess.ANYONE) {
          continue;
        }
        for (String method : route.methods()) {
          String id = operation(route, method).path("operationId").asText();
          for (int i = 0; i < 2; i++) {
            assertThat(stranger(server, route, method)).as(id).isEqualTo(401);
          }
          refused.add(id);
        }
      }
      server.stop();
      server.start();
      Map<String, Integer> entries = new LinkedHashMap<>();
      for (JsonNode entry : log.entries("result", "refused")) {
        assertThat(entry.path("status").asInt()).isEqualTo(401);
        assertThat(entry.path("address").asText()).isEqualTo("127.0.0.1");
        assertThat(entry.path("count").asInt()).as(entry.toString()).isGreaterThanOrEqualTo(2);
        entries.merge(entry.path("action").asText(), 1, Integer::sum);
      }
      assertThat(entries.keySet()).containsExactlyInAnyOrderElementsOf(refused);
      assertThat(entries.values()).as(entries.toString()).containsOnly(1);
      assertThat(refused).hasSizeGreaterThan(60);
    }
  }

  private static int stranger(RecordedServer server, Route route, String method) {
    String path =
        route.path().replaceAll("\\{[^}]+}", "2n-UzMFgate9nAwg8zLXCs").replace("/*", "/x");
    return server.as("").json(method, path, "").status();
  }

  @Test
  void aLogInIsAnEntryAndAnUnknownPathIsNone() {
    try (RecordedServer server = new RecordedServer(home, "")) {
      Log log = new Log(server, home, "");
      for (String path : LOG_IN) {
        server.admin().form(path, "username", "admin", "password", TestServer.PASSWORD).is(200);
      }
      assertThat(log.entries("objectType", "user", "actor", "admin"))
          .extracting(entry -> entry.path("action").asText())
          .containsExactlyInAnyOrder("login", "apiLogin", "logout");
      int before = log.entries().size();
      server.admin().json("POST", "/api/nothing", "{}").is(404);
      server.admin().get("/api/groups").is(200);
      assertThat(log.entries()).hasSize(before);
    }
  }

  @Test
  void whatIsNotWaitedForIsNamedRightly() {
    Set<String> ids = new TreeSet<>();
    Contract.DOCUMENT
        .path("paths")
        .forEach(item -> item.forEach(call -> ids.add(call.path("operationId").asText())));
    assertThat(ids).containsAll(AuditSubjects.ActionNames.CONTENT);
  }

  /** The example of the description; what cannot be done leaves an entry too. */
  private static TestResponse call(RecordedServer server, Route route, String method) {
    JsonNode operation = operation(route, method);
    String id = operation.path("operationId").asText();
    if (id.equals("changePassword")) {
      String same = TestServer.PASSWORD;
      return server
          .admin()
          .json(
              method,
              route.path(),
              "{\"currentPassword\": \"%s\", \"newPassword\": \"%s\"}".formatted(same, same));
    }
    if (id.equals("setPassword")) {
      JsonNode link = server.admin().json("POST", "/api/users/bob/password-link", "").json();
      String token = link.path("passwordLink").asText().replaceAll(".*token=", "");
      return server.as("").form(route.path(), "token", token, "password", "another-bell-rings");
    }
    JsonNode body = operation.at("/requestBody/content/application~1json/example");
    String path =
        route.path().replaceAll("\\{[^}]+}", "2n-UzMFgate9nAwg8zLXCs").replace("/*", "/x");
    return server
        .admin()
        .json(method, path, body.isMissingNode() || method.equals("GET") ? "" : body.toString());
  }

  private static JsonNode operation(Route route, String method) {
    for (Map.Entry<String, JsonNode> item : Contract.DOCUMENT.path("paths").properties()) {
      JsonNode operation = item.getValue().path(method.toLowerCase(Locale.ROOT));
      Set<String> paths = new TreeSet<>(Set.of(item.getKey()));
      operation.path("x-aliases").forEach(alias -> paths.add(alias.asText()));
      if (operation.isObject() && paths.contains(OpenApi.path(route.path()))) {
        return operation;
      }
    }
    throw new AssertionError(method + " " + route.path() + " is not described");
  }

  private static int patiently(Log log, String action, int wanted) throws InterruptedException {
    Instant until = Instant.now().plus(PATIENCE);
    while (true) {
      int count = log.entries("action", action).size();
      if (count >= wanted || Instant.now().isAfter(until)) {
        return count;
      }
      Thread.sleep(20);
    }
  }
}
