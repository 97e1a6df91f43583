package dev.carillon.server.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.server.crash.Point.Side;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestResponse;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server dies between a change and the answer to it that is kept under the request's key. */
@Tag("long")
class KeyedCrashTest {

  private static final String ROWS = "dev.carillon.server.platform.idempotency.KeyRows";

  @TempDir Path temp;

  @Test
  void aChangeWhoseAnswerWasNotKeptIsToldOfAndNotMadeAgain() throws Exception {
    TestResponse again = sentAgainAfterDyingAt(new Point(ROWS, "done", "", Side.ENTRY));
    assertThat(again.status()).isEqualTo(409);
    assertThat(again.json().path("errorname").asText()).isEqualTo("IdempotencyOutcomeUnknown");
    assertThat(again.message()).contains("its server stopped before it sent the response");
  }

  @Test
  void aChangeWhoseAnswerWasKeptIsAnsweredAfterTheNextStart() throws Exception {
    TestResponse again = sentAgainAfterDyingAt(new Point(ROWS, "done", "", Side.RETURN));
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
  }

  private TestResponse sentAgainAfterDyingAt(Point point) throws Exception {
    Path home = temp.resolve("home");
    Path folder = temp.resolve("point");
    int port = ServerProcess.freePort();
    TestClient guest =
        TestClient.at("http://127.0.0.1:" + port)
            .basic(ServerProcess.USERNAME, ServerProcess.PASSWORD)
            .with("Idempotency-Key", "bells");
    try (ServerProcess server = ServerProcess.start(home, port, point.in(folder))) {
      Point.arm(folder, 1);
      assertThatThrownBy(() -> create(guest)).isInstanceOf(UncheckedIOException.class);
      assertThat(server.ended()).isEqualTo(Point.EXIT_CODE);
    }
    assertThat(new StoreFile(home).assets()).hasSize(1);
    try (ServerProcess _ = ServerProcess.start(home, port)) {
      TestResponse again = create(guest);
      assertThat(new StoreFile(home).assets()).hasSize(1);
      return again;
    }
  }

  private static TestResponse create(TestClient guest) {
    return guest.form("/services/create", "assetPath", "/Zone/bell", "Filedata", "data:,words");
  }
}
