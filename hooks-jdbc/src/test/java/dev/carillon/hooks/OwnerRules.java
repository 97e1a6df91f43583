package dev.carillon.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Snapshot;
import dev.carillon.hooks.validation.ValidationException;
import dev.carillon.hooks.webhook.OwnerLimits;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What the owners of webhooks, tenants of a program, may use, on every database. */
abstract class OwnerRules extends HooksFixture {

  private Hooks start(Function<String, OwnerLimits> limits) {
    return start(builder().key(KEY).sender(sent).ownerLimits(limits));
  }

  private static WebhookRegistration of(String owner) {
    return WebhookRegistration.of("of " + owner, "https://e/" + owner)
        .types("order.placed")
        .owner(owner);
  }

  @Test
  void anOwnerHasNoMoreWebhooksThanItsLimit() {
    Map<String, OwnerLimits> limits =
        new ConcurrentHashMap<>(
            Map.of("acme", OwnerLimits.NONE.withMaxWebhooks(2), "zeta", OwnerLimits.NONE));
    Hooks hooks = start(owner -> Objects.requireNonNull(limits.get(owner), owner));
    Webhook.Id first = hooks.webhooks().register(of("acme")).webhook().id();
    hooks.webhooks().registerDisabled(of("acme"), "not yet");
    assertThatExceptionOfType(ValidationException.class)
        .isThrownBy(() -> hooks.webhooks().register(of("acme")))
        .withMessage(
            "'owner' must be an owner with fewer than 2 webhooks (it has 2; remove one, or have"
                + " its limit raised), but is 'acme'");
    for (String other : new String[] {"zeta", ""}) {
      for (int i = 0; i < 3; i++) {
        hooks.webhooks().register(of(other));
      }
    }
    assertThat(hooks.webhooks().list()).hasSize(8);

    hooks.webhooks().update(first, webhook -> webhook.description("changed"));
    hooks.webhooks().remove(first);
    hooks.webhooks().register(of("acme"));
    limits.put("acme", OwnerLimits.NONE.withMaxWebhooks(1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> hooks.webhooks().register(of("acme")))
        .withMessageContaining("fewer than 1 webhooks (it has 2");
    limits.put("acme", OwnerLimits.NONE.withMaxWebhooks(3));
    hooks.webhooks().register(of("acme"));
    assertThatExceptionOfType(NullPointerException.class)
        .as("limits that are not known")
        .isThrownBy(() -> hooks.webhooks().register(of("other")))
        .withMessage("other");
    assertThat(hooks.webhooks().list()).hasSize(9);
  }

  @Test
  void anOwnerSendsNoFasterThanItsRateAndOthersDoNotWaitForIt() throws Exception {
    OwnerLimits slow = OwnerLimits.NONE.withMaxPerSecond(10);
    Hooks hooks = start(owner -> owner.equals("acme") ? slow : OwnerLimits.NONE);
    hooks.webhooks().register(of("acme"));
    hooks.webhooks().register(of("acme"));
    hooks.webhooks().register(of("zeta"));
    Instant began = Instant.now();
    hooks.transaction(
        connection -> {
          for (int i = 0; i < 8; i++) {
            hooks.publish(connection, event("acme", i));
          }
          return hooks.publish(connection, event("zeta", 8));
        });
    List<String> urls = new ArrayList<>();
    while (urls.size() < 17) {
      urls.add(sent.next().url());
    }
    assertThat(Duration.between(began, Instant.now()))
        .as("sixteen requests, a tenth of a second apart")
        .isGreaterThan(Duration.ofMillis(1_490));
    assertThat(urls).filteredOn(url -> url.endsWith("acme")).hasSize(16);
    assertThat(urls.getLast()).as("others do not wait until the end").endsWith("acme");
  }

  private static Event event(String owner, int number) {
    Snapshot snapshot = Snapshot.of(json("order " + number));
    return Event.of(new EventType("order.placed"), "" + number, Instant.now(), snapshot)
        .ownedBy(owner);
  }

  @Test
  void limitsOutOfRangeAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new OwnerLimits(-1, 100_001, 1))
        .withMessageContaining("'maxWebhooks' must be a whole number from 0 to 100000")
        .withMessageContaining("'maxConcurrent' must be a whole number from 0 to 100000");
    assertThat(
            Set.of(
                OwnerLimits.NONE.withMaxWebhooks(1),
                OwnerLimits.NONE.withMaxConcurrent(1),
                OwnerLimits.NONE.withMaxPerSecond(1)))
        .containsExactlyInAnyOrder(
            new OwnerLimits(1, 0, 0), new OwnerLimits(0, 1, 0), new OwnerLimits(0, 0, 1));
  }
}
