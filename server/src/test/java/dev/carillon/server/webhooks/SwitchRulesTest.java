package dev.carillon.server.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.ScriptedReceiver.Script;
import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.signature.Signer;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookState;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.RecordingReceiver;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Disabling, enabling, removing, and changing the token. */
@OnEachDatabase
class SwitchRulesTest extends EngineFixture {

  @Test
  void disablingStopsWithinASecondAndWhatWasOnTheWireEnds() {
    RunningEngine engine = engine(Policies.QUICK.concurrent(4));
    RecordingReceiver receiver = receiver(taking(30, 200));
    Webhook webhook = engine.webhook(receiver.url());
    for (int i = 0; i < 300; i++) {
      engine.publish("s" + i, "x");
    }
    Await.until("some", () -> receiver.count() > 20);

    engine.disable(webhook);

    Await.spend(Duration.ofSeconds(1));
    Await.until("nothing on the wire", () -> engine.hooks.inFlight() == 0);
    int sent = receiver.count();
    Await.holds("silence", Duration.ofMillis(1500), () -> receiver.count() == sent);
    Await.until("recorded", () -> engine.count(webhook, "delivered") == sent);
    assertThat(engine.count(webhook, "pending")).isEqualTo(300 - sent);

    engine.enable(webhook);

    Await.until("the rest", () -> engine.count(webhook, "delivered") == 300);
    assertThat(receiver.count()).as("once each").isEqualTo(300);
  }

  @Test
  void retriesAreHeldWhileDisabledAndGoOnWhenEnabled() {
    RunningEngine engine = engine(Policies.waiting(2500, 3000));
    RecordingReceiver receiver = receiver(500);
    Webhook webhook = engine.webhook(receiver.url());
    Receipt receipt = engine.publish("a", "1");
    Await.until("tried", () -> engine.delivery(receipt).attempts() == 1);

    engine.disable(webhook);

    Await.holds("held", Duration.ofMillis(3500), () -> receiver.count() == 1);
    assertThat(engine.state(receipt)).isEqualTo("pending");

    receiver.now(Script.status(200));
    engine.enable(webhook);

    Await.until("delivered", () -> engine.state(receipt).equals("delivered"));
    assertThat(receiver.requests().getLast().attempt()).isEqualTo(2);
  }

  @Test
  void retriesThatAreCancelledWhileDisabledDoNotGoOn() {
    RunningEngine engine = engine(Policies.waiting(2500, 3000));
    RecordingReceiver receiver = receiver(500);
    Webhook webhook = engine.webhook(receiver.url());
    Receipt receipt = engine.publish("a", "1");
    Await.until("tried", () -> engine.delivery(receipt).attempts() == 1);
    engine.disable(webhook);

    long cancelled =
        engine
            .opened
            .store()
            .deliveryActions()
            .cancelPending(webhook.id(), engine.opened.clock().instant());
    engine.enable(webhook);

    assertThat(cancelled).isEqualTo(1);
    Await.holds("no retry", Duration.ofMillis(3500), () -> receiver.count() == 1);
    assertThat(engine.state(receipt)).isEqualTo("cancelled");
  }

  @Test
  void eventsWhileDisabledAreMissedAndEnablingDoesNotSendThem() {
    RunningEngine engine = engine(Policies.QUICK);
    RecordingReceiver receiver = receiver(200);
    RecordingReceiver other = receiver(200);
    Webhook webhook = engine.webhook(receiver.url());
    engine.webhook(other.url());
    engine.disable(webhook);

    for (int i = 0; i < 7; i++) {
      Receipt receipt = engine.publish("a", "" + i);
      assertThat(receipt.missed()).isEqualTo(1);
      assertThat(receipt.due()).hasSize(1);
    }

    assertThat(engine.count(webhook, "missed")).isEqualTo(7);
    engine.enable(webhook);
    Receipt after = engine.publish("a", "after");
    Await.until("the next one", () -> receiver.count() == 1);
    Await.holds("only that", Duration.ofMillis(2500), () -> receiver.count() == 1);
    assertThat(receiver.requests().getFirst().request().text()).isEqualTo(Note.body("after"));
    assertThat(after.missed()).isZero();
    assertThat(engine.count(webhook, "missed")).isEqualTo(7);
    assertThat(other.count()).isEqualTo(8);
  }

  @Test
  void whatWasMissedIsSentOnceWhenItIsAskedFor() {
    RunningEngine engine = engine(Policies.QUICK);
    RecordingReceiver receiver = receiver(200);
    Webhook webhook = engine.webhook(receiver.url());
    engine.publish("a", "before");
    Await.until("before", () -> receiver.count() == 1);
    engine.disable(webhook);
    for (int i = 0; i < 50; i++) {
      engine.publish("s" + i, "missed-" + i);
    }
    Webhook enabled = engine.enable(webhook);
    engine.publish("a", "after");
    Await.until("after", () -> receiver.count() == 2);

    int recovered =
        engine.opened.store().deliveryActions().recover(enabled, Instant.EPOCH, Note.READER, 1000);
    engine.hooks.madeDue(webhook.id());

    assertThat(recovered).isEqualTo(50);
    Await.until("the first", Duration.ofMillis(900), () -> receiver.count() > 2);
    Await.until("all", Duration.ofSeconds(10), () -> receiver.count() == 52);
    Await.holds("once each", Duration.ofMillis(2500), () -> receiver.count() == 52);
    assertThat(receiver.distinct()).isEqualTo(52);
    assertThat(receiver.requests())
        .extracting(received -> received.request().text())
        .contains(Note.body("missed-0"), Note.body("missed-49"));
    assertThat(engine.count(webhook, "delivered")).isEqualTo(52);
    assertThat(engine.count(webhook, "missed")).isZero();
  }

  @Test
  void whatWasRecoveredIsFoundEvenIfNobodySaysSo() {
    RunningEngine engine = engine(Policies.QUICK);
    RecordingReceiver receiver = receiver(200);
    Webhook webhook = engine.webhook(receiver.url());
    engine.disable(webhook);
    engine.publish("a", "missed");
    Webhook enabled = engine.enable(webhook);
    engine.opened.store().deliveryActions().recover(enabled, Instant.EPOCH, Note.READER, 1000);
    Await.until("found", Duration.ofSeconds(5), () -> receiver.count() == 1);
  }

  @Test
  void theNthFailureWithinTenSecondsDisables() {
    RunningEngine engine = engine(Policies.waiting(600_000).disablingAfter(5).concurrent(1));
    RecordingReceiver receiver = receiver(500);
    Webhook webhook = engine.webhook(receiver.url());
    Instant began = Instant.now();

    for (int i = 0; i < 4; i++) {
      Receipt receipt = engine.publish("a", "" + i);
      Await.until("tried", () -> engine.delivery(receipt).attempts() == 1);
    }
    assertThat(engine.now(webhook).enabled()).isTrue();
    receiver.now(Script.bytes("HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n"));
    Receipt last = engine.publish("a", "5");

    Await.until("disabled", () -> !engine.now(webhook).enabled());
    assertThat(engine.now(webhook).state())
        .isInstanceOfSatisfying(
            WebhookState.Disabled.class,
            off -> {
              assertThat(off.reason()).isEqualTo(WebhookState.Reason.FAILURES);
              assertThat(off.detail())
                  .isEqualTo("5 failed attempts within 10 s, the last: HTTP 404");
              assertThat(off.at()).isBetween(began.minusSeconds(1), Instant.now().plusSeconds(1));
            });
    Await.until("told", () -> engine.heard.disabled.containsKey(webhook.id()));
    assertThat(engine.state(last)).isEqualTo("exhausted");
    assertThat(engine.publish("a", "6").missed()).isEqualTo(1);
    assertThat(receiver.count()).isEqualTo(5);

    receiver.now(Script.status(500));
    engine.enable(webhook);
    for (int i = 0; i < 4; i++) {
      Receipt receipt = engine.publish("a", "" + i);
      Await.until("tried", () -> engine.delivery(receipt).attempts() == 1);
    }
    assertThat(engine.now(webhook).enabled()).as("counted anew").isTrue();
  }

  @Test
  void noNumberOfFailuresDisablesWhereItIsMinusOne() {
    RunningEngine engine = engine(Policies.waiting(600_000).concurrent(16));
    RecordingReceiver receiver = receiver(500);
    Webhook webhook = engine.webhook(receiver.url());

    for (int i = 0; i < 200; i++) {
      engine.publish("s" + i, "x");
    }

    Await.until("all tried", () -> engine.heard.settlements.size() == 200);
    assertThat(engine.now(webhook).enabled()).isTrue();
  }

  @Test
  void goneDisablesOnlyWhereThatIsWanted() {
    RunningEngine engine = engine(Policies.QUICK.disablingOnGone());
    RecordingReceiver receiver = receiver(410);
    Webhook webhook = engine.webhook(receiver.url());

    engine.publish("a", "1");

    Await.until("disabled", () -> !engine.now(webhook).enabled());
    WebhookState.Disabled off = (WebhookState.Disabled) engine.now(webhook).state();
    assertThat(off.reason()).isEqualTo(WebhookState.Reason.GONE);
  }

  @Test
  void removingCancelsWhatWaitsAndRecordsWhatIsOnTheWire() {
    RunningEngine engine = engine(Policies.waiting(100, 200).concurrent(1));
    CountDownLatch answering = new CountDownLatch(1);
    RecordingReceiver receiver =
        receiver(
            (request, out, socket) -> {
              answering.await();
              return Script.status(500).answer(request, out, socket);
            });
    Webhook webhook = engine.webhook(receiver.url());
    List<Receipt> receipts = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      receipts.add(engine.publish("s" + i, "x"));
    }
    Await.until("one on the wire", () -> receiver.count() == 1);

    engine.remove(webhook);
    answering.countDown();

    Await.until(
        "recorded", () -> receipts.stream().anyMatch(one -> engine.attempts(one).size() == 1));
    Await.holds("nothing more", Duration.ofMillis(800), () -> receiver.count() == 1);
    assertThat(receipts).allMatch(receipt -> engine.state(receipt).equals("cancelled"));
    assertThat(engine.publish("a", "later").due()).isEmpty();
  }

  @Test
  void aSuccessOnTheWireIsRecordedAfterRemoval() {
    RunningEngine engine = engine(Policies.QUICK);
    CountDownLatch answering = new CountDownLatch(1);
    RecordingReceiver receiver =
        receiver(
            (request, out, socket) -> {
              answering.await();
              return Script.status(200).answer(request, out, socket);
            });
    Webhook webhook = engine.webhook(receiver.url());
    Receipt receipt = engine.publish("a", "1");
    Await.until("on the wire", () -> receiver.count() == 1);

    engine.remove(webhook);
    answering.countDown();

    Await.until("delivered", () -> engine.state(receipt).equals("delivered"));
  }

  @Test
  void aNewTokenSignsTheNextAttemptOfWhatWaitsToo() {
    RunningEngine engine = engine(Policies.waiting(2500, 3000));
    RecordingReceiver receiver = receiver(500);
    Webhook webhook = engine.webhook(receiver.url());
    Receipt receipt = engine.publish("a", "1");
    Await.until("tried", () -> engine.delivery(receipt).attempts() == 1);

    Instant now = Instant.now();
    Webhook rolled =
        engine.change(webhook, it -> it.with(it.secret().rotated(now, now.plusSeconds(3600))));
    receiver.now(Script.status(200));

    Await.until("delivered", () -> engine.state(receipt).equals("delivered"));
    RecordingReceiver.RecordedRequest retry = receiver.requests().getLast();
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

    Webhook again = engine.change(webhook, it -> it.with(it.secret().rotated(now, now)));
    engine.publish("a", "2");
    Await.until("one more", () -> receiver.count() == 3);
    RecordingReceiver.RecordedRequest third = receiver.requests().getLast();
    assertThat(third.header("webhook-signature"))
        .isEqualTo(
            Signer.of(again.secret().token())
                .standardSignature(
                    third.id(),
                    Long.parseLong(third.header("webhook-timestamp")),
                    Payload.of(third.request().body())));
    assertThat(engine.attempts(receipt)).extracting(Attempt::number).containsExactly(1, 2);
  }

  private static Script taking(long millis, int status) {
    return (request, out, socket) -> {
      Thread.sleep(millis);
      return Script.status(status).answer(request, out, socket);
    };
  }
}
