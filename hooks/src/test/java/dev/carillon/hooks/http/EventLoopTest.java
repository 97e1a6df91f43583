package dev.carillon.hooks.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.SenderLoop;
import java.io.IOException;
import java.net.Socket;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
  private EventLoop loop;
  private RecordedCall call;
  private PreparedTarget target;
  private HttpAttempt attempt;

  @BeforeEach
  void open() throws IOException {
    peer = new Peer();
    pool = Peer.pool(HttpSettings.Limits.STANDARD);
    loop = pool.loops().getLast();
    call = new RecordedCall(peer.request());
    target = call.targetIn(pool);
    attempt = new HttpAttempt(pool, loop, target, call);
  }

  @AfterEach
  void close() throws IOException {
    pool.close();
    peer.close();
  }

  private void begin(Connection connection) {
    Exchange exchange = new Exchange(connection, target, call.request(), attempt);
    loop.execute(() -> loop.begin(exchange));
  }

  @Test
  void aSocketThatIsShutWhileALoopTakesItOverEndsItsCall() throws Exception {
    Connection connection = pool.take(target.route(), loop, attempt.progress());
    begin(connection);
    try (Socket socket = peer.accept()) {
      Peer.awaitRequest(socket);
      // as the deadline watcher does that saw no loop, and was held up since
      connection.shutUndriven();
      assertThat(call.outcome()).isInstanceOf(Outcome.NoResponse.class);
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
      attempt = new HttpAttempt(pool, loop, target, call);
      Connection kept = pool.take(target.route(), loop, attempt.progress());
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

  /** Whoever has something for a loop that falls asleep at the same moment wakes it. */
  @Test
  void nothingThatIsLeftForATurnIsOverlooked() throws Exception {
    ConcurrentLinkedQueue<Integer> left = new ConcurrentLinkedQueue<>();
    AtomicInteger taken = new AtomicInteger();
    loop.add(
        new SenderLoop.Task() {
          @Override
          public long turn() {
            while (left.poll() != null) {
              taken.incrementAndGet();
            }
            return WHEN_WOKEN;
          }

          @Override
          public boolean waiting() {
            return !left.isEmpty();
          }
        });
    for (int i = 1; i <= 30_000; i++) {
      left.add(i);
      loop.wake();
      long until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
      while (i % 3 == 0 && taken.get() < i) {
        assertThat(System.nanoTime()).as("it is overlooked").isLessThan(until);
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void aStrayInterruptAndATurnThatFailsEndNeitherTheLoopNorItsConnections() throws Exception {
    AtomicInteger turns = new AtomicInteger();
    loop.add(
        new SenderLoop.Task() {
          @Override
          public long turn() {
            Thread.currentThread().interrupt();
            if (turns.incrementAndGet() < 3) {
              throw new IllegalStateException("a turn that fails");
            }
            return WHEN_WOKEN;
          }

          @Override
          public boolean waiting() {
            return false;
          }
        });
    attempt.start();
    try (Socket socket = peer.accept()) {
      for (int i = 0; i < 5; i++) {
        Peer.awaitRequest(socket);
        Peer.response(socket);
        assertThat(call.outcome()).isInstanceOf(Outcome.Accepted.class);
        call = new RecordedCall(peer.request());
        attempt = new HttpAttempt(pool, loop, target, call);
        attempt.start();
      }
      Peer.awaitRequest(socket);
      int before = turns.get();
      Thread.sleep(300);
      assertThat(turns.get()).as("it spins").isBetween(3, before + 20);
    }
  }

  @Test
  void aCallThatCannotLeaveTheLoopEndsAndIsNotMetAgain() throws Exception {
    Connection connection = pool.take(target.route(), loop, attempt.progress());
    begin(connection);
    try (Socket socket = peer.accept();
        Selector other = Selector.open()) {
      Peer.awaitRequest(socket);
      // no channel waits while a selector has it
      connection.channel().register(other, SelectionKey.OP_READ);
      for (String piece : "HTTP/1.1 200".split("")) {
        socket.getOutputStream().write(piece.getBytes(US_ASCII));
        Thread.sleep(20);
      }
      assertThatThrownBy(call::outcome).hasCauseInstanceOf(IllegalBlockingModeException.class);
    }
    call = new RecordedCall(peer.request());
    new HttpAttempt(pool, loop, target, call).start();
    try (Socket socket = peer.accept()) {
      Peer.awaitRequest(socket);
      Peer.response(socket);
      assertThat(call.outcome()).isInstanceOf(Outcome.Accepted.class);
    }
  }

  @Test
  void whoHearsOfTheEndOfACallMayBeginTheNextOneOnTheSameConnection() throws Exception {
    RecordedCall next = new RecordedCall(peer.request());
    HttpAttempt following = new HttpAttempt(pool, loop, target, next);
    attempt.start();
    try (Socket socket = peer.accept()) {
      for (int i = 0; i < 2; i++) {
        Peer.awaitRequest(socket);
        Peer.response(socket);
        assertThat(call.outcome()).isInstanceOf(Outcome.Accepted.class);
        call = i == 0 ? new RecordedCall(peer.request()) : chained(following);
        new HttpAttempt(pool, loop, target, call).start();
      }
      Peer.awaitRequest(socket);
      Peer.response(socket);
      assertThat(call.outcome()).isInstanceOf(Outcome.Accepted.class);
      Peer.awaitRequest(socket);
      Peer.response(socket);
      assertThat(next.outcome()).isInstanceOf(Outcome.Accepted.class);
    }
  }

  private RecordedCall chained(HttpAttempt following) {
    return new RecordedCall(peer.request(), following::startHere);
  }

  @Test
  void aLoopThatHasEndedTakesNobodyWhoWouldWaitForTurns() throws Exception {
    SenderLoop.Task task =
        new SenderLoop.Task() {
          @Override
          public long turn() {
            return WHEN_WOKEN;
          }

          @Override
          public boolean waiting() {
            return false;
          }
        };
    loop.add(task);
    loop.close();
    while (!loop.hasEnded()) {
      Thread.sleep(1);
    }
    assertThatThrownBy(() -> loop.add(task)).isInstanceOf(IllegalStateException.class);
  }

  private boolean onLoop(BooleanSupplier question) throws Exception {
    CompletableFuture<Boolean> said = new CompletableFuture<>();
    loop.execute(() -> said.complete(question.getAsBoolean()));
    return said.get(10, TimeUnit.SECONDS);
  }
}
