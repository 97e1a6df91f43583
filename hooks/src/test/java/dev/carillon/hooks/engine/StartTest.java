package dev.carillon.hooks.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.webhook.Ordering;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import dev.carillon.hooks.webhook.WebhookLimits;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A start with much to send: all webhooks have a backlog, and nobody knows yet how large it is. */
class StartTest {

  private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");
  private static final int WEBHOOKS = 300;
  private static final Payload LARGE = Payload.of("x".repeat(50_000));

  private final Stepped dispatcher = new Stepped();
  private long sequence;

  @Test
  void whatIsReadFitsTheMemoryHoweverManyAskAtOnce() {
    List<DispatcherInput> inputs = new ArrayList<>();
    for (int i = 0; i < WEBHOOKS; i++) {
      inputs.add(
          new DispatcherInput.Changed(
              Webhook.of("w" + i, "http://127.0.0.1/", Webhook.Subscription.to(), NOW),
              WebhookHealth.NONE));
    }
    long bytes = 0;
    List<DispatcherAction.ReadDue> reads = reads(dispatcher.step(NOW, inputs));
    assertThat(reads).hasSize(WEBHOOKS);
    for (int round = 0; round < 5; round++) {
      long asked = reads.stream().mapToLong(DispatcherAction.ReadDue::limit).sum() * LARGE.length();
      assertThat(bytes + asked).isLessThan(EngineLimits.DEFAULT.memoryBytesMax() * 3 / 2);
      List<DispatcherInput> pages = new ArrayList<>();
      for (DispatcherAction.ReadDue read : reads) {
        pages.add(page(read));
        bytes += read.limit() * (long) LARGE.length();
      }
      reads = reads(dispatcher.step(NOW, pages));
    }
  }

  /** At the end of time no limit of a rate can be reckoned. */
  @Test
  void anAttemptThatFailsToStartKeepsNoPermitAndItsWebhookGetsItsNextTurn() {
    Webhook webhook =
        Webhook.of("any", "http://127.0.0.1/", Webhook.Subscription.to(), NOW).toBuilder()
            .limits(new WebhookLimits(0, 0, 100, Ordering.NONE))
            .build();
    dispatcher.step(NOW, new DispatcherInput.Changed(webhook, WebhookHealth.NONE));
    dispatcher.step(NOW, new DispatcherInput.Page(webhook.id(), List.of(), true, Instant.MAX));
    DispatcherInput two =
        new DispatcherInput.HandedOver(List.of(due(webhook.id()), due(webhook.id())));
    assertThatThrownBy(() -> dispatcher.step(Instant.MAX.minusNanos(1), two))
        .isInstanceOf(DateTimeException.class);
    assertThat(dispatcher.permits().inFlight()).isZero();
    assertThat(dispatcher.step(NOW.plusSeconds(1)).sends()).hasSize(1);
    assertThat(dispatcher.permits().inFlight()).isEqualTo(1);
  }

  /** As full as it may be, of a backlog that has no end. */
  private DispatcherInput.Page page(DispatcherAction.ReadDue read) {
    List<DueDelivery> rows = new ArrayList<>();
    for (int i = 0; i < read.limit(); i++) {
      rows.add(due(read.webhook()));
    }
    return new DispatcherInput.Page(read.webhook(), rows, false, Instant.MAX);
  }

  private static List<DispatcherAction.ReadDue> reads(StepResult step) {
    return step.reads().stream()
        .filter(DispatcherAction.ReadDue.class::isInstance)
        .map(DispatcherAction.ReadDue.class::cast)
        .toList();
  }

  private DueDelivery due(Webhook.Id webhook) {
    return new DueDelivery(
        new Delivery(
            Delivery.Id.random(),
            sequence++,
            webhook,
            Event.Id.at(NOW),
            new EventType("note_written"),
            "subject",
            0,
            new DeliveryState.Pending(NOW.minusSeconds(60)),
            NOW.minusSeconds(60)),
        LARGE);
  }
}
