package dev.carillon.hooks.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MailboxTest {

  private final HandLoop loop = new HandLoop();
  private final Mailbox mailbox = new Mailbox(loop);
  private final List<DispatcherInput> taken = new ArrayList<>();

  @Test
  void whatComesFromElsewhereWakesTheLoopAndWhatComesFromItWakesNobody() {
    mailbox.add(input());
    assertThat(loop.wakes).isEqualTo(1);
    loop.inRound = true;
    mailbox.add(input());
    assertThat(loop.wakes).isEqualTo(1);
    mailbox.drainTo(taken, 10);
    assertThat(taken).hasSize(2);
    assertThat(mailbox.isEmpty()).isTrue();
  }

  @Test
  void whatIsTooMuchForOnceStaysInItsOrder() {
    List<DispatcherInput> all = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      all.add(input());
      mailbox.add(all.getLast());
    }
    mailbox.drainTo(taken, 2);
    assertThat(taken).isEqualTo(all.subList(0, 2));
    assertThat(mailbox.isEmpty()).isFalse();
    mailbox.drainTo(taken, 10);
    assertThat(taken).isEqualTo(all);
  }

  @Test
  void whatIsHandedOverWhileTheLoopStandsIsLetGoBeyondALimit() {
    SimulatedStore store = new SimulatedStore();
    Webhook.Id webhook = Webhook.Id.random();
    DueDelivery one = store.add(webhook, "picture", Instant.EPOCH);
    int fit = (int) (Mailbox.HANDED_OVER_BYTES_MAX / MemoryBudget.cost(one));
    mailbox.add(new DispatcherInput.HandedOver(Collections.nCopies(fit, one)));
    mailbox.add(new DispatcherInput.HandedOver(List.of(one)));
    DueDelivery two = store.add(webhook, "picture", Instant.EPOCH);
    mailbox.add(new DispatcherInput.HandedOver(List.of(two, one)));
    mailbox.add(input());
    loop.inRound = true;
    mailbox.drainTo(taken, 10);
    assertThat(taken).hasSize(3);
    assertThat(taken.getFirst())
        .isEqualTo(new DispatcherInput.LetGo(Map.of(webhook, two.delivery().sequence())));
    assertThat(mailbox.isEmpty()).isTrue();
    loop.inRound = false;
    DispatcherInput later = new DispatcherInput.HandedOver(List.of(two));
    mailbox.add(later);
    taken.clear();
    mailbox.drainTo(taken, 10);
    assertThat(taken).as("there is room again").containsExactly(later);
  }

  @Test
  void oneThatHoldsNothingButWhatWasLetGoIsNotEmpty() {
    DueDelivery due = new SimulatedStore().add(Webhook.Id.random(), "picture", Instant.EPOCH);
    int tooMany = (int) (Mailbox.HANDED_OVER_BYTES_MAX / MemoryBudget.cost(due)) + 1;
    mailbox.add(new DispatcherInput.HandedOver(Collections.nCopies(tooMany, due)));
    assertThat(loop.wakes).isEqualTo(1);
    assertThat(mailbox.isEmpty()).isFalse();
  }

  /** Another node says so with each of its commits. */
  @Test
  void thatMoreIsDueForAWebhookIsSaidOnceUntilItIsTaken() {
    DispatcherInput more = new DispatcherInput.MoreDue(Webhook.Id.random());
    DispatcherInput other = new DispatcherInput.MoreDue(Webhook.Id.random());
    for (int i = 0; i < 3; i++) {
      mailbox.add(more);
      mailbox.add(other);
    }
    assertThat(loop.wakes).isEqualTo(2);
    mailbox.drainTo(taken, 1);
    assertThat(mailbox.isEmpty()).isFalse();
    mailbox.drainTo(taken, 10);
    assertThat(taken).containsExactlyInAnyOrder(more, other);
    assertThat(mailbox.isEmpty()).isTrue();
    mailbox.add(more);
    mailbox.drainTo(taken, 10);
    assertThat(taken).hasSize(3);
    assertThat(loop.wakes).isEqualTo(3);
  }

  private static DispatcherInput input() {
    return new DispatcherInput.Woken(Webhook.Id.random());
  }
}
