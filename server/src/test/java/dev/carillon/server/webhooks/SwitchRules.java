package dev.carillon.server.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.signature.Signer;
import dev.carillon.hooks.testkit.ScriptedReceiver.Script;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookState;
import dev.carillon.server.testing.Await;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Disabling, enabling, removing, and changing the token. */
interface SwitchRules extends EngineFixture {

  @Test
  default void disablingStopsWithinASecondAndWhatWasOnTheWireEnds() {
    RunningEngine tower = tower(Policies.QUICK.concurrent(4));
    RecordingReceiver bell = bell(taking(30, 200));
    Webhook webhook = tower.webhook(bell.url());
    for (int i = 0; i < 300; i++) {
      tower.ring("s" + i, "x");
    }
    Await.until("some", () -> bell.count() > 20);

    tower.disable(webhook);

    Await.spend(Duration.ofSeconds(1));
    Await.until("nothing on the wire", () -> tower.hooks.inFlight() == 0);
    int sent = bell.count();
    Await.holds("silence", Duration.ofMillis(1500), () -> bell.count() == sent);
    Await.until("recorded", () -> tower.count(webhook, "delivered") == sent);
    assertThat(tower.count(webhook, "pending")).isEqualTo(300 - sent);

    tower.enable(webhook);

    Await.until("the rest", () -> tower.count(webhook, "delivered") == 300);
    assertThat(bell.count()).as("once each").isEqualTo(300);
  }

  @Test
  default void retriesAreHeldWhileDisabledAndGoOnWhenEnabled() {
    RunningEngine tower = tower(Policies.waiting(2500, 3000));
    RecordingReceiver bell = bell(500);
    Webhook webhook = tower.webhook(bell.url());
    Receipt receipt = tower.ring("a", "1");
    Await.until("tried", () -> tower.delivery(receipt).attempts() == 1);

    tower.disable(webhook);

    Await.holds("held", Duration.ofMillis(3500), () -> bell.count() == 1);
    assertThat(tower.state(receipt)).isEqualTo("pending");

    bell.now(Script.status(200));
    tower.enable(webhook);

    Await.until("delivered", () -> tower.state(receipt).equals("delivered"));
    assertThat(bell.rings().getLast().attempt()).isEqualTo(2);
  }

  @Test
  default void retriesThatAreCancelledWhileDisabledDoNotGoOn() {
    RunningEngine tower = tower(Policies.waiting(2500, 3000));
    RecordingReceiver bell = bell(500);
    Webhook webhook = tower.webhook(bell.url());
    Receipt receipt = tower.ring("a", "1");
    Await.until("tried", () -> tower.delivery(receipt).attempts() == 1);
    tower.disable(webhook);

    long cancelled =
        tower.opened.store().repairs().cancelPending(webhook.id(), tower.opened.clock().instant());
    tower.enable(webhook);

    assertThat(cancelled).isEqualTo(1);
    Await.holds("no retry", Duration.ofMillis(3500), () -> bell.count() == 1);
    assertThat(tower.state(receipt)).isEqualTo("cancelled");
  }

  @Test
  default void eventsWhileDisabledAreMissedAndEnablingDoesNotSendThem() {
    RunningEngine tower = tower(Policies.QUICK);
    RecordingReceiver bell = bell(200);
    RecordingReceiver other = bell(200);
    Webhook webhook = tower.webhook(bell.url());
    tower.webhook(other.url());
    tower.disable(webhook);

    for (int i = 0; i < 7; i++) {
      Receipt receipt = tower.ring("a", "" + i);
      assertThat(receipt.missed()).isEqualTo(1);
      assertThat(receipt.due()).hasSize(1);
    }

    assertThat(tower.count(webhook, "missed")).isEqualTo(7);
    tower.enable(webhook);
    Receipt after = tower.ring("a", "after");
    Await.until("the next one", () -> bell.count() == 1);
    Await.holds("only that", Duration.ofMillis(2500), () -> bell.count() == 1);
    assertThat(bell.rings().getFirst().request().text()).isEqualTo(Note.body("after"));
    assertThat(after.missed()).isZero();
    assertThat(tower.count(webhook, "missed")).isEqualTo(7);
    assertThat(other.count()).isEqualTo(8);
  }

  @Test
  default void whatWasMissedIsSentOnceWhenItIsAskedFor() {
    RunningEngine tower = tower(Policies.QUICK);
    RecordingReceiver bell = bell(200);
    Webhook webhook = tower.webhook(bell.url());
    tower.ring("a", "before");
    Await.until("before", () -> bell.count() == 1);
    tower.disable(webhook);
    for (int i = 0; i < 50; i++) {
      tower.ring("s" + i, "missed-" + i);
    }
    Webhook enabled = tower.enable(webhook);
    tower.ring("a", "after");
    Await.until("after", () -> bell.count() == 2);

    int recovered =
        tower.opened.store().repairs().recover(enabled, Instant.EPOCH, Note.READER, 1000);
    tower.hooks.recovered(webhook.id());

    assertThat(recovered).isEqualTo(50);
    Await.until("all", Duration.ofMillis(900), () -> bell.count() == 52);
    Await.holds("once each", Duration.ofMillis(2500), () -> bell.count() == 52);
    assertThat(bell.distinct()).isEqualTo(52);
    assertThat(bell.rings())
        .extracting(ring -> ring.request().text())
        .contains(Note.body("missed-0"), Note.body("missed-49"));
    assertThat(tower.count(webhook, "delivered")).isEqualTo(52);
    assertThat(tower.count(webhook, "missed")).isZero();
  }

  @Test
  default void whatWasRecoveredIsFoundEvenIfNobodySaysSo() {
    RunningEngine tower = tower(Policies.QUICK);
    RecordingReceiver bell = bell(200);
    Webhook webhook = tower.webhook(bell.url());
    tower.disable(webhook);
    tower.ring("a", "missed");
    Webhook enabled = tower.enable(webhook);
    tower.opened.store().repairs().recover(enabled, Instant.EPOCH, Note.READER, 1000);
    Await.until("found", Duration.ofSeconds(5), () -> bell.count() == 1);
  }

  @Test
  default void theNthFailureWithinTenSecondsDisables() {
    RunningEngine tower = tower(Policies.waiting(600_000).disablingAfter(5).concurrent(1));
    RecordingReceiver bell = bell(500);
    Webhook webhook = tower.webhook(bell.url());
    Instant began = Instant.now();

    for (int i = 0; i < 4; i++) {
      Receipt receipt = tower.ring("a", "" + i);
      Await.until("tried", () -> tower.delivery(receipt).attempts() == 1);
    }
    assertThat(tower.now(webhook).enabled()).isTrue();
    bell.now(Script.bytes("HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n"));
    Receipt last = tower.ring("a", "5");

    Await.until("disabled", () -> !tower.now(webhook).enabled());
    assertThat(tower.now(webhook).state())
        .isInstanceOfSatisfying(
            WebhookState.Disabled.class,
            off -> {
              assertThat(off.reason()).isEqualTo(WebhookState.Reason.FAILURES);
              assertThat(off.detail())
                  .isEqualTo("5 failed attempts within 10 s, the last: HTTP 404");
              assertThat(off.at()).isBetween(began.minusSeconds(1), Instant.now().plusSeconds(1));
            });
    Await.until("told", () -> tower.heard.disabled.containsKey(webhook.id()));
    assertThat(tower.state(last)).isEqualTo("exhausted");
    assertThat(tower.ring("a", "6").missed()).isEqualTo(1);
    assertThat(bell.count()).isEqualTo(5);

    bell.now(Script.status(500));
    tower.enable(webhook);
    for (int i = 0; i < 4; i++) {
      Receipt receipt = tower.ring("a", "" + i);
      Await.until("tried", () -> tower.delivery(receipt).attempts() == 1);
    }
    assertThat(tower.now(webhook).enabled()).as("counted anew").isTrue();
  }

  @Test
  default void noNumberOfFailuresDisablesWhereItIsMinusOne() {
    RunningEngine tower = tower(Policies.waiting(600_000).concurrent(16));
    RecordingReceiver bell = bell(500);
    Webhook webhook = tower.webhook(bell.url());

    for (int i = 0; i < 200; i++) {
      tower.ring("s" + i, "x");
    }

    Await.until("all tried", () -> tower.heard.settlements.size() == 200);
    assertThat(tower.now(webhook).enabled()).isTrue();
  }

  @Test
  default void goneDisablesOnlyWhereThatIsWanted() {
    RunningEngine tower = tower(Policies.QUICK.disablingOnGone());
    RecordingReceiver bell = bell(410);
    Webhook webhook = tower.webhook(bell.url());

    tower.ring("a", "1");

    Await.until("disabled", () -> !tower.now(webhook).enabled());
    WebhookState.Disabled off = (WebhookState.Disabled) tower.now(webhook).state();
    assertThat(off.reason()).isEqualTo(WebhookState.Reason.GONE);
  }

  @Test
  default void removingCancelsWhatWaitsAndRecordsWhatIsOnTheWire() {
    RunningEngine tower = tower(Policies.waiting(100, 200).concurrent(1));
    CountDownLatch answering = new CountDownLatch(1);
    RecordingReceiver bell =
        bell(
            (request, out, socket) -> {
              answering.await();
              return Script.status(500).answer(request, out, socket);
            });
    Webhook webhook = tower.webhook(bell.url());
    List<Receipt> receipts = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      receipts.add(tower.ring("s" + i, "x"));
    }
    Await.until("one on the wire", () -> bell.count() == 1);

    tower.remove(webhook);
    answering.countDown();

    Await.until(
        "recorded", () -> receipts.stream().anyMatch(one -> tower.attempts(one).size() == 1));
    Await.holds("nothing more", Duration.ofMillis(800), () -> bell.count() == 1);
    assertThat(receipts).allMatch(receipt -> tower.state(receipt).equals("cancelled"));
    assertThat(tower.ring("a", "later").due()).isEmpty();
  }

  @Test
  default void aSuccessOnTheWireIsRecordedAfterRemoval() {
    RunningEngine tower = tower(Policies.QUICK);
    CountDownLatch answering = new CountDownLatch(1);
    RecordingReceiver bell =
        bell(
            (request, out, socket) -> {
              answering.await();
              return Script.status(200).answer(request, out, socket);
            });
    Webhook webhook = tower.webhook(bell.url());
    Receipt receipt = tower.ring("a", "1");
    Await.until("on the wire", () -> bell.count() == 1);

    tower.remove(webhook);
    answering.countDown();

    Await.until("delivered", () -> tower.state(receipt).equals("delivered"));
  }

  @Test
  default void aNewTokenSignsTheNextAttemptOfWhatWaitsToo() {
    RunningEngine tower = tower(Policies.waiting(2500, 3000));
    RecordingReceiver bell = bell(500);
    Webhook webhook = tower.webhook(bell.url());
    Receipt receipt = tower.ring("a", "1");
    Await.until("tried", () -> tower.delivery(receipt).attempts() == 1);

    Instant now = Instant.now();
    Webhook rolled =
        tower.change(webhook, it -> it.with(it.secret().rolled(now, now.plusSeconds(3600))));
    bell.now(Script.status(200));

    Await.until("delivered", () -> tower.state(receipt).equals("delivered"));
    RecordingReceiver.RecordedRequest retry = bell.rings().getLast();
    Payload body = Payload.of(retry.request().body());
    assertThat(retry.attempt()).isEqualTo(2);
    assertThat(retry.header("X-Hook-Signature"))
        .isEqualTo(Signer.of(rolled.secret().token()).hookSignature(body))
        .isNotEqualTo(Signer.of(webhook.secret().token()).hookSignature(body));
    long at = Long.parseLong(retry.header("webhook-timestamp"));
    assertThat(retry.header("webhook-signature"))
        .isEqualTo(
            Signer.of(rolled.secret().token()).standardSignature(retry.id(), at, body)
                + " "
                + Signer.of(webhook.secret().token()).standardSignature(retry.id(), at, body));

    Webhook again = tower.change(webhook, it -> it.with(it.secret().rolled(now, now)));
    tower.ring("a", "2");
    Await.until("one more", () -> bell.count() == 3);
    RecordingReceiver.RecordedRequest third = bell.rings().getLast();
    assertThat(third.header("webhook-signature"))
        .isEqualTo(
            Signer.of(again.secret().token())
                .standardSignature(
                    third.id(),
                    Long.parseLong(third.header("webhook-timestamp")),
                    Payload.of(third.request().body())));
    assertThat(tower.attempts(receipt)).extracting(Attempt::number).containsExactly(1, 2);
  }

  private static Script taking(long millis, int status) {
    return (request, out, socket) -> {
      Thread.sleep(millis);
      return Script.status(status).answer(request, out, socket);
    };
  }
}
