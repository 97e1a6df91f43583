package dev.carillon.server.attacks.forgery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.attacks.AttackedServer;
import dev.carillon.server.attacks.Visitor;
import dev.carillon.server.attacks.matrix.Probe;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes.Effect;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** S5: no page of somebody else changes anything with a browser's cookie or remembered password. */
class ForgeryTest {

  /** What a browser sends along for a page that is not ours. */
  private static final Map<String, Map<String, String>> FOREIGN = new LinkedHashMap<>();

  static {
    FOREIGN.put("cross-site", Map.of("Sec-Fetch-Site", "cross-site"));
    FOREIGN.put("same-site", Map.of("Sec-Fetch-Site", "same-site"));
    FOREIGN.put("foreign origin", Map.of("Origin", "http://evil.example"));
    FOREIGN.put("opaque origin", Map.of("Origin", "null"));
    FOREIGN.put("our name, another port", Map.of("Origin", "http://localhost:1"));
    FOREIGN.put("our name as a part", Map.of("Origin", "http://localhost.evil.example"));
  }

  @TempDir private static Path home;

  private static AttackedServer server;
  private static List<Probe> changes;

  @BeforeAll
  static void open() {
    server = new AttackedServer(home);
    changes =
        Probe.all(server.server().routes().all()).stream()
            .filter(probe -> probe.route().effect() == Effect.CHANGES)
            .filter(probe -> probe.route().access() != RouteAccess.ANYONE)
            .toList();
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @Test
  void noForeignPageChangesAnythingWithACookieOrAPassword() {
    List<String> through = new ArrayList<>();
    for (Probe probe : changes) {
      FOREIGN.forEach(
          (what, headers) -> {
            refused(through, probe, Visitor.SESSION, what, headers);
            refused(through, probe, Visitor.BASIC_AUTH, what, headers);
          });
    }
    assertThat(through).isEmpty();
    assertThat(changes).hasSizeGreaterThan(60);
  }

  @Test
  void aCookieAloneChangesNothingWhateverTheBodyIs() {
    List<String> through = new ArrayList<>();
    for (Probe probe : changes) {
      for (String type :
          List.of(
              "application/x-www-form-urlencoded",
              "text/plain",
              "multipart/form-data; boundary=b",
              "application/json")) {
        Map<String, String> headers = Map.of("Content-Type", type);
        refused(through, probe, Visitor.SESSION_BARE, type, headers);
        Map<String, String> wrong = new HashMap<>(headers);
        wrong.put("X-CSRF-TOKEN", "another-token");
        refused(through, probe, Visitor.SESSION_BARE, type + ", wrong token", wrong);
      }
    }
    assertThat(through).isEmpty();
  }

  @Test
  void aGetOfASessionChangesNothing() {
    List<String> through = new ArrayList<>();
    for (Probe probe : changes) {
      if (probe.method().equals("GET")) {
        refused(through, probe, Visitor.SESSION, "with token", Map.of());
      }
    }
    assertThat(through).isEmpty();
  }

  @Test
  void ourOwnPagesAndProgramsAreLetThrough() {
    List<String> refused = new ArrayList<>();
    String own = server.url();
    List<Map<String, String>> honest =
        List.of(
            Map.of(),
            Map.of("Origin", own, "Sec-Fetch-Site", "same-origin"),
            Map.of("Origin", own),
            Map.of("Sec-Fetch-Site", "none"));
    for (Probe probe : changes) {
      if (!probe.method().equals("GET")) {
        for (Map<String, String> headers : honest) {
          int status = send(probe, Visitor.SESSION, headers).statusCode();
          if (status == 401 || status == 403) {
            refused.add(probe + " " + headers + ": " + status);
          }
        }
        int status =
            send(probe, Visitor.SUPER_PRO, Map.of("Sec-Fetch-Site", "cross-site")).statusCode();
        if (status == 401 || status == 403) {
          refused.add(probe + " by a program: " + status);
        }
      }
    }
    assertThat(refused).isEmpty();
  }

  @Test
  void noForeignPageLogsInOrOutOrSetsUp() {
    for (String path :
        List.of("/services/login", "/services/apilogin", "/services/logout", "/services/setup")) {
      FOREIGN.forEach(
          (what, headers) -> {
            HttpRequest.Builder request = server.request("POST", path, headers);
            request
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("username=admin&password=ring-every-bell"));
            HttpResponse<byte[]> answer = server.send(request.build());
            assertThat(answer.statusCode()).as(path + " " + what).isEqualTo(403);
            assertThat(answer.headers().allValues("Set-Cookie")).as(path + " " + what).isEmpty();
          });
    }
  }

  @Test
  void theCookieIsKeptFromScriptsAndFromOtherSites() {
    HttpResponse<byte[]> answer =
        server.form(
            Visitor.ANONYMOUS,
            "/services/login",
            "username",
            "admin",
            "password",
            "ring-every-bell");
    String cookie = answer.headers().firstValue("Set-Cookie").orElse("");
    assertThat(cookie)
        .startsWith("authToken=")
        .contains("; Path=/", "; HttpOnly", "; SameSite=Strict")
        .doesNotContain("Domain")
        .doesNotContain("Secure");
  }

  private static void refused(
      List<String> through,
      Probe probe,
      Visitor visitor,
      String what,
      Map<String, String> headers) {
    HttpResponse<byte[]> answer = send(probe, visitor, headers);
    if (answer.statusCode() != 403) {
      through.add(probe + " by " + visitor + ", " + what + ": " + answer.statusCode());
    }
  }

  private static HttpResponse<byte[]> send(
      Probe probe, Visitor visitor, Map<String, String> headers) {
    Map<String, String> all = new HashMap<>(server.proof(visitor));
    all.putAll(headers);
    all.putIfAbsent("Content-Type", "application/json");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.url() + probe.target()))
            .method(probe.method(), BodyPublishers.ofString(probe.someBody()));
    all.forEach(request::header);
    HttpResponse<byte[]> answer = server.send(request.build());
    if (probe.endsLogIns() && answer.statusCode() < 300) {
      server.renew();
    }
    return answer;
  }
}
