package dev.carillon.server.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.ScriptedReceiver.Script;
import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.ErrorClass;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.signature.Signer;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.RecordingReceiver;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What each kind of answer, or of none, comes to. */
class AnswerRulesTest extends EngineFixture {

  /** What a busy machine may add to a wait. */
  private static final double SPARE_MILLIS = 10_000;

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 202, 204, 299})
  void every2xxDelivers(int status) {
    RunningEngine engine = engine(Policies.QUICK);
    RecordingReceiver receiver = receiver(status);
    Webhook webhook = engine.webhook(receiver.url());

    Receipt receipt = engine.publish("a", "1");

    Await.until("delivered", () -> engine.state(receipt).equals("delivered"));
    assertThat(engine.attempts(receipt)).hasSize(1);
    assertThat(engine.attempts(receipt).getFirst().outcome().success()).isTrue();
    assertThat(engine.delivery(receipt).attempts()).isEqualTo(1);
    assertThat(engine.opened.store().webhooks().health(webhook.id()).status())
        .isEqualTo(WebhookHealth.Status.HEALTHY);
    assertThat(receiver.count()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 408, 409, 410, 413, 418, 422, 425, 429, 451, 499})
  void a4xxIsFinalAndItsBodyIsKeptAndLogged(int status) {
    RunningEngine engine = engine(Policies.QUICK);
    RecordingReceiver receiver =
        receiver(answer(status, "Retry-After: 0\r\n", "we don't \"like\"\nthis"));
    Webhook webhook = engine.webhook(receiver.url());

    Logger log = Logger.getLogger("carillon.deliveries");
    List<LogRecord> lines = new CopyOnWriteArrayList<>();
    log.setFilter(lines::add);
    try {
      Receipt receipt = engine.publish("a", "1");

      Await.until("given up", () -> engine.state(receipt).equals("exhausted"));
      assertThat(engine.attempts(receipt)).hasSize(1);
      Outcome.Rejected kept = (Outcome.Rejected) engine.attempts(receipt).getFirst().outcome();
      assertThat(kept.errorClass()).isEqualTo(ErrorClass.HTTP_4XX);
      assertThat(kept.response().status()).isEqualTo(status);
      assertThat(kept.response().body()).isEqualTo("we don't \"like\"\nthis");
      Await.until("a warning", () -> !warnings(lines).isEmpty());
      assertThat(warnings(lines).getFirst())
          .contains("delivery=" + receipt.due().getFirst().delivery().id())
          .contains("webhook=" + webhook.id())
          .contains("HTTP " + status + ": we don't  like  this");
    } finally {
      log.setFilter(null);
    }
    Await.holds("one request", Duration.ofMillis(150), () -> receiver.count() == 1);
    assertThat(engine.opened.store().webhooks().health(webhook.id()).status())
        .isEqualTo(WebhookHealth.Status.DEGRADED);
    assertThat(engine.now(webhook).enabled()).isTrue();
  }

  private static List<String> warnings(List<LogRecord> lines) {
    return lines.stream()
        .filter(line -> line.getLevel().equals(Level.WARNING))
        .map(new SimpleFormatter()::formatMessage)
        .toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 425, 429})
  void aNamedClientErrorIsRetried(int status) {
    RunningEngine engine = engine(Policies.QUICK.retrying(408, 425, 429));
    RecordingReceiver receiver = receiver(failing(2, status));
    engine.webhook(receiver.url());

    Receipt receipt = engine.publish("a", "1");

    Await.until("delivered", () -> engine.state(receipt).equals("delivered"));
    assertThat(receiver.count()).isEqualTo(3);
    assertThat(engine.attempts(receipt)).extracting(Attempt::number).containsExactly(1, 2, 3);
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 503, 599})
  void a5xxIsRetriedEightTimesAsPlannedAndThenGivenUp(int status) {
    Policies rules = Policies.QUICK;
    RunningEngine engine = engine(rules);
    RecordingReceiver receiver = receiver(status);
    Webhook webhook = engine.webhook(receiver.url());

    Receipt receipt = engine.publish("a", "1");

    Await.until("given up", () -> engine.state(receipt).equals("exhausted"));
    List<Attempt> attempts = engine.attempts(receipt);
    assertThat(attempts).extracting(Attempt::number).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9);
    for (int i = 1; i < attempts.size(); i++) {
      Instant ended = attempts.get(i - 1).at().plus(attempts.get(i - 1).duration());
      double waited = Duration.between(ended, attempts.get(i).at()).toNanos() / 1e6;
      double planned = rules.delays().get(i - 1).toMillis();
      // where it ended is told by another clock, a little later: half a millisecond of grace
      assertThat(waited)
          .as("gap %d", i)
          .isBetween(0.8 * planned - 0.5, 1.2 * planned + SPARE_MILLIS);
    }
    Await.holds("nine requests", Duration.ofMillis(300), () -> receiver.count() == 9);
    WebhookHealth health = engine.opened.store().webhooks().health(webhook.id());
    assertThat(health.status()).isEqualTo(WebhookHealth.Status.FAILING);
    assertThat(health.failuresInRow()).isEqualTo(9);
    assertThat(health.lastError()).isEqualTo("HTTP " + status);
    assertThat(engine.now(webhook).enabled()).isTrue();
  }

  @Test
  void retriesEndWithA2xx() {
    RunningEngine engine = engine(Policies.QUICK);
    RecordingReceiver receiver = receiver(failing(3, 500));
    Webhook webhook = engine.webhook(receiver.url());

    Receipt receipt = engine.publish("a", "1");

    Await.until("delivered", () -> engine.state(receipt).equals("delivered"));
    Await.holds("four requests", Duration.ofMillis(200), () -> receiver.count() == 4);
    assertThat(engine.opened.store().webhooks().health(webhook.id()).status())
        .as("one of four went well")
        .isEqualTo(WebhookHealth.Status.DEGRADED);
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void aRedirectIsNeitherFollowedNorRetriedAndItsTargetIsKept(int status) {
    RunningEngine engine = engine(Policies.QUICK);
    RecordingReceiver target = receiver(200);
    RecordingReceiver receiver = receiver(answer(status, "Location: " + target.url() + "\r\n", ""));
    engine.webhook(receiver.url());

    Receipt receipt = engine.publish("a", "1");

    Await.until("given up", () -> engine.state(receipt).equals("exhausted"));
    Outcome.Rejected kept = (Outcome.Rejected) engine.attempts(receipt).getFirst().outcome();
    assertThat(kept.errorClass()).isEqualTo(ErrorClass.REDIRECT);
    assertThat(kept.response().header("location")).contains(target.url());
    Await.holds("one request", Duration.ofMillis(150), () -> receiver.count() == 1);
    assertThat(target.count()).isZero();
  }

  @Test
  void aReceiverThatIsBusyIsLeftAloneForAsLongAsItAsks() {
    RunningEngine engine = engine(Policies.waiting(20, 40));
    AtomicInteger calls = new AtomicInteger();
    RecordingReceiver receiver =
        receiver(
            (request, out, socket) ->
                (calls.incrementAndGet() == 1
                        ? answer(503, "Retry-After: 1\r\n", "")
                        : Script.status(200))
                    .answer(request, out, socket));
    engine.webhook(receiver.url());

    Receipt receipt = engine.publish("a", "1");
    Await.until("asked for a rest", () -> engine.delivery(receipt).attempts() == 1);
    Receipt other = engine.publish("b", "new events wait alike");

    Await.until("delivered", () -> engine.state(receipt).equals("delivered"));
    Await.until("the other too", () -> engine.state(other).equals("delivered"));
    List<RecordingReceiver.RecordedRequest> requests = receiver.requests();
    assertThat(requests).hasSize(3);
    for (RecordingReceiver.RecordedRequest later : requests.subList(1, 3)) {
      assertThat(later.millisAfter(requests.get(0))).isBetween(1000.0, 1000 + SPARE_MILLIS);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"99999999999", "999999999999999999999", "Fri, 31 Dec 9999 23:59:59 GMT"})
  void noReceiverPutsARetryOffForMoreThanADay(String wait) {
    RunningEngine engine = engine(Policies.waiting(20, 40));
    RecordingReceiver receiver = receiver(answer(503, "Retry-After: " + wait + "\r\n", ""));
    Webhook webhook = engine.webhook(receiver.url());

    Receipt receipt = engine.publish("a", "1");

    Await.until("tried", () -> engine.delivery(receipt).attempts() == 1);
    Instant now = engine.opened.clock().instant();
    assertThat(engine.opened.store().webhooks().holds(now))
        .hasEntrySatisfying(
            webhook.id(),
            until -> assertThat(until).isBetween(now.plusSeconds(86_300), now.plusSeconds(86_400)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-5", "soon", "1e3", "", "Thu, 01 Jan 1970 00:00:00 GMT"})
  void nonsenseAboutWhenToRetryIsIgnored(String wait) {
    RunningEngine engine = engine(Policies.waiting(100, 150));
    RecordingReceiver receiver = receiver(answer(503, "Retry-After: " + wait + "\r\n", ""));
    engine.webhook(receiver.url());

    Receipt receipt = engine.publish("a", "1");

    Await.until("given up", () -> engine.state(receipt).equals("exhausted"));
    List<RecordingReceiver.RecordedRequest> requests = receiver.requests();
    assertThat(requests.get(1).millisAfter(requests.get(0))).isBetween(79.0, 180 + SPARE_MILLIS);
  }

  @Test
  void duplicatesAreRecognisedAndEachIsSignedAnew() {
    RunningEngine engine = engine(Policies.waiting(1500, 1600));
    RecordingReceiver receiver = receiver(failing(1, 500));
    Webhook webhook = engine.webhook(receiver.url());

    Receipt receipt = engine.publish("a", "one");

    Await.until("delivered", () -> engine.state(receipt).equals("delivered"));
    RecordingReceiver.RecordedRequest first = receiver.requests().get(0);
    RecordingReceiver.RecordedRequest second = receiver.requests().get(1);
    assertThat(second.request().body()).isEqualTo(first.request().body());
    assertThat(first.request().text()).isEqualTo(Note.body("one"));
    Delivery.Id id = receipt.due().getFirst().delivery().id();
    assertThat(List.of(first.id(), second.id())).containsOnly(id.value());
    assertThat(second.header("webhook-timestamp")).isNotEqualTo(first.header("webhook-timestamp"));
    assertThat(second.header("webhook-signature")).isNotEqualTo(first.header("webhook-signature"));
    assertThat(List.of(first.attempt(), second.attempt())).containsExactly(1, 2);
    for (RecordingReceiver.RecordedRequest received : List.of(first, second)) {
      assertThat(received.header("webhook-signature"))
          .isEqualTo(
              Signer.of(webhook.secret().token())
                  .standardSignature(
                      id.value(),
                      Long.parseLong(received.header("webhook-timestamp")),
                      Payload.of(received.request().body())));
    }
  }

  @Test
  void aRequestIsExactlyWhatReceiversExpect() {
    RunningEngine engine = engine(Policies.QUICK);
    RecordingReceiver receiver = receiver(200);
    Webhook webhook =
        engine.webhook(
            receiver.url() + "/a%20b?x=%C3%A4",
            made -> made.toBuilder().headers(Map.of("X-Key", "k 1")).build());
    String text = "ö".repeat(20_000);

    Receipt receipt = engine.publish("a", text);

    Await.until("a request", () -> receiver.count() == 1);
    var request = receiver.requests().getFirst().request();
    byte[] body = request.body();
    assertThat(request.requestLine()).isEqualTo("POST /hook/a%20b?x=%C3%A4 HTTP/1.1");
    assertThat(request.text()).isEqualTo(Note.body(text));
    assertThat(request.firstRead()).as("one write").isGreaterThan(body.length);
    assertThat(request.headers())
        .extracting(Map.Entry::getKey)
        .containsExactlyInAnyOrder(
            "Host",
            "Connection",
            "Content-Length",
            "Content-Type",
            "User-Agent",
            "X-Hook-Signature",
            "webhook-id",
            "webhook-timestamp",
            "webhook-signature",
            "X-Hook-Event",
            "X-Hook-Attempt",
            "traceparent",
            "X-Key");
    assertThat(request.headers())
        .contains(
            Map.entry("Content-Type", "application/json; charset=UTF-8"),
            Map.entry("Content-Length", Integer.toString(body.length)),
            Map.entry("Connection", "keep-alive"),
            Map.entry("User-Agent", "Carillon/test"),
            Map.entry("X-Hook-Event", "note_written"),
            Map.entry("X-Hook-Attempt", "1"),
            Map.entry("X-Key", "k 1"),
            Map.entry("webhook-id", receipt.due().getFirst().delivery().id().value()),
            Map.entry(
                "X-Hook-Signature",
                Signer.of(webhook.secret().token()).hookSignature(Payload.of(body))));
    long sent = Long.parseLong(receiver.requests().getFirst().header("webhook-timestamp"));
    assertThat(sent).isBetween(Instant.now().getEpochSecond() - 5, Instant.now().getEpochSecond());
  }

  /** Answers this so often, then 200. */
  private static Script failing(int times, int status) {
    AtomicInteger calls = new AtomicInteger();
    return (request, out, socket) ->
        Script.status(calls.incrementAndGet() <= times ? status : 200).answer(request, out, socket);
  }

  private static Script answer(int status, String headers, String body) {
    String raw =
        "HTTP/1.1 %d X\r\n%sContent-Length: %d\r\n\r\n%s"
            .formatted(status, headers, body.length(), body);
    return Script.bytes(raw);
  }
}
