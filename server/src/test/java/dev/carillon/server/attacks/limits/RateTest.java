package dev.carillon.server.attacks.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.attacks.AttackedServer;
import dev.carillon.server.attacks.Visitor;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The limit of requests a second, where an operator sets one. */
class RateTest {

  private static final int TRIES = 2000;

  @TempDir private Path home;

  @Test
  void beyondTheLimitOneIsToldWhenToComeAgainAndThenServed() throws Exception {
    try (AttackedServer server = new AttackedServer(home)) {
      for (int i = 0; i < 300; i++) {
        assertThat(server.get(Visitor.ANONYMOUS, "/services/ping").statusCode()).isEqualTo(200);
      }
      server.json(
          Visitor.SUPER_PRO,
          "PUT",
          "/api/properties/requestsPerSecondPerAddress",
          "{\"value\": \"20\"}");
      HttpResponse<byte[]> answer = server.get(Visitor.ANONYMOUS, "/services/ping");
      for (int i = 0; i < TRIES && answer.statusCode() == 200; i++) {
        answer = server.get(Visitor.ANONYMOUS, "/services/ping");
      }
      assertThat(answer.statusCode()).isEqualTo(429);
      assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
      Thread.sleep(1000);
      assertThat(server.get(Visitor.ANONYMOUS, "/services/ping").statusCode()).isEqualTo(200);
    }
  }
}
