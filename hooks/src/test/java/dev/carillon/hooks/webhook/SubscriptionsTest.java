package dev.carillon.hooks.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Projection;
import dev.carillon.hooks.event.Snapshot;
import dev.carillon.hooks.event.Tags;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Who gets an event, by patterns of types, by tags and by owners. */
class SubscriptionsTest {

  private static final List<String> TYPES =
      List.of("order.placed", "order.item.added", "OrderPlaced", "invoice.paid", "order");
  private static final List<String> WANTED =
      List.of("*", "order.*", "*.paid", "Order*", "order.placed", "order", "in*paid", "x*");
  private static final List<String> OWNERS = List.of("", "acme", "zeta", "Acme");

  @Test
  void whoIsFoundByTheIndexIsWhoIsFoundByAskingEverybody() {
    Random random = new Random(13);
    int matched = 0;
    for (int round = 0; round < 200; round++) {
      List<Webhook> webhooks = new ArrayList<>();
      for (int n = random.nextInt(80); n > 0; n--) {
        webhooks.add(any(random));
      }
      WebhookSet set = WebhookSet.of(round, webhooks);
      for (int n = 0; n < 20; n++) {
        Event event =
            event(one(random, TYPES)).ownedBy(one(random, OWNERS)).tagged(tags(random, 3));
        List<Webhook.Id> plain =
            webhooks.stream().filter(each -> gets(each, event)).map(Webhook::id).toList();
        assertThat(FanOut.of(event, set).matches())
            .extracting(FanOut.Match::webhook)
            .containsExactlyElementsOf(plain);
        matched += plain.size();
      }
    }
    assertThat(matched).isGreaterThan(2_000);
  }

  /** The rules once more, in the plainest way. */
  private static boolean gets(Webhook webhook, Event event) {
    boolean type =
        webhook.subscription().eventTypes().contains(event.type())
            || webhook.subscription().patterns().stream()
                .anyMatch(
                    pattern ->
                        event
                            .type()
                            .name()
                            .matches(pattern.text().replace(".", "\\.").replace("*", ".*")));
    boolean owner = webhook.owner().isEmpty() || webhook.owner().equals(event.owner());
    return type && owner && event.tags().texts().containsAll(webhook.subscription().tags().texts());
  }

  @Test
  void noTenantGetsAnEventOfAnotherOneOrOfNone() {
    Webhook acme = webhook("acme", "*");
    Webhook zeta = webhook("zeta", "*");
    Webhook all = webhook("", "*");
    assertThat(receivers(event("order.placed").ownedBy("acme"), acme, zeta, all))
        .containsExactly(acme.id(), all.id());
    assertThat(receivers(event("order.placed"), acme, zeta, all)).containsExactly(all.id());
    assertThat(receivers(event("order.placed").ownedBy("ACME"), acme, zeta, all))
        .containsExactly(all.id());
  }

  @Test
  void oneOfAThousandTenantsIsFoundWithoutAskingTheOthers() {
    int[] asked = {0};
    EventFilter counting =
        new EventFilter() {
          @Override
          public boolean matches(Event event) {
            asked[0]++;
            return true;
          }

          @Override
          public String text() {
            return "counting";
          }
        };
    List<Webhook> webhooks = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      Webhook.Subscription all = Webhook.Subscription.toTypes("order.*");
      webhooks.add(
          webhook("tenant" + i, "order.*").toBuilder()
              .subscription(
                  new Webhook.Subscription(
                      List.of(),
                      all.patterns(),
                      List.of(),
                      Tags.NONE,
                      counting,
                      Projection.DEFAULT))
              .build());
    }
    WebhookSet set = WebhookSet.of(1, webhooks);
    assertThat(set.candidates(event("order.placed").ownedBy("tenant7"))).hasSize(1);
    FanOut fanOut = FanOut.of(event("order.placed").ownedBy("tenant7"), set);
    assertThat(fanOut.matches()).hasSize(1);
    assertThat(asked[0]).isEqualTo(1);
  }

  @Test
  void aWebhookIsNotToldOfItselfByAPatternAndNeedsNoTagsToBeToldOfOthers() {
    EventType failing = new EventType("webhook.failing");
    Webhook all = webhook("", "*");
    Webhook told =
        webhook("", "x").toBuilder()
            .subscription(
                new Webhook.Subscription(
                    List.of(),
                    List.of(),
                    List.of(failing),
                    Tags.of("region", "eu"),
                    EventFilter.ALL,
                    Projection.DEFAULT))
            .build();
    Event ofAll = Event.of(failing, all.id().value(), Instant.EPOCH, Snapshot.of("{}"));
    assertThat(receivers(ofAll, all, told)).containsExactly(told.id());
    Event ofTold = Event.of(failing, told.id().value(), Instant.EPOCH, Snapshot.of("{}"));
    assertThat(receivers(ofTold, all, told)).containsExactly(all.id());
  }

  @Test
  void moreTypesThanAreKeptAreFoundAllTheSame() {
    WebhookSet set = WebhookSet.of(1, List.of(webhook("", "order.*"), webhook("", "order.7")));
    for (int i = 0; i < 3_000; i++) {
      assertThat(set.of(new EventType("order." + i))).hasSize(i == 7 ? 2 : 1);
      assertThat(set.of(new EventType("invoice." + i))).isEmpty();
    }
    assertThat(set.of(new EventType("order.7"))).hasSize(2);
  }

  private static List<Webhook.Id> receivers(Event event, Webhook... webhooks) {
    return FanOut.of(event, WebhookSet.of(1, List.of(webhooks))).matches().stream()
        .map(FanOut.Match::webhook)
        .toList();
  }

  private static Webhook any(Random random) {
    List<String> types = new ArrayList<>();
    for (int n = 1 + random.nextInt(3); n > 0; n--) {
      types.add(one(random, WANTED));
    }
    Webhook webhook = webhook(one(random, OWNERS), types.toArray(String[]::new));
    return webhook.toBuilder().subscription(webhook.subscription().tagged(tags(random, 2))).build();
  }

  private static Webhook webhook(String owner, String... types) {
    return Webhook.builder(Instant.EPOCH)
        .name("any")
        .url("https://example.org")
        .owner(owner)
        .subscription(Webhook.Subscription.toTypes(types))
        .build();
  }

  private static Tags tags(Random random, int most) {
    Tags tags = Tags.NONE;
    for (int n = random.nextInt(most + 1); n > 0; n--) {
      tags = tags.and(one(random, List.of("a", "b", "c")), one(random, List.of("1", "2")));
    }
    return tags;
  }

  private static Event event(String type) {
    return Event.of(new EventType(type), "s", Instant.EPOCH, Snapshot.of("{}"));
  }

  private static String one(Random random, List<String> of) {
    return of.get(random.nextInt(of.size()));
  }
}
