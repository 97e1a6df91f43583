package dev.carillon.server.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.ErrorClass;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.signature.Signer;
import dev.carillon.hooks.testkit.ScriptedReceiver.Script;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What each kind of answer, or of none, comes to. */
interface AnswerRules extends Belfry {

  /** What a busy machine may add to a wait. */
  double SPARE_MILLIS = 10_000;

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 202, 204, 299})
  default void every2xxDelivers(int status) {
    Tower tower = tower(Policies.QUICK);
    Bell bell = bell(status);
    Webhook webhook = tower.webhook(bell.url());

    Receipt receipt = tower.ring("a", "1");

    Patience.until("delivered", () -> tower.state(receipt).equals("delivered"));
    assertThat(tower.attempts(receipt)).hasSize(1);
    assertThat(tower.attempts(receipt).getFirst().outcome().success()).isTrue();
    assertThat(tower.delivery(receipt).attempts()).isEqualTo(1);
    assertThat(tower.opened.store().webhooks().health(webhook.id()).status())
        .isEqualTo(WebhookHealth.Status.HEALTHY);
    assertThat(bell.count()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 408, 409, 410, 413, 418, 422, 425, 429, 451, 499})
  default void a4xxIsFinalAndItsBodyIsKeptAndLogged(int status) {
    Tower tower = tower(Policies.QUICK);
    Bell bell = bell(answer(status, "Retry-After: 0\r\n", "we don't \"like\"\nthis"));
    Webhook webhook = tower.webhook(bell.url());

    try (LogLines log = LogLines.capture()) {
      Receipt receipt = tower.ring("a", "1");

      Patience.until("given up", () -> tower.state(receipt).equals("exhausted"));
      assertThat(tower.attempts(receipt)).hasSize(1);
      Outcome.Rejected kept = (Outcome.Rejected) tower.attempts(receipt).getFirst().outcome();
      assertThat(kept.errorClass()).isEqualTo(ErrorClass.HTTP_4XX);
      assertThat(kept.response().status()).isEqualTo(status);
      assertThat(kept.response().body()).isEqualTo("we don't \"like\"\nthis");
      Patience.until("a warning", () -> !log.warnings().isEmpty());
      assertThat(log.warnings().getFirst())
          .contains("delivery=" + receipt.due().getFirst().delivery().id())
          .contains("webhook=" + webhook.id())
          .contains("HTTP " + status + ": we don't  like  this");
    }
    Patience.holds("one request", Duration.ofMillis(150), () -> bell.count() == 1);
    assertThat(tower.opened.store().webhooks().health(webhook.id()).status())
        .isEqualTo(WebhookHealth.Status.DEGRADED);
    assertThat(tower.now(webhook).enabled()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 425, 429})
  default void aNamedClientErrorIsRetried(int status) {
    Tower tower = tower(Policies.QUICK.retrying(408, 425, 429));
    Bell bell = bell(failing(2, status));
    tower.webhook(bell.url());

    Receipt receipt = tower.ring("a", "1");

    Patience.until("delivered", () -> tower.state(receipt).equals("delivered"));
    assertThat(bell.count()).isEqualTo(3);
    assertThat(tower.attempts(receipt)).extracting(Attempt::number).containsExactly(1, 2, 3);
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 503, 599})
  default void a5xxIsRetriedEightTimesAsPlannedAndThenGivenUp(int status) {
    Policies rules = Policies.QUICK;
    Tower tower = tower(rules);
    Bell bell = bell(status);
    Webhook webhook = tower.webhook(bell.url());

    Receipt receipt = tower.ring("a", "1");

    Patience.until("given up", () -> tower.state(receipt).equals("exhausted"));
    List<Attempt> attempts = tower.attempts(receipt);
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
    Patience.holds("nine requests", Duration.ofMillis(300), () -> bell.count() == 9);
    WebhookHealth health = tower.opened.store().webhooks().health(webhook.id());
    assertThat(health.status()).isEqualTo(WebhookHealth.Status.FAILING);
    assertThat(health.failuresInRow()).isEqualTo(9);
    assertThat(health.lastError()).isEqualTo("HTTP " + status);
    assertThat(tower.now(webhook).enabled()).isTrue();
  }

  @Test
  default void retriesEndWithA2xx() {
    Tower tower = tower(Policies.QUICK);
    Bell bell = bell(failing(3, 500));
    Webhook webhook = tower.webhook(bell.url());

    Receipt receipt = tower.ring("a", "1");

    Patience.until("delivered", () -> tower.state(receipt).equals("delivered"));
    Patience.holds("four requests", Duration.ofMillis(200), () -> bell.count() == 4);
    assertThat(tower.opened.store().webhooks().health(webhook.id()).status())
        .as("one of four went well")
        .isEqualTo(WebhookHealth.Status.DEGRADED);
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  default void aRedirectIsNeitherFollowedNorRetriedAndItsTargetIsKept(int status) {
    Tower tower = tower(Policies.QUICK);
    Bell target = bell(200);
    Bell bell = bell(answer(status, "Location: " + target.url() + "\r\n", ""));
    tower.webhook(bell.url());

    Receipt receipt = tower.ring("a", "1");

    Patience.until("given up", () -> tower.state(receipt).equals("exhausted"));
    Outcome.Rejected kept = (Outcome.Rejected) tower.attempts(receipt).getFirst().outcome();
    assertThat(kept.errorClass()).isEqualTo(ErrorClass.REDIRECT);
    assertThat(kept.response().header("location")).contains(target.url());
    Patience.holds("one request", Duration.ofMillis(150), () -> bell.count() == 1);
    assertThat(target.count()).isZero();
  }

  @Test
  default void aReceiverThatIsBusyIsLeftAloneForAsLongAsItAsks() {
    Tower tower = tower(Policies.waiting(20, 40));
    AtomicInteger calls = new AtomicInteger();
    Bell bell =
        bell(
            (request, out, socket) ->
                (calls.incrementAndGet() == 1
                        ? answer(503, "Retry-After: 1\r\n", "")
                        : Script.status(200))
                    .answer(request, out, socket));
    tower.webhook(bell.url());

    Receipt receipt = tower.ring("a", "1");
    Patience.until("asked for a rest", () -> tower.delivery(receipt).attempts() == 1);
    Receipt other = tower.ring("b", "new events wait alike");

    Patience.until("delivered", () -> tower.state(receipt).equals("delivered"));
    Patience.until("the other too", () -> tower.state(other).equals("delivered"));
    List<Bell.Ring> rings = bell.rings();
    assertThat(rings).hasSize(3);
    for (Bell.Ring later : rings.subList(1, 3)) {
      assertThat(later.millisAfter(rings.get(0))).isBetween(1000.0, 1000 + SPARE_MILLIS);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"99999999999", "999999999999999999999", "Fri, 31 Dec 9999 23:59:59 GMT"})
  default void noReceiverPutsARetryOffForMoreThanADay(String wait) {
    Tower tower = tower(Policies.waiting(20, 40));
    Bell bell = bell(answer(503, "Retry-After: " + wait + "\r\n", ""));
    Webhook webhook = tower.webhook(bell.url());

    Receipt receipt = tower.ring("a", "1");

    Patience.until("tried", () -> tower.delivery(receipt).attempts() == 1);
    Instant now = tower.opened.clock().instant();
    assertThat(tower.opened.store().webhooks().holds(now))
        .hasEntrySatisfying(
            webhook.id(),
            until -> assertThat(until).isBetween(now.plusSeconds(86_300), now.plusSeconds(86_400)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-5", "soon", "1e3", "", "Thu, 01 Jan 1970 00:00:00 GMT"})
  default void nonsenseAboutWhenToRetryIsIgnored(String wait) {
    Tower tower = tower(Policies.waiting(100, 150));
    Bell bell = bell(answer(503, "Retry-After: " + wait + "\r\n", ""));
    tower.webhook(bell.url());

    Receipt receipt = tower.ring("a", "1");

    Patience.until("given up", () -> tower.state(receipt).equals("exhausted"));
    List<Bell.Ring> rings = bell.rings();
    assertThat(rings.get(1).millisAfter(rings.get(0))).isBetween(79.0, 180 + SPARE_MILLIS);
  }

  @Test
  default void duplicatesAreRecognisedAndEachIsSignedAnew() {
    Tower tower = tower(Policies.waiting(1500, 1600));
    Bell bell = bell(failing(1, 500));
    Webhook webhook = tower.webhook(bell.url());

    Receipt receipt = tower.ring("a", "one");

    Patience.until("delivered", () -> tower.state(receipt).equals("delivered"));
    Bell.Ring first = bell.rings().get(0);
    Bell.Ring second = bell.rings().get(1);
    assertThat(second.request().body()).isEqualTo(first.request().body());
    assertThat(first.request().text()).isEqualTo(Note.body("one"));
    Delivery.Id id = receipt.due().getFirst().delivery().id();
    assertThat(List.of(first.id(), second.id())).containsOnly(id.value());
    assertThat(second.header("webhook-timestamp")).isNotEqualTo(first.header("webhook-timestamp"));
    assertThat(second.header("webhook-signature")).isNotEqualTo(first.header("webhook-signature"));
    assertThat(List.of(first.attempt(), second.attempt())).containsExactly(1, 2);
    for (Bell.Ring ring : List.of(first, second)) {
      assertThat(ring.header("webhook-signature"))
          .isEqualTo(
              Signer.of(webhook.secret().token())
                  .standardSignature(
                      id.value(),
                      Long.parseLong(ring.header("webhook-timestamp")),
                      Payload.of(ring.request().body())));
    }
  }

  @Test
  default void aRequestIsExactlyWhatReceiversExpect() {
    Tower tower = tower(Policies.QUICK);
    Bell bell = bell(200);
    Webhook webhook =
        tower.webhook(
            bell.url() + "/a%20b?x=%C3%A4",
            made -> made.toBuilder().headers(Map.of("X-Key", "k 1")).build());
    String text = "ö".repeat(20_000);

    Receipt receipt = tower.ring("a", text);

    Patience.until("a request", () -> bell.count() == 1);
    var request = bell.rings().getFirst().request();
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
    long sent = Long.parseLong(bell.rings().getFirst().header("webhook-timestamp"));
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
