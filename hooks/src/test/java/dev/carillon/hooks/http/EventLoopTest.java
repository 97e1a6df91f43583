package dev.carillon.hooks.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.Outcome;
import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a loop and others do to one connection at the same moment. */
@Timeout(60)
class EventLoopTest {

  private Peer peer;
  private ConnectionPool pool;
  private RecordedCall call;
  private PreparedTarget target;
  private HttpAttempt attempt;

  @BeforeEach
  void open() throws IOException {
    peer = new Peer();
    pool = Peer.pool(HttpSettings.Limits.STANDARD);
    call = new RecordedCall(peer.request());
    target = call.targetIn(pool);
    attempt = new HttpAttempt(pool, target, call);
  }

  @AfterEach
  void close() throws IOException {
    pool.close();
    peer.close();
  }

  private void begin(Connection connection) {
    Exchange exchange = new Exchange(connection, target, call.request(), attempt);
    EventLoop loop = target.route().loop();
    loop.execute(() -> loop.begin(exchange));
  }

  @Test
  void aSocketThatIsShutWhileALoopTakesItOverEndsItsCall() throws Exception {
    Connection connection = pool.take(target.route(), attempt.progress());
    begin(connection);
    try (Socket socket = peer.accept()) {
      Peer.awaitRequest(socket);
      // as the deadline watcher does that saw no loop, and was held up since
      connection.shutUndriven();
      assertThat(call.outcome()).isInstanceOf(Outcome.Unreachable.class);
    }
  }

  @Test
  void aConnectionThatIsKnownToBeClosedGetsNoRequest() throws Exception {
    attempt.start();
    try (Socket first = peer.accept()) {
      Peer.awaitRequest(first);
      Peer.response(first);
      assertThat(call.outcome()).isInstanceOf(Outcome.Accepted.class);

      call = new RecordedCall(peer.request());
      attempt = new HttpAttempt(pool, target, call);
      Connection kept = pool.take(target.route(), attempt.progress());
      assertThat(kept.driven()).isTrue();
      first.shutdownOutput();
      while (!onLoop(kept::muted)) {
        Thread.sleep(5);
      }
      begin(kept);
      try (Socket second = peer.accept()) {
        Peer.awaitRequest(second);
        Peer.response(second);
        assertThat(call.outcome()).isInstanceOf(Outcome.Accepted.class);
      }
    }
  }

  private boolean onLoop(BooleanSupplier question) throws Exception {
    CompletableFuture<Boolean> said = new CompletableFuture<>();
    target.route().loop().execute(() -> said.complete(question.getAsBoolean()));
    return said.get(10, TimeUnit.SECONDS);
  }
}
