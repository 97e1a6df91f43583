package dev.carillon.server.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.server.attacks.AttackedServer;
import dev.carillon.server.attacks.Visitor;
import dev.carillon.server.attacks.matrix.Probe;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes.Effect;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each call under {@code /services}, refused for each reason: with the real status, and with 200
 * where the property says so.
 */
class ServicesErrorsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PROPERTY = "returnStatusOkOnErrorForServicesApi";
  private static final String FORM = "application/x-www-form-urlencoded";

  @TempDir private Path home;
  private final List<String> wrong = new ArrayList<>();
  private final Map<Integer, Integer> seen = new TreeMap<>();

  @Test
  void eachCallIsRefusedInBothWays() throws Exception {
    try (AttackedServer server = new AttackedServer(home, PROPERTY + "=true")) {
      List<Probe> probes =
          Probe.all(server.server().routes().all()).stream()
              .filter(probe -> probe.route().path().startsWith("/services/"))
              .toList();
      assertThat(probes).hasSizeGreaterThan(70);
      probes.forEach(probe -> refused(server, probe, true));
      assertThat(seen).containsOnlyKeys(400, 401, 403, 405, 415);
      realStatuses(server);
      probes.forEach(probe -> refused(server, probe, false));
    }
    assertThat(wrong).isEmpty();
  }

  private void realStatuses(AttackedServer server) throws IOException, InterruptedException {
    Path file = home.resolve("config").resolve("cluster-properties.txt");
    Files.writeString(file, PROPERTY + "=false\n");
    for (int tries = 0; tries < 600; tries++) {
      if (server.get(Visitor.ANONYMOUS, "/services/profile").statusCode() == 401) {
        return;
      }
      Thread.sleep(50);
    }
    throw new AssertionError("the property does not count");
  }

  private void refused(AttackedServer server, Probe probe, boolean ok) {
    boolean changes = probe.route().effect() == Effect.CHANGES;
    RouteAccess access = probe.route().access();
    boolean body = !probe.method().equals("GET");
    String method = probe.method();
    check(server, probe, "PATCH", Visitor.SUPER_PRO, Map.of(), "", ok, 405);
    Map<String, String> packed = Map.of("Content-Encoding", "gzip");
    check(server, probe, method, Visitor.SUPER_PRO, packed, "", ok, 415);
    // there a webhook or an engine that is not there is told first
    String path = probe.route().path();
    boolean found =
        !path.startsWith("/services/admin/webhook/{id}")
            && !(path.startsWith("/services/admin/externalProcessing/{id}")
                && method.equals("DELETE"));
    if (body && found) {
      Map<String, String> json = Map.of("Content-Type", "application/json");
      check(server, probe, method, Visitor.SUPER_PRO, json, "{\"cut\":", ok, 400);
    }
    if (access == RouteAccess.ANYONE) {
      return;
    }
    check(server, probe, method, Visitor.ANONYMOUS, Map.of(), "", ok, 401);
    check(server, probe, method, Visitor.FORGED, Map.of(), "", ok, 401);
    check(server, probe, method, Visitor.TOKEN_REVOKED, Map.of(), "", ok, 401);
    if (access != RouteAccess.USER) {
      check(server, probe, method, Visitor.USER, Map.of(), "", ok, 403);
    }
    if (access != RouteAccess.USER && access != RouteAccess.SUPER_USER) {
      check(server, probe, method, Visitor.SUPER_BASIC, Map.of(), "", ok, 403);
    }
    if (changes) {
      check(server, probe, method, Visitor.SESSION_BARE, Map.of(), "", ok, 403);
      check(server, probe, method, Visitor.TOKEN_ADMIN_READ, Map.of(), "", ok, 403);
      Map<String, String> key = Map.of("Idempotency-Key", "k".repeat(300));
      check(server, probe, method, Visitor.SUPER_PRO, key, "", ok, 400);
    }
  }

  private void check(
      AttackedServer server,
      Probe probe,
      String method,
      Visitor visitor,
      Map<String, String> headers,
      String body,
      boolean ok,
      int code) {
    Map<String, String> all = new HashMap<>(server.proof(visitor));
    all.put("Content-Type", FORM);
    all.putAll(headers);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.url() + probe.target()))
            .method(method, BodyPublishers.ofString(body));
    all.forEach(request::header);
    HttpResponse<byte[]> response = server.send(request.build());
    String told = probe + " as " + method + " by " + visitor + " " + headers + ": ";
    if (response.statusCode() != (ok ? 200 : code)
        || !vendors(AttackedServer.text(response), code)) {
      wrong.add(told + response.statusCode() + " " + AttackedServer.text(response));
    }
    seen.merge(code, 1, Integer::sum);
  }

  private static boolean vendors(String text, int code) {
    try {
      JsonNode json = JSON.readTree(text);
      return !text.contains("\n")
          && json.path("errorcode").asInt() == code
          && !json.path("errorname").asText().isBlank()
          && !json.path("message").asText().isBlank();
    } catch (IOException notJson) {
      return false;
    }
  }
}
