package dev.carillon.hooks.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Projection;
import dev.carillon.hooks.webhook.ClientCertificate;
import dev.carillon.hooks.webhook.DeliveryRules;
import dev.carillon.hooks.webhook.EventFilter;
import dev.carillon.hooks.webhook.Handshake;
import dev.carillon.hooks.webhook.Ordering;
import dev.carillon.hooks.webhook.ReceiverLogin;
import dev.carillon.hooks.webhook.ReceiverLogin.ClientProof;
import dev.carillon.hooks.webhook.Secret;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import dev.carillon.hooks.webhook.WebhookLimits;
import dev.carillon.hooks.webhook.WebhookState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Webhooks are stored whole, changed one at a time, and their secrets cannot be read. */
public interface WebhooksContract extends StoreFixture {

  /** What a line of text may have that databases and formats could trip over. */
  String NASTY_LINE = "ä€😀 \\n \\\\ ' \" ; -- %s {} \u2028 <script>";

  @Test
  default void everyFieldOfAWebhookComesBack() {
    Webhook webhook = nasty();
    webhooks().add(webhook);
    assertThat(webhooks().find(webhook.id())).contains(webhook);
    assertThat(webhooks().current().webhooks()).containsExactly(webhook);
    assertThat(webhooks().current().of(REMOVED)).containsExactly(webhook);
    assertThat(List.copyOf(webhooks().find(webhook.id()).orElseThrow().headers().keySet()))
        .containsExactly("Z-Last", "A-First", "Empty");
  }

  private Webhook nasty() {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Z-Last", NASTY_HEADER);
    headers.put("A-First", "one");
    headers.put("Empty", "");
    Webhook.Subscription subscription =
        new Webhook.Subscription(
            List.of(CREATED, REMOVED),
            List.of(new EventType("webhook.failing")),
            new SubjectFilter(NASTY),
            new Projection(
                List.of("b", "a", NASTY_LINE),
                List.of("x\\", "\\n"),
                "{'a': \"" + NASTY_LINE + "\"}\n"));
    Instant now = clock().instant();
    return Webhook.builder(now.minusSeconds(5))
        .name(NASTY_LINE)
        .url(NASTY_URL)
        .subscription(subscription)
        .description("first\r\n\tsecond\n" + NASTY_LINE)
        .headers(headers)
        .limits(new WebhookLimits(7, 8, 9, Ordering.SUBJECT))
        .state(new WebhookState.Disabled(now, WebhookState.Reason.GONE, NASTY))
        .secret(Secret.random().rotated(now, now.plusSeconds(60)))
        .certificate(new ClientCertificate("chain " + NASTY, "key " + NASTY))
        .login(
            new ReceiverLogin(
                "https://id.example/token",
                "a:b\\n",
                "secret \\ of it",
                "one two",
                NASTY_LINE,
                ClientProof.POST))
        .handshake(new Handshake("dam.example", now, 600))
        .rules(
            new DeliveryRules(
                List.of(Duration.ofMillis(1001), Duration.ofDays(2)),
                Set.of(429, 408),
                7,
                DeliveryRules.NEVER,
                false,
                true,
                true))
        .build();
  }

  @Test
  default void deliveryRulesComeAndGoAndAreNoNewRevision() {
    Webhook webhook = webhook("plain");
    DeliveryRules rules =
        DeliveryRules.DEFAULT.withDisableOnGone(true).withDisableAfter(3).withFailingAfter(2);
    webhooks().change(webhook.id(), w -> w.toBuilder().rules(rules).build());
    Webhook changed = webhooks().find(webhook.id()).orElseThrow();
    assertThat(changed.rules()).isEqualTo(rules);
    assertThat(changed.revision()).isEqualTo(webhook.revision());
    webhooks().change(webhook.id(), w -> w.toBuilder().rules(DeliveryRules.DEFAULT).build());
    assertThat(webhooks().find(webhook.id())).contains(webhook);
  }

  @Test
  default void aLoginComesAndGoesAndItsSecretIsInNoRevision() {
    Webhook webhook = webhook("plain");
    ReceiverLogin login =
        new ReceiverLogin("https://id.example/", "c", "secret", "", "", ClientProof.BASIC);
    webhooks().change(webhook.id(), w -> w.toBuilder().login(login).build());
    Webhook changed = webhooks().find(webhook.id()).orElseThrow();
    assertThat(changed.login()).isEqualTo(login);
    assertThat(changed.revision()).isEqualTo(webhook.revision() + 1);
    assertThat(webhooks().revision(webhook.id(), changed.revision()).orElseThrow().login())
        .isEqualTo(login.withoutSecret());
    webhooks().change(webhook.id(), w -> w.toBuilder().login(ReceiverLogin.NONE).build());
    assertThat(webhooks().find(webhook.id()).orElseThrow().login().none()).isTrue();
  }

  @Test
  default void aCertificateComesAndGoes() {
    Webhook webhook = webhook("plain");
    ClientCertificate certificate = new ClientCertificate("a chain", "a key");
    webhooks().change(webhook.id(), w -> w.showing(certificate));
    assertThat(webhooks().find(webhook.id())).contains(webhook.showing(certificate));
    webhooks().change(webhook.id(), w -> w.with(Secret.random()));
    assertThat(webhooks().current().webhooks().getFirst().certificate()).isEqualTo(certificate);
    webhooks().change(webhook.id(), w -> w.showing(ClientCertificate.NONE));
    assertThat(webhooks().find(webhook.id()).orElseThrow().certificate().none()).isTrue();
  }

  @Test
  default void aWebhookWithNothingSetComesBackToo() {
    Webhook webhook =
        Webhook.of(
            "any",
            "https://e",
            new Webhook.Subscription(List.of(), List.of(), EventFilter.ALL, Projection.DEFAULT),
            clock().instant());
    webhooks().add(webhook);
    assertThat(webhooks().find(webhook.id())).contains(webhook);
  }

  @Test
  default void theSetIsInTheOrderOfRegistration() {
    List<Webhook> added = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      added.add(webhook("number " + i));
    }
    assertThat(webhooks().current().webhooks()).isEqualTo(added);
  }

  @Test
  default void anIdIsTakenOnce() {
    Webhook webhook = webhook("first");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> webhooks().add(webhook))
        .withMessageContaining(webhook.id().value());
    webhooks().remove(webhook.id());
    assertThatIllegalArgumentException().isThrownBy(() -> webhooks().add(webhook));
  }

  @Test
  default void whatDoesNotExistIsEmpty() {
    Webhook.Id nobody = Webhook.Id.random();
    long revision = webhooks().current().revision();
    assertThat(webhooks().find(nobody)).isEmpty();
    assertThat(webhooks().change(nobody, webhook -> webhook)).isEmpty();
    assertThat(webhooks().remove(nobody)).isEmpty();
    assertThat(webhooks().health(nobody)).isEqualTo(WebhookHealth.NONE);
    assertThat(webhooks().current().revision()).isEqualTo(revision);
  }

  @Test
  default void eachChangeRaisesTheRevisionAndIsSeenAtOnce() {
    Webhook webhook = webhook("any");
    long before = webhooks().current().revision();
    Secret rotated = webhook.secret().rotated(clock().instant(), clock().instant().plusSeconds(9));
    assertThat(webhooks().change(webhook.id(), w -> w.with(rotated)))
        .contains(webhook.with(rotated));
    assertThat(webhooks().current().revision()).isGreaterThan(before);
    assertThat(webhooks().current().webhooks()).containsExactly(webhook.with(rotated));
    assertThat(webhooks().find(webhook.id())).contains(webhook.with(rotated));
  }

  @Test
  default void aChangeThatThrowsChangesNothing() {
    Webhook webhook = webhook("any");
    long before = webhooks().current().revision();
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                webhooks()
                    .change(
                        webhook.id(),
                        w -> {
                          throw new IllegalStateException("no");
                        }));
    assertThatIllegalArgumentException()
        .as("another id")
        .isThrownBy(
            () ->
                webhooks()
                    .change(
                        webhook.id(),
                        w -> Webhook.of("any", w.url(), w.subscription(), clock().instant())));
    assertThat(webhooks().current().revision()).isEqualTo(before);
    assertThat(webhooks().current().webhooks()).containsExactly(webhook);
  }

  @Test
  default void changesAtTheSameTimeDoNotUndoEachOther() throws InterruptedException {
    Webhook webhook = webhook("any");
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      String header = "X-" + i;
      threads.add(
          Thread.ofVirtual()
              .start(() -> webhooks().change(webhook.id(), w -> withHeader(w, header))));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(webhooks().find(webhook.id()).orElseThrow().headers()).hasSize(16);
    assertThat(webhooks().current().webhooks().getFirst().headers()).hasSize(16);
  }

  private static Webhook withHeader(Webhook w, String header) {
    Map<String, String> headers = new LinkedHashMap<>(w.headers());
    headers.put(header, "");
    return w.toBuilder().headers(headers).build();
  }

  @Test
  default void theNextEventIsDecidedByTheChangedWebhook() {
    Webhook webhook = webhook("any");
    assertThat(store().record(event("one")).due()).hasSize(1);
    disable(webhook);
    assertThat(store().record(event("two")).missed()).isEqualTo(1);
    enable(webhook);
    assertThat(store().record(event("three")).due()).hasSize(1);
    webhooks().remove(webhook.id());
    assertThat(store().record(event("four")).due()).isEmpty();
  }

  @Test
  default void removingCancelsWhatIsPendingAndKeepsTheLog() {
    Webhook webhook = webhook("any");
    Webhook other = webhook("other");
    store().record(event("one"));
    clock().advance(Duration.ofSeconds(1));

    assertThat(webhooks().remove(webhook.id())).contains(webhook);

    assertThat(webhooks().find(webhook.id())).isEmpty();
    assertThat(webhooks().current().webhooks()).containsExactly(other);
    assertThat(allDue(webhook)).isEmpty();
    assertThat(due().earliestDue()).containsOnlyKeys(other.id());
    assertThat(list(webhook.id(), -1, 10))
        .extracting(Delivery::state)
        .containsExactly(new DeliveryState.Cancelled(clock().instant()));
    assertThat(webhooks().remove(webhook.id())).as("twice").isEmpty();
  }

  @Test
  default void secretsCannotBeReadInWhatIsStored() {
    Secret secret = Secret.random();
    Webhook added =
        withHeader(webhook("any"), "X-Name")
            .with(secret.rotated(clock().instant(), clock().instant().plusSeconds(60)));
    Map<String, String> headers = Map.of("Authorization", "Bearer open-sesame-17");
    Webhook webhook =
        added.toBuilder()
            .id(Webhook.Id.random())
            .name("seen")
            .description("")
            .headers(headers)
            .certificate(new ClientCertificate("open-chain", "open-key-18"))
            .build();
    webhooks().add(webhook);

    String stored = new String(store().stored(), StandardCharsets.ISO_8859_1);

    assertThat(stored.isEmpty() || stored.contains("seen")).as("the text is looked into").isTrue();
    for (String hidden :
        List.of(webhook.secret().token(), secret.token(), "open-sesame-17", "open-key-18")) {
      assertThat(stored).doesNotContain(hidden);
    }
  }
}
