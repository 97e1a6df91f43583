package dev.carillon.hooks.contracts.send;

import static dev.carillon.hooks.contracts.send.Requests.LOOPBACK;
import static dev.carillon.hooks.contracts.send.Requests.names;
import static dev.carillon.hooks.contracts.send.Requests.request;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.ScriptedReceiver;
import dev.carillon.hooks.contracts.ScriptedReceiver.Script;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.delivery.Sender;
import dev.carillon.hooks.delivery.SignedRequest;
import dev.carillon.hooks.http.HttpSender;
import dev.carillon.hooks.webhook.ClientCertificate;
import dev.carillon.hooks.webhook.ReceiverLogin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls without a thread of their own: each is told once how it ended, whatever it meets. */
@Timeout(120)
class StartedCallsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private final List<Integer> ports = new CopyOnWriteArrayList<>();
  private final BlockingQueue<Object> told = new LinkedBlockingQueue<>();
  private final Semaphore atOnce = new Semaphore(50);

  private static HttpSender sender() {
    return new HttpSender(names("127.0.0.1"), () -> LOOPBACK);
  }

  /** Notes the caller's port and answers in pieces of this size, with a pause between two. */
  private Script inPieces(int size) {
    return (request, out, socket) -> {
      ports.add(socket.getPort());
      byte[] bytes = OK.getBytes(ISO_8859_1);
      for (int at = 0; at < bytes.length; at += size) {
        out.write(bytes, at, Math.min(size, bytes.length - at));
        out.flush();
        Thread.sleep(3);
      }
      return true;
    };
  }

  private Sender.OutgoingRequest call(SignedRequest request) {
    return new Sender.OutgoingRequest() {
      @Override
      public String url() {
        return request.url();
      }

      @Override
      public ClientCertificate certificate() {
        return ClientCertificate.NONE;
      }

      @Override
      public ReceiverLogin login() {
        return ReceiverLogin.NONE;
      }

      @Override
      public Duration timeout() {
        return request.timeout();
      }

      @Override
      public SignedRequest request() {
        if (request.payload().length() == 0) {
          throw new IllegalStateException("it cannot be signed");
        }
        return request;
      }

      @Override
      public void ended(Sender.Timed how) {
        told.add(how.outcome());
        atOnce.release();
      }

      @Override
      public void failed(Throwable bug) {
        told.add(bug);
        atOnce.release();
      }
    };
  }

  private Object next() throws InterruptedException {
    Object next = told.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertThat(next).as("a call was told nothing").isNotNull();
    return next;
  }

  private static void isOk(Object outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
    ReceiverResponse answer = ((Outcome.Accepted) outcome).response();
    assertThat(answer.body()).isEqualTo("ok");
  }

  @Test
  void answersInPiecesAreReadWholeAndKeepTheirConnection() throws Exception {
    for (int size : new int[] {1, 17, 30}) {
      ports.clear();
      try (ScriptedReceiver receiver = ScriptedReceiver.start(inPieces(size));
          HttpSender sender = sender()) {
        for (int i = 0; i < 4; i++) {
          sender.start(call(request(receiver.url(), "{}", PATIENCE)));
          isOk(next());
        }
        assertThat(new HashSet<>(ports)).as("pieces of " + size).hasSize(1);
      }
    }
  }

  @Test
  void aLargeRequestLeavesAndItsConnectionComesBack() throws Exception {
    String large = "x".repeat(8 << 20);
    try (ScriptedReceiver receiver = ScriptedReceiver.start(inPieces(100));
        HttpSender sender = sender()) {
      for (String body : List.of("{}", large, "{}", large)) {
        sender.start(call(request(receiver.url(), body, PATIENCE)));
        isOk(next());
        assertThat(receiver.next(PATIENCE).body()).hasSize(body.length());
      }
      assertThat(new HashSet<>(ports)).hasSize(1);
    }
  }

  @Test
  void aThousandAtOnceAreToldOnceEach() throws Exception {
    int calls = 1000;
    try (ScriptedReceiver receiver = ScriptedReceiver.start(inPieces(100));
        HttpSender sender = sender()) {
      for (int i = 0; i < calls; i++) {
        atOnce.acquire();
        sender.start(call(request(receiver.url(), "{\"n\":" + i + "}", PATIENCE)));
      }
      List<Object> all = new ArrayList<>();
      for (int i = 0; i < calls; i++) {
        all.add(next());
      }
      assertThat(all).allSatisfy(StartedCallsTest::isOk);
      assertThat(told.poll(200, TimeUnit.MILLISECONDS)).as("one more").isNull();
      assertThat(receiver.rest().stream().map(one -> one.text()).distinct()).hasSize(calls);
      assertThat(new HashSet<>(ports)).hasSizeLessThanOrEqualTo(50);
    }
  }

  @Test
  void aRequestThatCannotBeMadeIsToldAndHoldsUpNobody() throws Exception {
    try (ScriptedReceiver receiver = ScriptedReceiver.start(inPieces(100));
        HttpSender sender = sender()) {
      sender.start(call(request(receiver.url(), "", PATIENCE)));
      assertThat(next()).isInstanceOf(IllegalStateException.class);
      sender.start(call(request("no url", "{}", PATIENCE)));
      assertThat(next()).isInstanceOf(Outcome.Blocked.class);
      sender.start(call(request(receiver.url(), "{}", PATIENCE)));
      isOk(next());
    }
  }

  @Test
  void whoeverIsOnTheWireWhenTheSenderClosesIsTold() throws Exception {
    Script silentAfterTheFirst =
        (request, out, socket) -> {
          if (request.text().equals("{}")) {
            out.write(OK.getBytes(ISO_8859_1));
            return true;
          }
          Thread.sleep(PATIENCE);
          return false;
        };
    int calls = 20;
    try (ScriptedReceiver receiver = ScriptedReceiver.start(silentAfterTheFirst)) {
      HttpSender sender = sender();
      for (int i = 0; i < calls; i++) {
        sender.start(call(request(receiver.url(), "{}", PATIENCE)));
      }
      for (int i = 0; i < calls; i++) {
        isOk(next());
      }
      receiver.rest();
      for (int i = 0; i < calls; i++) {
        sender.start(call(request(receiver.url(), "{\"wait\":1}", PATIENCE)));
      }
      receiver.next(PATIENCE);
      sender.close();
      sender.start(call(request(receiver.url(), "{}", Duration.ofSeconds(5))));
      for (int i = 0; i <= calls; i++) {
        assertThat(next()).isInstanceOf(Outcome.NoResponse.class);
      }
      // however long ago the close was
      Thread.sleep(300);
      sender.start(call(request(receiver.url(), "{}", Duration.ofSeconds(5))));
      assertThat(next()).isInstanceOf(Outcome.NoResponse.class);
    }
  }

  @Test
  void aSenderThatOnlyKnowsHowToSendCanBeStartedToo() throws Exception {
    ReceiverResponse answer = new ReceiverResponse(200, List.of(), "ok", 2, false);
    Sender plain = request -> new Outcome.Accepted(answer);
    plain.start(call(request("http://anywhere", "{}", PATIENCE)));
    isOk(next());
    plain.start(call(request("http://anywhere", "", PATIENCE)));
    assertThat(next()).isInstanceOf(IllegalStateException.class);
  }
}
