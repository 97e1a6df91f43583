package dev.carillon.server.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.ScriptedReceiver.Script;
import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.ErrorClass;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.RecordingReceiver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What an attempt comes to that gets no answer, or none in time. */
class SilenceRulesTest extends EngineFixture {

  /** No attempt with a short timeout takes so long, whatever else the machine has to do. */
  private static final Duration LATE = Duration.ofSeconds(20);

  @Test
  void aRefusedConnectionIsRetried() throws IOException {
    // a socket that does not listen keeps the port from everybody else
    try (Socket deaf = new Socket()) {
      deaf.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
      isRetried("http://127.0.0.1:" + deaf.getLocalPort() + "/", ErrorClass.CONNECT_REFUSED);
    }
  }

  @Test
  void aResetIsRetried() {
    RecordingReceiver receiver =
        receiver(
            (request, out, socket) -> {
              socket.setSoLinger(true, 0);
              return false;
            });
    isRetried(receiver.url(), ErrorClass.RESET);
  }

  @Test
  void aConnectionClosedEarlyIsRetried() {
    isRetried(
        receiver(Script.bytes("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc")).url(),
        ErrorClass.CLOSED_EARLY);
  }

  @Test
  void garbageIsRetried() {
    isRetried(receiver(Script.bytes("HTTP/9.9 200 OK\r\n\r\n")).url(), ErrorClass.BAD_HTTP);
  }

  @Test
  void anUnknownNameIsRetried() {
    isRetried("http://no-such-host.localhost.invalid/", ErrorClass.DNS_NOT_FOUND);
  }

  @Test
  void anAnswerThatNeverComesIsRetriedAfterTheTimeOut() {
    RecordingReceiver receiver =
        receiver(
            (request, out, socket) -> {
              Thread.sleep(60_000);
              return false;
            });
    RunningEngine engine = engine(Policies.waiting(20, 40).policy(Duration.ofMillis(300)));
    isRetried(engine, receiver.url(), ErrorClass.ANSWER_TIMEOUT);
    assertThat(engine.heard.settlements)
        .extracting(settled -> settled.attempt().duration())
        .allMatch(took -> took.toMillis() >= 290 && took.compareTo(LATE) < 0);
  }

  /**
   * R12: what comes after the timeout is not heard. The receiver has taken the delivery and gets it
   * again, with the same id and body; its late response is not read.
   */
  @Test
  void anAnswerAfterTheTimeOutIsNotHeardAndTheDuplicateCarriesTheSameId() {
    RunningEngine engine = engine(Policies.waiting(1300, 1400).policy(Duration.ofSeconds(3)));
    CountDownLatch triedAgain = new CountDownLatch(1);
    CountDownLatch answeredLate = new CountDownLatch(1);
    RecordingReceiver receiver =
        receiver(
            (request, out, socket) -> {
              String attempt = request.header("X-Hook-Attempt").orElse("");
              if (attempt.equals("1")) {
                triedAgain.await();
                Script.status(200).answer(request, out, socket);
                answeredLate.countDown();
                return true;
              }
              triedAgain.countDown();
              answeredLate.await();
              return Script.status(attempt.equals("2") ? 500 : 202).answer(request, out, socket);
            });
    engine.webhook(receiver.url());

    Receipt receipt = engine.publish("a", "1");

    Await.until("delivered", () -> engine.state(receipt).equals("delivered"));
    List<Attempt> log = engine.attempts(receipt);
    assertThat(answeredLate.getCount()).as("the first attempt was answered 2xx").isZero();
    assertThat(log).extracting(Attempt::number).containsExactly(1, 2, 3);
    assertThat(log.get(0).outcome())
        .isInstanceOfSatisfying(
            Outcome.NoResponse.class,
            late -> assertThat(late.errorClass()).isEqualTo(ErrorClass.ANSWER_TIMEOUT));
    assertThat(log.get(0).duration()).isBetween(Duration.ofMillis(2990), LATE);
    assertThat(((Outcome.Rejected) log.get(1).outcome()).response().status()).isEqualTo(500);
    assertThat(((Outcome.Accepted) log.get(2).outcome()).response().status()).isEqualTo(202);

    Delivery.Id id = receipt.due().getFirst().delivery().id();
    List<RecordingReceiver.RecordedRequest> requests = receiver.requests();
    assertThat(requests)
        .extracting(RecordingReceiver.RecordedRequest::id)
        .hasSize(3)
        .containsOnly(id.value());
    assertThat(requests)
        .extracting(RecordingReceiver.RecordedRequest::attempt)
        .containsExactly(1, 2, 3);
    assertThat(requests)
        .extracting(received -> received.request().text())
        .containsOnly(requests.getFirst().request().text());
    assertThat(requests)
        .extracting(received -> received.header("webhook-timestamp"))
        .as("each is signed anew")
        .doesNotHaveDuplicates();
  }

  @Test
  void aBlockedAddressIsNotDialledAndRetried() {
    RecordingReceiver receiver = receiver(200);
    RunningEngine engine =
        closing(RunningEngine.guarded(home(), Policies.waiting(20, 40).policy()));
    isRetried(engine, receiver.url(), ErrorClass.BLOCKED_ADDRESS);
    assertThat(receiver.count()).isZero();
  }

  private void isRetried(String url, ErrorClass expected) {
    isRetried(engine(Policies.waiting(20, 40)), url, expected);
  }

  private static void isRetried(RunningEngine engine, String url, ErrorClass expected) {
    engine.webhook(url);
    Receipt receipt = engine.publish("a", "1");
    Await.until("given up", () -> engine.state(receipt).equals("exhausted"));
    assertThat(engine.attempts(receipt)).extracting(Attempt::number).containsExactly(1, 2, 3);
    for (Attempt attempt : engine.attempts(receipt)) {
      switch (attempt.outcome()) {
        case Outcome.NoResponse gone -> assertThat(gone.errorClass()).isEqualTo(expected);
        case Outcome.Blocked blocked -> assertThat(expected).isEqualTo(ErrorClass.BLOCKED_ADDRESS);
        default -> throw new AssertionError("not expected: " + attempt);
      }
    }
  }

  @Test
  void aConnectionThatThePeerClosesBetweenAttemptsIsNoFailure() {
    RunningEngine engine = engine(Policies.QUICK.concurrent(1));
    List<Socket> served = new CopyOnWriteArrayList<>();
    RecordingReceiver receiver =
        receiver(
            (request, out, socket) -> {
              served.add(socket);
              return Script.bytes("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
                  .answer(request, out, socket);
            });
    engine.webhook(receiver.url());

    for (int i = 0; i < 30; i++) {
      Receipt receipt = engine.publish("a", "" + i);
      Await.until("delivered", () -> engine.state(receipt).equals("delivered"));
      Await.until("closed", () -> served.getLast().isClosed());
      Await.pause(60);
    }

    Await.until("settled", () -> engine.heard.settlements.size() >= 30);
    assertThat(engine.heard.settlements)
        .hasSize(30)
        .allMatch(one -> one.attempt().outcome().success());
  }
}
