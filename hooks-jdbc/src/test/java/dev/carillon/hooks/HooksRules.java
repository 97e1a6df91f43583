package dev.carillon.hooks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.carillon.hooks.delivery.ActionResult;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog.Cursor;
import dev.carillon.hooks.delivery.DeliveryLog.Entry;
import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.delivery.SignedRequest;
import dev.carillon.hooks.webhook.ReceiverLogin;
import dev.carillon.hooks.webhook.ReceiverLogin.ClientProof;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookState;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What holds of the façade on every database. */
@Timeout(120)
abstract class HooksRules extends FormatRules {

  @Test
  void whatIsPublishedIsSentAndSigned() throws Exception {
    Hooks hooks = start();
    register(hooks);
    Published published = publish(hooks, "one");
    assertThat(published.webhooks()).isEqualTo(1);
    SignedRequest request = sent.next();
    assertThat(request.url()).isEqualTo("https://e/hooks");
    assertThat(request.headers())
        .anySatisfy(header -> assertThat(header.name()).isEqualTo("webhook-signature"));
    assertThat(new String(request.payload().bytes(), UTF_8)).isEqualTo(json("one"));
    assertThat(hooks.events().find(published.eventId()))
        .hasValueSatisfying(event -> assertThat(event.subject()).isEqualTo("one"));
  }

  @Test
  void whatIsCommittedIsHandedToTheEngine() throws Exception {
    Hooks hooks = start();
    register(hooks);
    publish(hooks, "first");
    sent.body();
    for (int i = 0; i < 3; i++) {
      publish(hooks, "order " + i);
      assertThat(sent.bodyAtOnce()).isEqualTo(json("order " + i));
    }
  }

  @Test
  void anEventThatNoWebhookAsksForIsRecordedAndNotSent() {
    Hooks hooks = start();
    register(hooks);
    Published published =
        hooks.transaction(c -> hooks.publish(c, "order.returned", "one", json("one")));
    assertThat(published.webhooks()).isZero();
    assertThat(events(hooks)).containsExactly("one");
    assertThat(sent.rest()).isEmpty();
  }

  @Test
  void aWebhookIsChangedAndItsSecretIsShownOnlyWhenItIsMade() throws Exception {
    Hooks hooks = start();
    Registered registered =
        hooks
            .webhooks()
            .register(
                WebhookRegistration.of("shipping", "https://e/old")
                    .types("order.placed", "order.returned")
                    .header("Authorization", "Bearer hidden-value"));
    Webhook.Id id = registered.webhook().id();
    assertThat(Base64.getDecoder().decode(registered.secret())).hasSize(32);
    assertThat(registered.toString()).doesNotContain(registered.secret()).doesNotContain("hidden");
    hooks.webhooks().update(id, webhook -> webhook.url("https://e/new").ordered());

    WebhookView found = hooks.webhooks().find(id).orElseThrow();
    assertThat(found.url()).isEqualTo("https://e/new");
    assertThat(found.ordered()).isTrue();
    assertThat(found.types()).containsExactly("order.placed", "order.returned");
    assertThat(found.headerNames()).containsExactly("Authorization");
    assertThat(found.toString()).doesNotContain("hidden");
    publish(hooks, "one");
    assertThat(sent.next().url()).isEqualTo("https://e/new");

    Registered rotated = hooks.webhooks().rotate(id, Duration.ofHours(1));
    assertThat(rotated.secret()).isNotEqualTo(registered.secret());
    assertThat(hooks.webhooks().list()).extracting(WebhookView::name).containsExactly("shipping");
  }

  @Test
  void aLoginStaysWithItsReceiverAndIsSetAgainWithItsSecret() {
    Hooks hooks = start();
    ReceiverLogin login =
        new ReceiverLogin("https://id.e/token", "c", "hidden-value", "", "", ClientProof.BASIC);
    WebhookRegistration wanted =
        WebhookRegistration.of("shipping", "https://e/old").types("order.placed").login(login);
    Webhook.Id id = hooks.webhooks().register(wanted).webhook().id();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> hooks.webhooks().update(id, webhook -> webhook.url("https://other/")))
        .withMessageContaining("new values of the login: hidden")
        .withMessageNotContaining("hidden-value");
    hooks.webhooks().update(id, webhook -> webhook.url("https://other/").login(login));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                hooks.webhooks().update(id, webhook -> webhook.header("authorization", "Basic x")))
        .withMessageContaining("because the login sets this one");
    assertThat(hooks.webhooks().find(id).orElseThrow().url()).isEqualTo("https://other/");
  }

  @Test
  void hiddenValuesDoNotFollowAWebhookToAnotherReceiver() {
    Hooks hooks = start();
    Webhook.Id id =
        hooks
            .webhooks()
            .register(
                WebhookRegistration.of("shipping", "https://e/old")
                    .types("order.placed")
                    .header("Authorization", "Bearer hidden-value")
                    .header("X-Shop", "bells"))
            .webhook()
            .id();
    for (String other : List.of("https://other/old", "http://e/old", "https://e:8443/old")) {
      assertThatIllegalArgumentException()
          .as(other)
          .isThrownBy(() -> hooks.webhooks().update(id, webhook -> webhook.url(other)))
          .withMessageContaining("'url' must be of the same scheme, host and port")
          .withMessageContaining("new values of the headers Authorization, X-Shop")
          .withMessageNotContaining("hidden-value");
      assertThatIllegalArgumentException()
          .as("%s with one of two", other)
          .isThrownBy(
              () ->
                  hooks.webhooks().update(id, webhook -> webhook.header("X-Shop", "a").url(other)))
          .withMessageContaining("new values of the headers Authorization:");
    }
    assertThat(hooks.webhooks().find(id).orElseThrow().url()).isEqualTo("https://e/old");

    hooks.webhooks().update(id, webhook -> webhook.url("https://E:443/new"));
    hooks
        .webhooks()
        .update(id, webhook -> webhook.url("https://other/").headers(Map.of("X-Shop", "bells")));
    WebhookView moved = hooks.webhooks().find(id).orElseThrow();
    assertThat(moved.url()).isEqualTo("https://other/");
    assertThat(moved.headerNames()).containsExactly("X-Shop");
    hooks.webhooks().update(id, webhook -> webhook.url("https://third/").headers(Map.of()));
    hooks.webhooks().update(id, webhook -> webhook.url("https://fourth/"));
  }

  @Test
  void whatWasMissedIsSentOnDemand() throws Exception {
    Hooks hooks = start();
    Webhook.Id id = register(hooks);
    WebhookView disabled = hooks.webhooks().disable(id, "moving house");
    assertThat(disabled.state())
        .isInstanceOfSatisfying(
            WebhookState.Disabled.class,
            state -> assertThat(state.detail()).isEqualTo("moving house"));
    assertThat(publish(hooks, "one").webhooks()).isZero();
    assertThatIllegalStateException()
        .isThrownBy(() -> hooks.deliveries().recover(id, Instant.EPOCH))
        .withMessageContaining("enable it first");
    hooks.webhooks().enable(id);
    publish(hooks, "two");
    assertThat(sent.body()).isEqualTo(json("two"));

    assertThat(hooks.deliveries().recover(id, Instant.EPOCH)).isEqualTo(1);
    assertThat(sent.body()).isEqualTo(json("one"));
  }

  @Test
  void deliveriesAreReadRedeliveredAndCancelled() throws Exception {
    Hooks hooks = start();
    Webhook.Id id = register(hooks);
    publish(hooks, "one");
    sent.next();
    Entry delivered = await(hooks, "delivered");
    assertThat(hooks.deliveries().attempts(delivered.delivery().id())).hasSize(1);
    assertThat(hooks.deliveries().redeliver(delivered.delivery().id()))
        .isEqualTo(ActionResult.DONE);
    assertThat(sent.body()).isEqualTo(json("one"));

    sent.answer(503);
    publish(hooks, "two");
    sent.next();
    Entry pending = await(hooks, "pending");
    assertThat(hooks.deliveries().retryNow(pending.delivery().id())).isEqualTo(ActionResult.DONE);
    assertThat(sent.body()).isEqualTo(json("two"));
    assertThat(hooks.deliveries().cancel(pending.delivery().id())).isEqualTo(ActionResult.DONE);
    await(hooks, "cancelled");
    assertThat(hooks.webhooks().standings())
        .hasEntrySatisfying(id, standing -> assertThat(standing.pending().count()).isZero());
    assertThat(hooks.webhooks().remove(id)).isTrue();
    assertThat(hooks.webhooks().remove(id)).isFalse();
    assertThat(hooks.webhooks().list()).isEmpty();
  }

  private static Entry await(Hooks hooks, String state) throws InterruptedException {
    long deadline = System.nanoTime() + Sent.PATIENCE.toNanos();
    DeliveryFilter filter = DeliveryFilter.ALL.in(state);
    List<Entry> found = hooks.deliveries().list(filter, Cursor.NEWEST, 10).entries();
    while (found.isEmpty()) {
      assertThat(System.nanoTime()).as("no delivery is %s", state).isLessThan(deadline);
      Thread.sleep(5);
      found = hooks.deliveries().list(filter, Cursor.NEWEST, 10).entries();
    }
    return found.getFirst();
  }

  @Test
  void whatIsPendingIsSentAfterTheNextStart() throws Exception {
    sent.answer(503);
    Hooks first = start();
    register(first);
    publish(first, "one");
    sent.next();
    first.close();
    first.close();
    sent.rest();

    sent.answer(200);
    Hooks second = start();
    assertThat(sent.body()).isEqualTo(json("one"));
    assertThat(second.status().sending()).isTrue();
  }

  @Test
  void anotherKeyThanTheFirstOneIsRefused() {
    Hooks hooks = start();
    register(hooks);
    hooks.close();
    byte[] other = new byte[32];
    other[0] = 1;
    assertThatExceptionOfType(HooksException.class)
        .isThrownBy(() -> start(builder().key(other).sender(sent)))
        .withMessageContaining("the secret of webhook \"shipping\" was encrypted with key")
        .withMessageContaining("Give the key that the database was used with first");
    assertThat(start().webhooks().list()).hasSize(1);
  }

  @Test
  void unknownWebhooksAndTransactionsInTransactionsAreRefused() {
    Hooks hooks = start();
    assertThatExceptionOfType(NoSuchElementException.class)
        .isThrownBy(() -> hooks.webhooks().enable(Webhook.Id.random()))
        .withMessageContaining("removed or never registered");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> hooks.webhooks().register(WebhookRegistration.of("x", "https://e/")))
        .withMessageContaining("'types' must be at least one event type");
    assertThatIllegalStateException()
        .isThrownBy(() -> hooks.transaction(connection -> publish(hooks, "inner")));
  }

  @Test
  void aStartThatFailsClosesWhatItOpened() throws Exception {
    long before = threadsOfSenders();
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(
            () ->
                start(
                    builder()
                        .key(KEY)
                        .decorateSender(
                            plain -> {
                              throw new UnsupportedOperationException();
                            })));
    long deadline = System.nanoTime() + Sent.PATIENCE.toNanos();
    while (threadsOfSenders() > before) {
      assertThat(System.nanoTime()).as("threads of the sender are left").isLessThan(deadline);
      Thread.sleep(5);
    }
    assertThat(start().status().sending()).isTrue();
  }

  private static long threadsOfSenders() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("carillon-send-"))
        .count();
  }

  @Test
  void tablesThatAreNotMadeAreNamed() {
    assertThatExceptionOfType(HooksException.class)
        .isThrownBy(() -> start(builder().key(KEY).sender(sent).createTables(false)))
        .withMessageContaining("hooks_schema_version")
        .withMessageContaining("Run script 1");
  }
}
