package dev.carillon.hooks.testkit.pages;

import static dev.carillon.hooks.testkit.HooksAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carillon.hooks.Hooks;
import dev.carillon.hooks.HooksBuilder;
import dev.carillon.hooks.WebhookRegistration;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.delivery.DeliveryLog.Cursor;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Snapshot;
import dev.carillon.hooks.event.Tags;
import dev.carillon.hooks.testkit.TestHooks;
import dev.carillon.hooks.testkit.WebhookReceiver;
import dev.carillon.hooks.validation.ValidationException;
import dev.carillon.hooks.validation.Violation;
import dev.carillon.hooks.webhook.OwnerLimits;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What {@code docs/embed/tenants.md} shows. */
class TenantsPageTest {

  @Test
  void eachTenantGetsItsOwnEvents() {
    try (TestHooks test = TestHooks.start();
        WebhookReceiver acme = WebhookReceiver.start();
        WebhookReceiver zeta = WebhookReceiver.start()) {
      Hooks hooks = test.hooks();
      String url = acme.url();
      String json = "{\"item\":\"a bell\"}";

      hooks
          .webhooks()
          .register(
              WebhookRegistration.of("Acme's shop", url)
                  .owner("acme")
                  .types("order.*")
                  .tag("region", "eu"));
      hooks
          .webhooks()
          .register(WebhookRegistration.of("Zeta's", zeta.url()).owner("zeta").types("*"));

      Event event =
          Event.of(new EventType("order.placed"), "7", Instant.now(), Snapshot.of(json))
              .ownedBy("acme")
              .tagged(Tags.of("region", "eu").and("channel", "web"));
      hooks.transaction(connection -> hooks.publish(connection, event));

      test.drain();
      assertThat(acme.next().text()).isEqualTo(json);
      assertThat(zeta.received()).isEmpty();
      assertThat(hooks).published("order.placed").withOwner("acme").withTag("channel", "web");

      DeliveryLog.Page page =
          hooks.deliveries().list(DeliveryFilter.ALL.ownedBy("acme"), Cursor.NEWEST, 50);
      assertThat(page.entries()).hasSize(1);
    }
  }

  @Test
  void aTenantHasLimitsOfItsOwn() {
    Set<String> paying = Set.of("zeta");
    try (TestHooks test = TestHooks.start(builder -> limited(builder, paying))) {
      Hooks hooks = test.hooks();
      for (int i = 0; i < 3; i++) {
        hooks.webhooks().register(of("acme"));
        hooks.webhooks().register(of("zeta"));
      }
      hooks.webhooks().register(of("zeta"));
      assertThatExceptionOfType(ValidationException.class)
          .isThrownBy(() -> hooks.webhooks().register(of("acme")))
          .withMessageContaining("an owner with fewer than 3 webhooks");
    }
  }

  private static WebhookRegistration of(String owner) {
    return WebhookRegistration.of("of " + owner, "https://example.com").owner(owner).types("*");
  }

  private static HooksBuilder limited(HooksBuilder builder, Set<String> paying) {
    OwnerLimits free =
        OwnerLimits.NONE.withMaxWebhooks(3).withMaxConcurrent(8).withMaxPerSecond(20);
    builder.ownerLimits(owner -> paying.contains(owner) ? OwnerLimits.NONE : free);
    return builder;
  }

  @Test
  void whatIsWrongIsNamed() {
    List<String> shown = new ArrayList<>();
    try (TestHooks test = TestHooks.start()) {
      Hooks hooks = test.hooks();
      try {
        hooks.webhooks().register(WebhookRegistration.of("", "nonsense").types("order.placed"));
      } catch (ValidationException wrong) {
        for (Violation violation : wrong.violations()) {
          shown.add(violation.message());
        }
      }
      assertThat(shown).hasSize(2);
      assertThat(hooks.webhooks().list()).isEmpty();
    }
  }
}
