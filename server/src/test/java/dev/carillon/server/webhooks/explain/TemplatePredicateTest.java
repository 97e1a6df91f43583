package dev.carillon.server.webhooks.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.GroupedState;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.event.Projection;
import dev.carillon.hooks.webhook.EventFilter;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What an explanation says of the body that a template made, or did not make. */
class TemplatePredicateTest {

  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
  private static final EventType CREATED = new EventType("asset_create");
  private static final String PROBLEM = "The template made no body.";

  private final Webhook webhook =
      Webhook.of(
          "chat",
          "https://chat.example.com/",
          new Webhook.Subscription(
              List.of(CREATED),
              List.of(),
              EventFilter.ALL,
              new Projection(List.of(), List.of(), "{'a': type}")),
          NOW);

  @Test
  void anEventThatWasSentAloneHasItsOwnProblem() {
    assertThat(says(CREATED, "", Optional.empty()))
        .contains("The webhook's template made the body of the request.");
    assertThat(says(CREATED, PROBLEM, Optional.empty())).contains(PROBLEM);
  }

  @Test
  void theProblemOfABatchIsPerhapsThatOfAnotherEvent() {
    assertThat(says(EventType.BATCH, "", Optional.of(sent())))
        .contains("The webhook's template made each element of the batch.");
    assertThat(says(EventType.BATCH, PROBLEM, Optional.of(sent())))
        .contains("Of at least one event of the batch, perhaps not of this one: " + PROBLEM);
  }

  @Test
  void ofWhatWasNotSentNothingIsSaid() {
    assertThat(says(CREATED, "", Optional.of(new GroupedState.Dropped(Delivery.Id.random(), 2))))
        .isEmpty();
  }

  private static GroupedState sent() {
    return new GroupedState.Sent(
        Delivery.Id.random(), new Event.Id(Ids.random()), 1, 1, Optional.empty());
  }

  /** What is said of an event whose delivery has this type and this problem. */
  private Optional<String> says(EventType type, String problem, Optional<GroupedState> grouped) {
    Delivery delivery =
        new Delivery(
            Delivery.Id.random(),
            1,
            webhook.id(),
            new Event.Id(Ids.random()),
            type,
            "subject",
            1,
            new DeliveryState.Delivered(NOW),
            NOW);
    DeliveryLog.Entry entry =
        new DeliveryLog.Entry(
            delivery,
            new DeliveryLog.Addressee("chat", false),
            NOW,
            new DeliveryLog.Last(200, "", Duration.ZERO));
    DeliveryLog log =
        new OneDelivery(
            new DeliveryLog.Detail(
                entry, Payload.of("[]").withProblem(problem), webhook.url(), NOW));
    return TemplatePredicate.of(log, webhook, new EventOutcome(Optional.of(entry), grouped))
        .map(Predicate::says);
  }

  /** A log that is asked for one delivery, and nothing else. */
  private record OneDelivery(Detail detail) implements DeliveryLog {

    @Override
    public Optional<Detail> find(Delivery.Id id) {
      return Optional.of(detail).filter(one -> one.entry().delivery().id().equals(id));
    }

    @Override
    public Page page(DeliveryFilter filter, Cursor after, int limit) {
      throw new AssertionError("not asked for here");
    }

    @Override
    public Count count(DeliveryFilter filter, int max) {
      throw new AssertionError("not asked for here");
    }

    @Override
    public List<Entry> at(Collection<Long> sequences) {
      throw new AssertionError("not asked for here");
    }

    @Override
    public List<Entry> ended(Instant endedAt, long sequence, int limit) {
      throw new AssertionError("not asked for here");
    }

    @Override
    public Map<Webhook.Id, Standing> standings(int max) {
      throw new AssertionError("not asked for here");
    }
  }
}
