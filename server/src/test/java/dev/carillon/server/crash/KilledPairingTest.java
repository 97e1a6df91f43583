package dev.carillon.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.Await;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server is killed between a person's confirmation and the program's fetching of its token. */
@Tag("long")
@Tag("faults")
class KilledPairingTest {

  @TempDir Path temp;

  @Test
  void theTokenIsFetchedFromTheNextLifeOnce() throws Exception {
    Path home = temp.resolve("home");
    int port = ServerProcess.freePort();
    Map<String, Object> proof;
    try (ServerProcess server = ServerProcess.start(home, port)) {
      Client person = Client.of(port, ServerProcess.USERNAME, ServerProcess.PASSWORD);
      JsonNode started =
          person
              .postJson("/api/pairings", Map.of("program", "Carillon CLI", "machine", "laptop"))
              .accepted();
      proof = Map.of("deviceCode", started.path("deviceCode").asText());
      person
          .postJson(
              "/api/pairings/confirmation",
              Map.of(
                  "userCode", started.path("userCode").asText(), "scopes", List.of("assets:read")))
          .accepted();
      server.kill();
    }
    try (ServerProcess server = ServerProcess.start(home, port)) {
      Client person = Client.of(server.port(), ServerProcess.USERNAME, ServerProcess.PASSWORD);
      JsonNode given = person.postJson("/api/pairings/token", proof).accepted();
      assertThat(given.path("state").asText()).isEqualTo("confirmed");
      assertThat(given.at("/token/token").asText()).startsWith("crl_");
      // a program that asks again at once is slowed down first
      Await.until(
          () -> person.postJson("/api/pairings/token", proof).body().contains("alreadyGiven"));
      assertThat(person.call("GET /api/tokens").accepted().path("items")).hasSize(1);
    }
  }
}
