package dev.carillon.hooks.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog.Count;
import dev.carillon.hooks.delivery.DeliveryLog.Cursor;
import dev.carillon.hooks.delivery.DeliveryLog.Entry;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Journal;
import dev.carillon.hooks.event.Projection;
import dev.carillon.hooks.event.Tags;
import dev.carillon.hooks.operational.OperationalEvent;
import dev.carillon.hooks.validation.ValidationException;
import dev.carillon.hooks.webhook.EventFilter;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Patterns, tags and owners of webhooks are kept, and decide who gets which event. */
public interface TenantsContract extends SuccessionFixture {

  @Test
  default void patternsTagsAndOwnersComeBackAndDecideAfterARestartToo() {
    Webhook acme = tenant("acme", Tags.of("region", "eu").and("note", "a=b \\n ä"), "asset_*");
    Webhook all = tenant("", Tags.NONE, "*", "asset_create");
    assertThat(webhooks().find(acme.id())).contains(acme);
    succeed();
    assertThat(webhooks().current().webhooks()).containsExactly(acme, all);
    Event event = event("one").ownedBy("acme");
    Event tagged = event.tagged(acme.subscription().tags().and("more", "1"));

    assertThat(receivers(tagged)).containsExactly(acme.id(), all.id());
    assertThat(receivers(again(tagged.tagged(Tags.NONE)))).containsExactly(all.id());
    assertThat(receivers(again(tagged.ownedBy("zeta")))).containsExactly(all.id());
    assertThat(receivers(again(tagged.ownedBy("")))).containsExactly(all.id());
  }

  @Test
  default void theJournalKnowsOwnersAndTags() {
    Tags tags = Tags.of("region", "eu").and("note", "a=b \\n ä");
    store().record(event("one").ownedBy("acme").tagged(tags));
    store().record(event("two"));

    List<Journal.Recorded> events = store().journal().after(0, Journal.Wanted.ALL, 10).events();

    assertThat(events).extracting(Journal.Recorded::owner).containsExactly("acme", "");
    assertThat(events).extracting(Journal.Recorded::tags).containsExactly(tags, Tags.NONE);
  }

  @Test
  default void whatIsWrongOfAWebhookIsRefusedAndNothingIsStored() {
    Webhook good = tenant("", Tags.NONE, "*");
    long revision = webhooks().current().revision();
    Webhook wrong =
        new Webhook(
            Webhook.Id.random(),
            "",
            "",
            "nonsense",
            good.subscription(),
            good.headers(),
            good.limits(),
            good.state(),
            good.secret(),
            good.createdAt(),
            good.certificate(),
            good.responses(),
            good.revision(),
            "",
            good.rules(),
            good.mode(),
            good.grouping(),
            good.format(),
            good.login(),
            good.handshake());
    assertThatExceptionOfType(ValidationException.class)
        .isThrownBy(() -> webhooks().add(wrong))
        .satisfies(thrown -> assertThat(thrown.violations()).hasSize(2));
    assertThatExceptionOfType(ValidationException.class)
        .isThrownBy(
            () -> webhooks().change(good.id(), before -> before.toBuilder().owner("acme").build()))
        .withMessageContaining("the owner that webhook " + good.id() + " was registered with");
    assertThat(webhooks().current().revision()).isEqualTo(revision);
    assertThat(webhooks().current().webhooks()).containsExactly(good);
  }

  @Test
  default void anOwnerHasNoMoreWebhooksThanItMay() {
    Webhook first = tenant("acme", Tags.NONE, "*");
    Webhook second = first.toBuilder().id(Webhook.Id.random()).build();
    long revision = webhooks().current().revision();
    assertThatExceptionOfType(ValidationException.class)
        .isThrownBy(() -> webhooks().add(second, 1))
        .withMessageContaining("an owner with fewer than 1 webhooks (it has 1");
    assertThat(webhooks().current().revision()).isEqualTo(revision);
    webhooks().add(second, 2);
    succeed();
    Webhook third = first.toBuilder().id(Webhook.Id.random()).build();
    assertThatExceptionOfType(ValidationException.class)
        .isThrownBy(() -> webhooks().add(third, 2))
        .withMessageContaining("but is 'acme'");
    webhooks().add(third.toBuilder().owner("zeta").build(), 1);
    for (int i = 0; i < 2; i++) {
      webhooks().add(third.toBuilder().id(Webhook.Id.random()).owner("").build(), 1);
    }
    webhooks().remove(first.id());
    webhooks().add(first.toBuilder().id(Webhook.Id.random()).build(), 2);
  }

  @Test
  default void theLogOfATenantHasWhatItsWebhooksGotAndNothingElse() {
    Webhook acme = tenant("acme", Tags.NONE, "*");
    Webhook zeta = tenant("zeta", Tags.NONE, "*");
    Webhook gone = tenant("acme", Tags.NONE, "*");
    tenant("", Tags.NONE, "*");
    for (int i = 0; i < 3; i++) {
      List<DueDelivery> due = store().record(event("of acme " + i).ownedBy("acme")).due();
      settle(delivered(due.getFirst().delivery()));
      store().record(event("of zeta " + i).ownedBy("zeta"));
      store().record(event("of none " + i));
    }
    webhooks().remove(gone.id());
    check(acme, zeta, gone);
    tidy();
    succeed();
    check(acme, zeta, gone);
  }

  private void check(Webhook acme, Webhook zeta, Webhook gone) {
    DeliveryFilter ofAcme = DeliveryFilter.ALL.ownedBy("acme");
    assertThat(found(ofAcme))
        .containsExactlyInAnyOrder(
            acme.id(), acme.id(), acme.id(), gone.id(), gone.id(), gone.id());
    assertThat(store().log().count(ofAcme, 100)).isEqualTo(new Count(6, false));
    assertThat(store().log().count(ofAcme.in("delivered"), 100)).isEqualTo(new Count(3, false));
    assertThat(found(ofAcme.to(acme.id(), zeta.id()))).hasSize(3).containsOnly(acme.id());
    for (DeliveryFilter none :
        List.of(
            ofAcme.to(zeta.id()),
            DeliveryFilter.ALL.ownedBy("Acme"),
            DeliveryFilter.ALL.ownedBy("of nobody"))) {
      assertThat(found(none)).isEmpty();
      assertThat(store().log().count(none, 100)).isEqualTo(new Count(0, false));
    }
    assertThat(found(DeliveryFilter.ALL)).hasSize(18);
  }

  private List<Webhook.Id> found(DeliveryFilter filter) {
    return store().log().page(filter, Cursor.NEWEST, 100).entries().stream()
        .map(Entry::delivery)
        .map(Delivery::webhook)
        .toList();
  }

  @Test
  default void namesThatDifferInCaseAreTwoTypes() {
    tenant("", Tags.NONE, "OrderP*");
    tenant("", Tags.NONE, "orderp*");
    for (String name : List.of("OrderPlaced", "orderplaced", "ORDERPLACED")) {
      EventType type = new EventType(name);
      store().record(Event.of(type, "one", clock().instant(), new TextSnapshot("of one")));
    }
    for (String wanted : List.of("OrderPlaced", "OrderP*", "*rP*")) {
      DeliveryFilter filter =
          new DeliveryFilter(
              Set.of(),
              Set.of(),
              new DeliveryFilter.About(List.of(wanted), "", ""),
              DeliveryFilter.Ending.ANY,
              DeliveryFilter.Span.ALWAYS,
              "");
      assertThat(found(filter)).as(wanted).hasSize(1);
      assertThat(store().log().count(filter, 10)).as(wanted).isEqualTo(new Count(1, false));
      assertThat(store().journal().after(0, new Journal.Wanted(List.of(wanted), ""), 10).events())
          .as(wanted)
          .extracting(event -> event.type().name())
          .containsExactly("OrderPlaced");
    }
  }

  @Test
  default void noDeliveryIsSentToTheWebhookOfAnotherTenant() {
    tenant("acme", Tags.NONE, "*");
    Delivery ofAcme = store().record(event("one").ownedBy("acme")).due().getFirst().delivery();
    Webhook alsoAcme = tenant("acme", Tags.NONE, "other.type");
    Webhook zeta = tenant("zeta", Tags.NONE, "*");
    Webhook ours = tenant("", Tags.NONE, "other.type");
    succeed();
    assertThatExceptionOfType(ValidationException.class)
        .isThrownBy(() -> deliveryActions().redeliver(ofAcme.id(), zeta, TEXTS))
        .withMessageContaining("a webhook of the event's owner");
    assertThat(list(zeta.id(), -1, 10)).isEmpty();
    assertThat(deliveryActions().redeliver(ofAcme.id(), alsoAcme, TEXTS)).isPresent();
    assertThat(deliveryActions().redeliver(ofAcme.id(), ours, TEXTS)).isPresent();
  }

  @Test
  default void whatBecomesOfATenantsWebhookOnlyThatTenantIsTold() {
    EventType disabled = TestOperationalEvents.type(OperationalEvent.Kind.DISABLED);
    Webhook watched = tenant("acme", Tags.NONE, "asset_create");
    Webhook acme = telling("acme", disabled);
    Webhook zeta = telling("zeta", disabled);
    Webhook ours = telling("", disabled);

    disable(watched);

    assertThat(list(acme.id(), -1, 10)).hasSize(1);
    assertThat(list(zeta.id(), -1, 10)).isEmpty();
    assertThat(list(ours.id(), -1, 10)).hasSize(1);
  }

  @Test
  default void aTenantsMissedEventsAreRecoveredForItAlone() {
    Webhook acme = disable(tenant("acme", Tags.of("region", "eu"), "asset_*"));
    Webhook zeta = disable(tenant("zeta", Tags.of("region", "eu"), "asset_*"));
    Tags europe = Tags.of("region", "eu").and("plan", "gold");
    store().record(event("one").ownedBy("acme").tagged(europe));
    store().record(event("two").ownedBy("zeta").tagged(europe));
    store().record(event("three").ownedBy("acme").tagged(Tags.of("region", "us")));
    succeed();
    clock().advance(Duration.ofHours(1));

    assertThat(deliveryActions().recover(enable(acme), Instant.EPOCH, TEXTS, 10)).isEqualTo(1);

    assertThat(allDue(acme)).extracting(due -> due.delivery().subject()).containsExactly("one");
    assertThat(counts(zeta.id())).containsEntry("missed", 1L);
  }

  private Set<Webhook.Id> receivers(Event event) {
    Set<Webhook.Id> receivers = new LinkedHashSet<>();
    store().record(event).due().forEach(due -> receivers.add(due.delivery().webhook()));
    return receivers;
  }

  /** The same as another event. */
  private static Event again(Event event) {
    return Event.of(event.type(), event.subject(), event.time(), event.snapshot())
        .ownedBy(event.owner())
        .tagged(event.tags());
  }

  private Webhook tenant(String owner, Tags tags, String... types) {
    return added(owner, Webhook.Subscription.toTypes(types).tagged(tags));
  }

  private Webhook telling(String owner, EventType operational) {
    return added(
        owner,
        new Webhook.Subscription(
            List.of(), List.of(operational), EventFilter.ALL, Projection.DEFAULT));
  }

  private Webhook added(String owner, Webhook.Subscription subscription) {
    Webhook webhook =
        Webhook.builder(clock().instant())
            .name("of " + owner)
            .url("https://example.org/hooks")
            .owner(owner)
            .subscription(subscription)
            .build();
    webhooks().add(webhook);
    return webhook;
  }
}
