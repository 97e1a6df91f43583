package dev.carillon.hooks.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.webhook.Webhook;
import java.util.ArrayList;
import java.util.List;
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

  private static DispatcherInput input() {
    return new DispatcherInput.Woken(Webhook.Id.random());
  }
}
