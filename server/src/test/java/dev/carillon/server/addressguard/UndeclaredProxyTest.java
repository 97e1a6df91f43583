package dev.carillon.server.addressguard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.Server;
import dev.carillon.server.platform.config.ServerConfig;
import dev.carillon.server.platform.http.header.TrustedProxies;
import dev.carillon.server.testing.Operator;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server on loopback behind a proxy that nobody declared: others than this machine call it. */
class UndeclaredProxyTest {

  private static final String NEIGHBOUR = "http://127.0.0.1:9/";

  @TempDir private Path home;

  @ParameterizedTest
  @ValueSource(strings = {"X-Forwarded-For", "x-forwarded-proto", "Forwarded", "Via", "X-Real-IP"})
  void aHeaderThatOnlyProxiesWriteIsASign(String header) {
    assertThat(TrustedProxies.signOf(List.of("Host", header, "Accept"))).contains(header);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Forward", "Viable", "X-Request-Id", "X-Real", "Origin", "traceparent"})
  void whatClientsWriteIsNone(String header) {
    assertThat(TrustedProxies.signOf(List.of("Host", header))).isEmpty();
  }

  @Test
  void theFirstHeaderOfAProxyClosesLoopbackAndHealthSaysWhatToDo() throws Exception {
    String header = "X-Forwarded-Proto";
    try (Server server = Server.start(config())) {
      Operator operator = new Operator(server);
      assertThat(operator.register(NEIGHBOUR, false).status()).isEqualTo(201);
      assertThat(operator.get("/api/health").ok().toString()).doesNotContain("trustedProxies");

      HttpRequest proxied =
          HttpRequest.newBuilder(URI.create(server.url() + "/services/ping"))
              .header(header, "203.0.113.9")
              .build();
      try (HttpClient proxy = HttpClient.newHttpClient()) {
        assertThat(proxy.send(proxied, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
      }

      assertThat(operator.register(NEIGHBOUR, false).status()).isEqualTo(400);
      var health = operator.get("/api/health").ok();
      assertThat(health.get("verdict").asText()).isEqualTo("degraded");
      assertThat(health.get("summary").asText())
          .containsIgnoringCase(header)
          .contains("trustedProxies in node.properties");
    }
  }

  private ServerConfig config() {
    return ServerConfig.read(Map.of("home", home.toString(), "port", "0"), Map.of());
  }
}
