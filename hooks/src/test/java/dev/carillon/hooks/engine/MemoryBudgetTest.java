package dev.carillon.hooks.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.webhook.Ordering;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {

  private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");
  private static final long ROOM_BYTES = 1 << 20;
  private static final Payload PAYLOAD = Payload.of("x".repeat(1024));

  private final MemoryBudget budget = new MemoryBudget(ROOM_BYTES);
  private long sequence;

  @Test
  void manyWebhooksThatHangHoldNotMoreThanTheRoomAllows() {
    List<Backlog> hanging = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      hanging.add(live());
    }
    for (int i = 0; i < 100; i++) {
      hanging.forEach(this::handOver);
    }
    long held = hanging.stream().mapToLong(Backlog::size).sum() * MemoryBudget.cost(due());
    assertThat(held).isBetween(ROOM_BYTES / 2, ROOM_BYTES);
    assertThat(budget.free()).isEqualTo(ROOM_BYTES - held);
  }

  @Test
  void oneAloneLeavesHalfOfItToOthers() {
    Backlog greedy = live();
    for (int i = 0; i < 2000; i++) {
      handOver(greedy);
    }
    Backlog other = live();
    for (int i = 0; i < 100; i++) {
      handOver(other);
    }
    assertThat(greedy.size() * MemoryBudget.cost(due()))
        .isBetween(ROOM_BYTES / 2, ROOM_BYTES * 51 / 100);
    assertThat(other.size()).isEqualTo(100);
  }

  @Test
  void aTenantWithManyWebhooksLeavesHalfOfItToOthers() {
    MemoryBudget tenant = budget.part();
    List<Backlog> greedy = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      greedy.add(live(tenant));
    }
    for (int i = 0; i < 500; i++) {
      greedy.forEach(this::handOver);
    }
    long held = greedy.stream().mapToLong(Backlog::size).sum() * MemoryBudget.cost(due());
    assertThat(held).isBetween(ROOM_BYTES * 45 / 100, ROOM_BYTES * 52 / 100);
    assertThat(budget.free()).isEqualTo(ROOM_BYTES - held);
    greedy.forEach(one -> one.forget(NOW));
    assertThat(budget.free()).isEqualTo(ROOM_BYTES);
    assertThat(tenant.allows(1)).isTrue();
  }

  @Test
  void whatIsForgottenIsGivenBack() {
    Backlog backlog = live();
    for (int i = 0; i < 10; i++) {
      handOver(backlog);
    }
    backlog.next(NOW);
    backlog.forget(NOW);
    assertThat(budget.free()).isEqualTo(ROOM_BYTES - MemoryBudget.cost(due()));
    backlog.reorder(WaitingDeliveries.in(Ordering.SUBJECT), NOW);
    assertThat(budget.free()).isEqualTo(ROOM_BYTES - MemoryBudget.cost(due()));
  }

  /** A backlog that has read its rows in the store, of which there are none. */
  private Backlog live() {
    return live(budget);
  }

  private static Backlog live(MemoryBudget of) {
    Webhook.Id webhook = Webhook.Id.random();
    Backlog backlog =
        new Backlog(webhook, WaitingDeliveries.in(Ordering.NONE), EngineLimits.DEFAULT, of);
    assertThat(backlog.read(NOW)).isPresent();
    backlog.page(new DispatcherInput.Page(webhook, List.of(), true, Instant.MAX), NOW);
    return backlog;
  }

  private void handOver(Backlog backlog) {
    backlog.handOver(due(), NOW);
  }

  private DueDelivery due() {
    return new DueDelivery(
        new Delivery(
            Delivery.Id.random(),
            sequence++,
            Webhook.Id.random(),
            Event.Id.at(NOW),
            new EventType("note_written"),
            "subject",
            0,
            new DeliveryState.Pending(NOW),
            NOW),
        PAYLOAD);
  }
}
