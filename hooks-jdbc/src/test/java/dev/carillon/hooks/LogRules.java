package dev.carillon.hooks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog.Cursor;
import dev.carillon.hooks.delivery.DeliveryLog.Entry;
import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.delivery.SignedRequest;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Snapshot;
import dev.carillon.hooks.webhook.ReceiverLogin;
import dev.carillon.hooks.webhook.ReceiverLogin.ClientProof;
import dev.carillon.hooks.webhook.ResponseLog;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.NoSuchElementException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What holds of the log of deliveries, and of webhooks as they are shown, on every database. */
abstract class LogRules extends OwnerRules {

  private static List<String> subjects(Hooks hooks, DeliveryFilter filter) {
    return hooks.deliveries().list(filter, Cursor.OLDEST, 10).entries().stream()
        .map(entry -> entry.delivery().subject())
        .toList();
  }

  private static Delivery onlyOne(Hooks hooks, DeliveryFilter filter) {
    List<Entry> found = hooks.deliveries().list(filter, Cursor.NEWEST, 10).entries();
    assertThat(found).hasSize(1);
    return found.getFirst().delivery();
  }

  private static Webhook.Id registered(Hooks hooks, WebhookRegistration registration) {
    return hooks.webhooks().register(registration).webhook().id();
  }

  @Test
  void deliveriesAreFoundByWhatTheirEventsAreAbout() throws Exception {
    Hooks hooks = start();
    registered(hooks, WebhookRegistration.of("all", "https://e/hooks").types("*"));
    Instant before = Instant.now().minusSeconds(60);
    hooks.publish("order.placed", "7", json("bell"));
    Published returned = hooks.publish("order.returned", "7", json("old gong"));
    hooks.publish("order.placed", "8", json("gong"));
    sent.bodies(3);

    DeliveryFilter all = DeliveryFilter.ALL;
    assertThat(subjects(hooks, all)).containsExactly("7", "7", "8");
    assertThat(subjects(hooks, all.ofSubject("8"))).containsExactly("8");
    assertThat(subjects(hooks, all.ofTypes("order.pl*"))).containsExactly("7", "8");
    assertThat(subjects(hooks, all.ofTypes("order.returned", "other"))).containsExactly("7");
    assertThat(subjects(hooks, all.containing("GONG"))).containsExactly("7", "8");
    assertThat(onlyOne(hooks, all.ofEvent(returned.eventId())).event())
        .isEqualTo(returned.eventId());
    assertThat(onlyOne(hooks, all.ofTypes("order.placed").ofSubject("7").containing("bell")).type())
        .isEqualTo(new EventType("order.placed"));
    assertThat(subjects(hooks, all.recorded(Instant.EPOCH, before))).isEmpty();
    assertThat(subjects(hooks, all.recorded(before, before.plusSeconds(600)))).hasSize(3);
  }

  @Test
  void aPageHasOneDeliveryAtLeastAndAThousandAtMost() {
    Hooks hooks = start();
    for (int limit : new int[] {-1, 0, 1_001}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> hooks.deliveries().list(DeliveryFilter.ALL, Cursor.NEWEST, limit))
          .withMessage("'limit' must be a whole number from 1 to 1000, but is '" + limit + "'");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> hooks.deliveries().count(DeliveryFilter.ALL, 0))
        .withMessageContaining("'max' must be a whole number from 1 to");
    assertThat(hooks.deliveries().list(DeliveryFilter.ALL, Cursor.NEWEST, 1_000).entries())
        .isEmpty();
  }

  @Test
  void anEventIsSentToAnotherWebhookOnDemand() throws Exception {
    Hooks hooks = start();
    register(hooks);
    publish(hooks, "one");
    sent.body();
    Delivery.Id old = onlyOne(hooks, DeliveryFilter.ALL).id();
    Webhook.Id other =
        registered(hooks, WebhookRegistration.of("other", "https://e/other").types("never"));

    Delivery made = hooks.deliveries().redeliverTo(old, other).orElseThrow();
    SignedRequest request = sent.next();
    assertThat(request.url()).isEqualTo("https://e/other");
    assertThat(new String(request.payload().bytes(), UTF_8)).isEqualTo(json("one"));
    assertThat(made.webhook()).isEqualTo(other);
    assertThat(onlyOne(hooks, DeliveryFilter.ALL.to(other)).id()).isEqualTo(made.id());

    assertThat(hooks.deliveries().redeliverTo(Delivery.Id.random(), other)).isEmpty();
    assertThatExceptionOfType(NoSuchElementException.class)
        .isThrownBy(() -> hooks.deliveries().redeliverTo(old, Webhook.Id.random()))
        .withMessageContaining("webhooks().list() has those there are");
    hooks.webhooks().disable(other, "");
    assertThatIllegalStateException()
        .isThrownBy(() -> hooks.deliveries().redeliverTo(old, other))
        .withMessageContaining("enable it first");
    assertThat(sent.rest()).isEmpty();
  }

  @Test
  void aWebhookThatWantsBatchesGetsOneEventOnDemandAsABatchToo() throws Exception {
    Hooks hooks = start();
    register(hooks);
    publish(hooks, "one");
    sent.body();
    Delivery.Id old = onlyOne(hooks, DeliveryFilter.ALL).id();
    Webhook.Id batching =
        registered(
            hooks,
            WebhookRegistration.of("batching", "https://e/batching").types("never").batch(9, 600));

    Delivery made = hooks.deliveries().redeliverTo(old, batching).orElseThrow();

    SignedRequest request = sent.next();
    assertThat(request.url()).isEqualTo("https://e/batching");
    assertThat(new String(request.payload().bytes(), UTF_8)).isEqualTo("[" + json("one") + "]");
    assertThat(onlyOne(hooks, DeliveryFilter.ALL.ofTypes("batch")).id()).isEqualTo(made.id());
    assertThat(onlyOne(hooks, DeliveryFilter.ALL.to(batching).ofSubject("one")).id())
        .isEqualTo(made.id());
    assertThat(sent.rest()).isEmpty();
  }

  @Test
  void anEventIsNeverSentToTheWebhookOfAnotherOwner() throws Exception {
    Hooks hooks = start();
    Webhook.Id acme =
        registered(
            hooks, WebhookRegistration.of("acme", "https://e/acme").types("*").owner("acme"));
    Webhook.Id zeta =
        registered(
            hooks, WebhookRegistration.of("zeta", "https://e/zeta").types("never").owner("zeta"));
    Webhook.Id own =
        registered(hooks, WebhookRegistration.of("own", "https://e/own").types("never"));
    hooks.publish(
        Event.of(new EventType("order.placed"), "one", Instant.now(), Snapshot.of(json("one")))
            .ownedBy("acme"));
    sent.body();
    Delivery.Id delivery = onlyOne(hooks, DeliveryFilter.ALL.to(acme)).id();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> hooks.deliveries().redeliverTo(delivery, zeta))
        .withMessage("'to' must be a webhook of the event's owner, or one that has no owner");
    assertThat(hooks.deliveries().redeliverTo(delivery, own)).isPresent();
    assertThat(sent.next().url()).isEqualTo("https://e/own");
    assertThat(sent.rest()).isEmpty();
  }

  @Test
  void aWebhookIsShownWithItsLoginButNotWithTheSecretOfIt() {
    Hooks hooks = start();
    ReceiverLogin login =
        new ReceiverLogin("https://id.e/token", "c", "hidden-value", "s", "", ClientProof.POST);
    WebhookRegistration wanted =
        WebhookRegistration.of("shipping", "https://e/")
            .types("order.placed")
            .responses(ResponseLog.ALL)
            .login(login);
    WebhookView shown = hooks.webhooks().register(wanted).webhook();
    assertThat(shown.login()).isEqualTo(login.withoutSecret());
    assertThat(shown.login().clientSecret()).isEqualTo(ReceiverLogin.HIDDEN_SECRET);
    assertThat(shown.responses()).isEqualTo(ResponseLog.ALL);
    assertThat(hooks.webhooks().find(shown.id())).contains(shown);
    WebhookView changed =
        hooks.webhooks().update(shown.id(), webhook -> webhook.login(ReceiverLogin.NONE));
    assertThat(changed.login()).isEqualTo(ReceiverLogin.NONE);
  }

  @Test
  void whatWasClosedSaysSo() {
    Hooks hooks = start();
    Webhook.Id id = register(hooks);
    hooks.close();
    stopped(() -> hooks.publish("order.placed", "one", json("one")));
    stopped(() -> publish(hooks, "two"));
    stopped(() -> hooks.webhooks().disable(id, ""));
    assertThat(hooks.status().sending()).isFalse();
    assertThat(events(start())).isEmpty();
  }

  static void stopped(ThrowingCallable call) {
    assertThatExceptionOfType(HooksException.class)
        .isThrownBy(call)
        .satisfies(refused -> assertThat(refused.code()).isEqualTo(HooksException.Code.STOPPED));
  }

  @Test
  void notesAndOverlapsThatAreTooLongAreNamed() {
    Hooks hooks = start();
    Webhook.Id id = register(hooks);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> hooks.webhooks().disable(id, "x".repeat(2_001)))
        .withMessageContaining("'note' must be a text of at most 2000 characters, not 2001");
    assertThat(hooks.webhooks().find(id).orElseThrow().enabled()).isTrue();
    for (Duration overlap : List.of(Duration.ofSeconds(-1), Duration.ofDays(366))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> hooks.webhooks().rotate(id, overlap))
          .withMessageContaining("overlap is " + overlap + "; allowed is zero to 365 days");
    }
    assertThat(hooks.webhooks().rotate(id, Duration.ofDays(365)).secret()).isNotEmpty();
  }
}
