package dev.carillon.hooks.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which connections a loop uses again without asking the network whether they are open. */
@Timeout(60)
class RestingConnectionsTest {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
  private static final String OK_AND_OVER =
      "HTTP/1.1 200 OK\r\nKeep-Alive: timeout=0\r\nContent-Length: 0\r\n\r\n";
  private static final long LOOK_MILLIS = 20;
  private static final long LONGER_THAN_A_LOOK_MILLIS = 2 * LOOK_MILLIS;

  private Peer peer;
  private ConnectionPool pool;
  private PreparedTarget target;
  private HttpAttempt attempt;
  private @Nullable Socket socket;
  private @Nullable Connection taken;

  @BeforeEach
  void open() throws IOException {
    peer = new Peer();
    pool = Peer.pool(HttpSettings.Limits.STANDARD);
    RecordedCall call = new RecordedCall(peer.request());
    target = call.targetIn(pool);
    attempt = new HttpAttempt(pool, loop(), target, call);
  }

  @AfterEach
  void close() throws IOException {
    pool.close();
    closePeersEnd();
    peer.close();
  }

  @Test
  void oneThatHasAnsweredOnceRestsForTheRemainderOfItsRound() throws Exception {
    exchange(OK, this::take);
    assertThat(taken).isNull();
    // soon, in another round
    while (taken == null) {
      onLoop(this::take);
    }
    assertThat(taken.used()).isTrue();
  }

  @Test
  void oneThatHasAnsweredTwiceIsUsedAtOnce() throws Exception {
    while (taken == null) {
      socket = null;
      exchange(OK, () -> {});
      long began = System.nanoTime();
      AtomicLong ended = new AtomicLong();
      exchange(
          OK,
          () -> {
            // nothing but a question would show it
            closePeersEnd();
            take();
            ended.set(System.nanoTime());
          });
      // only a machine that stood still makes it rest for longer, and is given another one
      if (taken == null) {
        assertThat(Duration.ofNanos(ended.get() - began))
            .isGreaterThanOrEqualTo(Duration.ofMillis(LOOK_MILLIS));
      }
    }
    assertThat(taken.used()).isTrue();
  }

  @Test
  void oneThatRestsForLongerIsAskedFor() throws Exception {
    exchange(OK, () -> {});
    exchange(OK, () -> {});
    onLoop(
        () -> {
          closePeersEnd();
          pause();
          take();
        });
    assertThat(taken).isNull();
  }

  @Test
  void oneWhosePeerKeepsItNoLongerIsNotUsed() throws Exception {
    exchange(OK, () -> {});
    exchange(OK_AND_OVER, this::take);
    assertThat(taken).isNull();
  }

  @Test
  void oneThatIsClosedAfterItsFirstResponseGetsNoRequestThoughItWasTaken() throws Exception {
    exchange(OK, () -> {});
    Connection kept = pool.take(target.route(), loop(), attempt.progress());
    assertThat(kept.driven()).isTrue();
    RecordedCall call = new RecordedCall(peer.request());
    attempt = new HttpAttempt(pool, loop(), target, call);
    Exchange exchange = new Exchange(kept, target, call.request(), attempt);
    onLoop(
        () -> {
          closePeersEnd();
          loop().begin(exchange);
        });
    try (Socket second = peer.accept()) {
      Peer.awaitRequest(second);
      Peer.response(second);
      assertThat(call.outcome()).isInstanceOf(Outcome.Accepted.class);
    }
  }

  /** One request on the only connection, and its response; at its end this is done, on the loop. */
  private void exchange(String response, Runnable atItsEnd) throws Exception {
    RecordedCall call = new RecordedCall(peer.request(), atItsEnd);
    new HttpAttempt(pool, loop(), target, call).start();
    Socket open = socket;
    if (open == null) {
      open = peer.accept();
      socket = open;
    }
    Peer.awaitRequest(open);
    open.getOutputStream().write(response.getBytes(US_ASCII));
    assertThat(call.outcome()).isInstanceOf(Outcome.Accepted.class);
  }

  private void take() {
    taken = pool.takeNow(target.route(), loop(), attempt.progress());
  }

  private void closePeersEnd() {
    try {
      if (socket != null) {
        socket.close();
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private EventLoop loop() {
    return pool.loops().getFirst();
  }

  private void onLoop(Runnable work) throws Exception {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    loop()
        .execute(
            () -> {
              try {
                work.run();
                done.complete(true);
              } catch (RuntimeException failed) {
                done.completeExceptionally(failed);
              }
            });
    done.get(10, TimeUnit.SECONDS);
  }

  private static void pause() {
    try {
      Thread.sleep(LONGER_THAN_A_LOOK_MILLIS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
