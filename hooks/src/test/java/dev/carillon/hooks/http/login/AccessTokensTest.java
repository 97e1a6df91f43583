package dev.carillon.hooks.http.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.carillon.hooks.delivery.ErrorClass;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.delivery.Sender;
import dev.carillon.hooks.delivery.SignedRequest;
import dev.carillon.hooks.delivery.Timings;
import dev.carillon.hooks.webhook.ReceiverLogin;
import dev.carillon.hooks.webhook.ReceiverLogin.ClientProof;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens from an endpoint that the test plays, by a clock that it drives. */
class AccessTokensTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final ReceiverLogin LOGIN =
      new ReceiverLogin(
          "https://id.example/token?k=v",
          "a:client",
          "s&cret word",
          "read write",
          "https://api.example",
          ClientProof.BASIC);

  private final List<SignedRequest> requests = new CopyOnWriteArrayList<>();
  private volatile Instant now = Instant.parse("2026-11-30T12:00:00Z");
  private volatile Outcome response = granted("t1", 3600);
  private volatile CountDownLatch gate = new CountDownLatch(0);
  private final AccessTokens tokens = new AccessTokens(this::sent, () -> now);

  private Sender.Timed sent(SignedRequest request) {
    requests.add(request);
    try {
      gate.await();
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
    return new Sender.Timed(response, Timings.NONE);
  }

  private static Outcome granted(String token, long expiresIn) {
    return ok(
        "{\"access_token\":\"%s\",\"token_type\":\"bearer\",\"expires_in\":%d}"
            .formatted(token, expiresIn));
  }

  private static Outcome ok(String body) {
    return new Outcome.Accepted(new ReceiverResponse(200, List.of(), body, body.length(), false));
  }

  private static Outcome refused(int status, String body) {
    return new Outcome.Rejected(
        new ReceiverResponse(status, List.of(), body, body.length(), false));
  }

  private String token() throws InterruptedException {
    return tokens.get(LOGIN, PATIENCE) instanceof TokenResult.Granted(AccessToken token)
        ? token.value()
        : "none";
  }

  private String failure() throws InterruptedException {
    return tokens.get(LOGIN, PATIENCE) instanceof TokenResult.Failed failed
        ? failed.detail()
        : "none";
  }

  private void awaitRequests(int count) {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (requests.size() < count && System.nanoTime() < until) {
      Thread.onSpinWait();
    }
    assertThat(requests).hasSize(count);
  }

  private void awaitToken(String wanted) {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (!known().equals(wanted) && System.nanoTime() < until) {
      Thread.onSpinWait();
    }
    assertThat(known()).isEqualTo(wanted);
  }

  private String known() {
    AccessToken known = tokens.known(LOGIN);
    return known == null ? "none" : known.value();
  }

  @Test
  void theRequestIsThatOfRfc6749() throws Exception {
    assertThat(token()).isEqualTo("t1");
    SignedRequest basic = requests.getFirst();
    assertThat(basic.url()).isEqualTo(LOGIN.tokenUrl());
    assertThat(basic.headers())
        .extracting(header -> header.name() + ": " + header.value())
        .containsExactly(
            "Content-Type: application/x-www-form-urlencoded",
            "Accept: application/json",
            "User-Agent: Carillon",
            // a%3Aclient:s%26cret+word
            "Authorization: Basic YSUzQWNsaWVudDpzJTI2Y3JldCt3b3Jk");
    assertThat(body(basic))
        .isEqualTo(
            "grant_type=client_credentials&scope=read+write&audience=https%3A%2F%2Fapi.example");

    ReceiverLogin post = new ReceiverLogin(LOGIN.tokenUrl(), "c", "s&", "", "", ClientProof.POST);
    assertThat(tokens.get(post, PATIENCE)).isInstanceOf(TokenResult.Granted.class);
    assertThat(requests.getLast().headers()).noneMatch(h -> h.name().equals("Authorization"));
    assertThat(body(requests.getLast()))
        .isEqualTo("grant_type=client_credentials&client_id=c&client_secret=s%26");
  }

  private static String body(SignedRequest request) {
    return new String(request.payload().bytes(), StandardCharsets.UTF_8);
  }

  @Test
  void aTokenIsRenewedAMinuteBeforeItsEndWhileItIsStillUsed() throws Exception {
    assertThat(token()).isEqualTo("t1");
    now = now.plusSeconds(3539);
    assertThat(known()).isEqualTo("t1");
    assertThat(requests).hasSize(1);

    response = granted("t2", 100);
    now = now.plusSeconds(1);
    assertThat(known()).as("the caller does not wait").isEqualTo("t1");
    awaitToken("t2");
    assertThat(requests).hasSize(2);

    response = granted("t3", 100);
    now = now.plusSeconds(79);
    assertThat(known()).isEqualTo("t2");
    assertThat(requests).as("a short life: after 80 % of it").hasSize(2);
    now = now.plusSeconds(1);
    assertThat(known()).isEqualTo("t2");
    awaitToken("t3");

    now = now.plusSeconds(100);
    assertThat(known()).as("it has ended").isEqualTo("none");
    response = granted("t4", 0);
    assertThat(token()).as("of no life: for those who waited").isEqualTo("t4");
    assertThat(known()).isEqualTo("none");
    assertThat(requests).hasSize(4);
  }

  @Test
  void aRenewalThatFailsLeavesTheOldTokenInUse() throws Exception {
    assertThat(token()).isEqualTo("t1");
    response = refused(503, "");
    now = now.plusSeconds(3550);
    assertThat(known()).isEqualTo("t1");
    awaitRequests(2);
    assertThat(token()).isEqualTo("t1");
    assertThat(known()).as("no request for a second").isEqualTo("t1");
    assertThat(requests).hasSize(2);
  }

  @Test
  void twoHundredWhoWaitMakeOneRequest() throws Exception {
    gate = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> waiting = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        waiting.add(threads.submit(this::token));
      }
      awaitRequests(1);
      gate.countDown();
      for (Future<String> each : waiting) {
        assertThat(each.get()).isEqualTo("t1");
      }
    }
    assertThat(requests).hasSize(1);
    assertThat(tokens.requestCounts().counts())
        .containsEntry("granted", 1L)
        .containsEntry("refused", 0L);
  }

  @Test
  void aRefusedTokenIsNotUsedAgainAndRenewedOnce() throws Exception {
    assertThat(token()).isEqualTo("t1");
    AccessToken old = Objects.requireNonNull(tokens.known(LOGIN));
    response = granted("t2", 3600);
    assertThat(tokens.refused(LOGIN, old)).isTrue();
    assertThat(known()).isEqualTo("none");
    assertThat(token()).isEqualTo("t2");
    assertThat(tokens.refused(LOGIN, old)).isTrue();
    assertThat(token()).as("the late refusal of the old one").isEqualTo("t2");

    AccessToken young = Objects.requireNonNull(tokens.known(LOGIN));
    assertThat(tokens.refused(LOGIN, young)).as("they are all refused").isFalse();
    assertThat(token()).isEqualTo("t2");
    assertThat(requests).hasSize(2);
    now = now.plus(AccessTokens.REFUSAL_PAUSE);
    response = granted("t3", 3600);
    assertThat(tokens.refused(LOGIN, young)).isTrue();
    assertThat(token()).isEqualTo("t3");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "p\\/ss s&cret+word",
        "p\\u002fss s\\u0026cret+word",
        "p%2Fss+s%26cret%2Bword",
        "p%2fss%20s%26cret%2bword",
        "YTpwJTJGc3MrcyUyNmNyZXQlMkJ3b3Jk"
      })
  void aSecretIsHiddenInEachFormInWhichItIsRepeated(String repeated) throws Exception {
    response =
        refused(
            401,
            "{\"error\":\"%1$s\",\"error_description\":\"%2$s %1$s\"}"
                .formatted(repeated, "x".repeat(290)));
    ReceiverLogin login =
        new ReceiverLogin(LOGIN.tokenUrl(), "a", "p/ss s&cret+word", "", "", ClientProof.BASIC);
    assertThat(tokens.get(login, PATIENCE))
        .isInstanceOfSatisfying(
            TokenResult.Failed.class,
            failed ->
                assertThat(failed.detail())
                    .endsWith("HTTP 401: ******** (" + "x".repeat(290) + " ********)"));
  }

  @Test
  void aTokenThatIsEqualToTheSecretIsUsedAsItIs() throws Exception {
    response = granted("secret-token", 3600);
    ReceiverLogin login =
        new ReceiverLogin(LOGIN.tokenUrl(), "a", "secret-token", "", "", ClientProof.BASIC);
    assertThat(tokens.get(login, PATIENCE))
        .isInstanceOfSatisfying(
            TokenResult.Granted.class,
            granted -> assertThat(granted.token().value()).isEqualTo("secret-token"));
  }

  @Test
  void loginsThatDifferInAnythingShareNoToken() throws Exception {
    assertThat(token()).isEqualTo("t1");
    response = granted("t2", 3600);
    ReceiverLogin otherSecret =
        new ReceiverLogin(
            LOGIN.tokenUrl(),
            LOGIN.clientId(),
            "another",
            LOGIN.scope(),
            LOGIN.audience(),
            LOGIN.proof());
    assertThat(tokens.known(otherSecret)).isNull();
    assertThat(tokens.get(otherSecret, PATIENCE))
        .hasToString("Granted[token=AccessToken[…, endsAt=" + now.plusSeconds(3600) + "]]");
    assertThat(token()).isEqualTo("t1");
  }

  @Test
  void aLoginThatNoRequestUsesForAnHourIsForgotten() throws Exception {
    ReceiverLogin removed =
        new ReceiverLogin(LOGIN.tokenUrl(), "removed", "webhook", "", "", ClientProof.BASIC);
    assertThat(token()).isEqualTo("t1");
    assertThat(tokens.get(removed, PATIENCE)).isInstanceOf(TokenResult.Granted.class);
    assertThat(tokens.size()).isEqualTo(2);

    now = now.plus(AccessTokens.UNUSED_MAX).minusSeconds(200);
    assertThat(known()).isEqualTo("t1");
    tokens.forgetUnused();
    assertThat(tokens.size()).isEqualTo(2);
    now = now.plusSeconds(201);
    tokens.forgetUnused();
    assertThat(tokens.size()).as("with its secret and its token").isEqualTo(1);

    gate = new CountDownLatch(1);
    now = now.plus(AccessTokens.UNUSED_MAX).plusSeconds(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<String> waits = threads.submit(this::token);
      awaitRequests(3);
      now = now.plus(AccessTokens.UNUSED_MAX).plusSeconds(1);
      tokens.forgetUnused();
      assertThat(tokens.size()).as("one that is being requested stays").isEqualTo(1);
      gate.countDown();
      waits.get();
    }
    tokens.close();
    assertThat(tokens.size()).isZero();
  }

  @Test
  void anEndpointThatFailsIsAskedOnceASecond() throws Exception {
    response = refused(400, "{\"error\":\"invalid_scope\"}");
    assertThat(failure()).endsWith("responded with HTTP 400: invalid_scope");
    assertThat(failure()).endsWith("responded with HTTP 400: invalid_scope");
    assertThat(requests).hasSize(1);
    now = now.plus(AccessTokens.FAILURE_PAUSE);
    response = granted("t1", 60);
    assertThat(token()).isEqualTo("t1");
  }

  @Test
  void aCallerWaitsNoLongerThanItMay() throws Exception {
    gate = new CountDownLatch(1);
    assertThat(tokens.get(LOGIN, Duration.ofMillis(1)))
        .isInstanceOfSatisfying(
            TokenResult.Failed.class,
            failed -> assertThat(failed.detail()).contains("before the attempt's timeout"));
    gate.countDown();
    assertThat(token()).as("what came too late for one is there for the next").isEqualTo("t1");
    assertThat(requests).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          <html>                                              | a JSON object with a text access_token
          {"access_token":7}                                  | 1 to 8192 printable
          {"access_token":""}                                 | a JSON object with a text access_token
          {"access_token":"a b"}                              | 1 to 8192 printable
          {"access_token":"a\\r\\nX: 1"}                      | 1 to 8192 printable
          {"access_token":"a","token_type":"DPoP"}            | its token_type is 'DPoP', not Bearer
          {"error":"invalid_client"}                          | a JSON object with a text access_token
          """)
  void aResponseWithoutATokenThatCanBeUsedIsToldSo(String body, String told) throws Exception {
    response = ok(body);
    if (body.contains(":7}")) {
      assertThat(token()).as("a number is taken as its text").isEqualTo("7");
      return;
    }
    assertThat(failure())
        .startsWith("the token endpoint https://id.example/token responded with HTTP 200, but")
        .contains(told);
    assertThat(tokens.requestCounts().counts()).containsEntry("unusable", 1L);
  }

  @Test
  void errorsAreToldBoundedAndWithoutSecrets() throws Exception {
    response =
        refused(
            401,
            "{\"error\":\"invalid_client\",\"error_description\":\"no\\nsuch s&cret word "
                + "x".repeat(1000)
                + "\"}");
    assertThat(failure())
        .startsWith(
            "the token endpoint https://id.example/token responded with HTTP 401: invalid_client"
                + " (no such ********")
        .endsWith("…)")
        .hasSizeLessThan(450);
    now = now.plusSeconds(2);
    response = new Outcome.NoResponse(ErrorClass.CONNECT_REFUSED, "Connection refused");
    assertThat(failure()).endsWith("could not be reached: connect_refused: Connection refused");
    now = now.plusSeconds(2);
    response = new Outcome.Blocked("10.0.0.1 is a private address");
    assertThat(failure()).endsWith("is a blocked address: 10.0.0.1 is a private address");
    now = now.plusSeconds(2);
    response = refused(302, "");
    assertThat(failure()).endsWith("responded with HTTP 302: redirects are not followed");
    now = now.plusSeconds(2);
    response =
        new Outcome.Accepted(new ReceiverResponse(200, List.of(), "{\"access", 70_000, true));
    assertThat(failure()).endsWith("but its body is longer than 20 kB");
    assertThat(tokens.requestCounts().counts())
        .isEqualTo(Map.of("granted", 0L, "refused", 2L, "unreachable", 2L, "unusable", 1L));
  }

  @Test
  void aFaultOfOurOwnEndsTheWait() throws Exception {
    response = new Outcome.Acknowledged("a reader");
    assertThatIllegalStateException()
        .isThrownBy(this::token)
        .withMessageContaining("cannot be requested");
    response = granted("t1", 60);
    assertThat(token()).isEqualTo("t1");
  }
}
