package dev.carillon.hooks.contracts.send;

import static dev.carillon.hooks.contracts.send.Requests.LOOPBACK;
import static dev.carillon.hooks.contracts.send.Requests.PATIENCE;
import static dev.carillon.hooks.contracts.send.Requests.SPARE;
import static dev.carillon.hooks.contracts.send.Requests.names;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.Received;
import dev.carillon.hooks.contracts.ScriptedReceiver;
import dev.carillon.hooks.contracts.ScriptedReceiver.Script;
import dev.carillon.hooks.delivery.AttemptTarget;
import dev.carillon.hooks.delivery.ErrorClass;
import dev.carillon.hooks.delivery.Header;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.RequestHead;
import dev.carillon.hooks.delivery.Sender;
import dev.carillon.hooks.delivery.SignedRequest;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.http.HttpSender;
import dev.carillon.hooks.http.HttpSettings;
import dev.carillon.hooks.http.address.AddressGuard;
import dev.carillon.hooks.webhook.ClientCertificate;
import dev.carillon.hooks.webhook.ReceiverLogin;
import dev.carillon.hooks.webhook.ReceiverLogin.ClientProof;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests that log in, with a token endpoint and a receiver that speak over sockets. */
class LoginAtReceiverTest {

  private final AtomicInteger tokens = new AtomicInteger();
  private final AtomicInteger again = new AtomicInteger();
  private volatile Script tokenScript = this::nextToken;
  private final ScriptedReceiver endpoint =
      ScriptedReceiver.start((request, out, socket) -> tokenScript.answer(request, out, socket));
  private final ScriptedReceiver receiver = ScriptedReceiver.start(this::checked);
  private volatile Duration ahead = Duration.ZERO;
  private final HttpSender sender =
      new HttpSender(
          names("127.0.0.1"),
          () -> LOOPBACK,
          HttpSettings.standard().by(() -> Instant.now().plus(ahead)));

  /** The receiver takes those from this one on. */
  private volatile int valid = 1;

  @AfterEach
  void close() {
    sender.close();
    receiver.close();
    endpoint.close();
  }

  private boolean nextToken(Received request, OutputStream out, Socket socket) throws IOException {
    String body =
        "{\"access_token\":\"opaque-token-%d\",\"token_type\":\"Bearer\",\"expires_in\":3600}"
            .formatted(tokens.incrementAndGet());
    respond(out, "200 OK", body);
    return true;
  }

  /** Repeats the token, as some receivers do. */
  private boolean checked(Received request, OutputStream out, Socket socket) throws IOException {
    String shown = request.header("Authorization").orElse("");
    boolean good =
        shown.startsWith("Bearer opaque-token-")
            && Integer.parseInt(shown.substring("Bearer opaque-token-".length())) >= valid;
    respond(out, good ? "200 OK" : "401 Unauthorized", "you sent " + shown);
    return true;
  }

  private static void respond(OutputStream out, String status, String body) throws IOException {
    out.write(
        "HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(status, body.length(), body)
            .getBytes(UTF_8));
  }

  private SignedRequest request(Duration timeout) {
    return request(endpoint.url(), timeout);
  }

  private SignedRequest request(String tokenUrl, Duration timeout) {
    return new SignedRequest(
        receiver.url(),
        RequestHead.of(List.of(new Header("webhook-id", "1"))),
        Payload.of("{}"),
        timeout,
        ClientCertificate.NONE,
        new ReceiverLogin(tokenUrl, "carillon", "secret-of-it", "", "", ClientProof.BASIC));
  }

  private String failure(Outcome outcome) {
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.NoResponse.class,
            failed -> assertThat(failed.errorClass()).isEqualTo(ErrorClass.LOGIN_FAILED));
    assertThat(receiver.rest()).as("nothing was sent").isEmpty();
    return ((Outcome.NoResponse) outcome).detail();
  }

  @Test
  void theTokenIsTheLastHeaderAndServesUntilItEnds() {
    Sender.Timed first = sender.sendTimed(request(PATIENCE));
    assertThat(first.timings().login()).isPositive();
    Sender.Timed second = sender.sendTimed(request(PATIENCE));
    assertThat(second.timings().login()).isZero();
    Received request = receiver.next(PATIENCE);
    assertThat(request.headers())
        .extracting(header -> header.getKey() + ": " + header.getValue())
        .containsSubsequence("webhook-id: 1", "Authorization: Bearer opaque-token-1");
    assertThat(Requests.answer(first.outcome()).body()).isEqualTo("you sent Bearer ********");
    assertThat(endpoint.next(PATIENCE).header("Authorization")).isPresent();
    assertThat(endpoint.rest()).isEmpty();
  }

  @Test
  void aTokenThatWasRevokedIsRenewedOnceWithinTheAttempt() {
    assertThat(sender.send(request(PATIENCE)).success()).isTrue();
    valid = 2;
    assertThat(sender.send(request(PATIENCE)).success()).isTrue();
    assertThat(tokens).hasValue(2);

    valid = 100;
    ahead = Duration.ofMinutes(1);
    assertThat(sender.send(request(PATIENCE)))
        .isInstanceOfSatisfying(
            Outcome.Rejected.class, told -> assertThat(told.response().status()).isEqualTo(401));
    assertThat(tokens).as("one renewal").hasValue(3);
    for (int i = 0; i < 5; i++) {
      assertThat(sender.send(request(PATIENCE)).success()).isFalse();
    }
    assertThat(tokens).as("a new token that is refused is not renewed at once").hasValue(3);
    ahead = Duration.ofMinutes(2);
    assertThat(sender.send(request(PATIENCE)).success()).isFalse();
    assertThat(tokens).hasValue(4);
  }

  @Test
  void aRefusalIsToldWhereNoNewTokenCanBeHad() {
    assertThat(sender.send(request(PATIENCE)).success()).isTrue();
    valid = 2;
    tokenScript =
        (request, out, socket) -> {
          respond(out, "503 Busy", "");
          return true;
        };
    Sender.Timed refused = sender.sendTimed(request(PATIENCE));
    assertThat(refused.outcome())
        .isInstanceOfSatisfying(
            Outcome.Rejected.class,
            told -> {
              assertThat(told.response().status()).isEqualTo(401);
              assertThat(told.response().body()).isEqualTo("you sent Bearer ********");
            });
    assertThat(refused.timings().login()).isPositive();
    assertThat(refused.timings().firstByte()).isPositive();
    assertThat(refused.peer()).isNotEqualTo(AttemptTarget.Peer.NONE);
  }

  @Test
  void twoHundredCallsThatBeginAtOnceRequestOneToken() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    tokenScript =
        (request, out, socket) -> {
          gate.await();
          return nextToken(request, out, socket);
        };
    List<CompletableFuture<Outcome>> all = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      CompletableFuture<Outcome> told = new CompletableFuture<>();
      all.add(told);
      sender.start(call(request(PATIENCE), told));
    }
    gate.countDown();
    for (CompletableFuture<Outcome> each : all) {
      assertThat(each.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).success()).isTrue();
    }
    assertThat(tokens).hasValue(1);
  }

  @Test
  void aCallKnowsThatItsRequestIsSentAgain() throws Exception {
    assertThat(outcome(request(PATIENCE)).success()).isTrue();
    assertThat(again).as("the first token").hasValue(0);
    valid = 2;
    assertThat(outcome(request(PATIENCE)).success()).isTrue();
    assertThat(again).hasValue(1);
    valid = 100;
    assertThat(outcome(request(PATIENCE)).success()).isFalse();
    assertThat(again).as("no new token can be had now").hasValue(1);
    assertThat(receiver.rest()).hasSize(4);
  }

  private Outcome outcome(SignedRequest request) throws Exception {
    CompletableFuture<Outcome> told = new CompletableFuture<>();
    sender.start(call(request, told));
    return told.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private Sender.OutgoingRequest call(SignedRequest request, CompletableFuture<Outcome> told) {
    return new Sender.OutgoingRequest() {
      @Override
      public String url() {
        return request.url();
      }

      @Override
      public ClientCertificate certificate() {
        return request.certificate();
      }

      @Override
      public ReceiverLogin login() {
        return request.login();
      }

      @Override
      public Duration timeout() {
        return request.timeout();
      }

      @Override
      public SignedRequest request() {
        return request;
      }

      @Override
      public void sentAgain() {
        again.incrementAndGet();
      }

      @Override
      public void ended(Sender.Timed how) {
        told.complete(how.outcome());
      }

      @Override
      public void failed(Throwable bug) {
        told.completeExceptionally(bug);
      }
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          HTTP/1.1 302 Found\\r\\nLocation: http://127.0.0.1/\\r\\nContent-Length: 0 | responded with HTTP 302: redirects are not followed
          HTTP/1.1 503 Busy\\r\\nContent-Length: 0                                   | responded with HTTP 503
          HTTP/1.1 200 OK\\r\\nContent-Length: 0                                     | responded with HTTP 200, but its body is not a JSON
          SSH-2.0-OpenSSH_9.6                                                        | could not be reached: bad_http
          """)
  void anEndpointThatGivesNoTokenFailsTheAttemptByItsName(String raw, String told) {
    tokenScript = Script.bytes(raw.replace("\\r\\n", "\r\n") + "\r\n\r\n");
    assertThat(failure(sender.send(request(PATIENCE))))
        .startsWith("the token endpoint " + endpoint.url() + " ")
        .contains(told);
  }

  @Test
  void anEndlessResponseIsCutOff() {
    tokenScript =
        (request, out, socket) -> {
          out.write("HTTP/1.1 200 OK\r\n\r\n{\"access_token\":\"".getBytes(UTF_8));
          byte[] more = "x".repeat(64 * 1024).getBytes(UTF_8);
          while (true) {
            out.write(more);
          }
        };
    assertThat(failure(sender.send(request(PATIENCE)))).contains("its body is longer than 20 kB");
  }

  @Test
  void aSilentEndpointHoldsAnAttemptNoLongerThanItsTimeout() {
    CountDownLatch never = new CountDownLatch(1);
    tokenScript =
        (request, out, socket) -> {
          never.await();
          return false;
        };
    long began = System.nanoTime();
    String told = failure(sender.send(request(Duration.ofMillis(300))));
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(SPARE);
    assertThat(told).contains("no access token before the attempt's timeout");
    never.countDown();
  }

  @Test
  void aPrivateAddressOfAnEndpointIsBlockedAndNothingIsDialled() {
    AddressGuard strict = new AddressGuard(List.of(), Set.of());
    try (HttpSender guarded = new HttpSender(names("127.0.0.1"), () -> strict)) {
      assertThat(failure(guarded.send(request("http://id.example/token", PATIENCE))))
          .contains("is a blocked address: ")
          .contains("127.0.0.1");
    }
    assertThat(endpoint.rest()).isEmpty();
  }
}
