package dev.carillon.server.attacks.forgery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.attacks.AttackedServer;
import dev.carillon.server.attacks.Visitor;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Behind a proxy that ends TLS. */
class SecureCookieTest {

  @TempDir private Path home;

  @Test
  void behindTlsTheCookieIsSecureAndThePublicOriginIsOurs() {
    try (AttackedServer server = new AttackedServer(home)) {
      server.json(
          Visitor.SUPER_PRO,
          "PUT",
          "/api/properties/serverUrl",
          "{\"value\": \"https://dam.example\"}");
      HttpResponse<byte[]> answer = logIn(server, Map.of("Origin", "https://dam.example"));
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Set-Cookie").orElse("")).contains("; Secure");
      assertThat(logIn(server, Map.of("Origin", "https://dam.example:8443")).statusCode())
          .isEqualTo(403);
      assertThat(logIn(server, Map.of("Origin", "http://dam.example")).statusCode()).isEqualTo(403);
    }
  }

  private static HttpResponse<byte[]> logIn(AttackedServer server, Map<String, String> headers) {
    Map<String, String> all = new HashMap<>(headers);
    all.put("Content-Type", "application/x-www-form-urlencoded");
    return server.send(
        server
            .request("POST", "/services/login", all)
            .POST(
                BodyPublishers.ofString(
                    "username=" + Visitor.SUPER_PRO.username() + "&password=ring-every-bell"))
            .build());
  }
}
