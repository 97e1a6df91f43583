package dev.carillon.server.webhooks.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.webhooks.live.StreamListeners.Listener;
import dev.carillon.server.webhooks.live.StreamListeners.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StreamListenersTest {

  private final StreamListeners<Integer> audience = new StreamListeners<>();

  @Test
  void whoDoesNotKeepUpIsLetGoAndTheOthersHearOn() throws InterruptedException {
    Listener<Integer> slow = audience.join(item -> true);
    Listener<Integer> quick = audience.join(item -> item % 2 == 0);
    List<Message> heard = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      audience.tell(i, item -> new Message(item, "x"));
      if (i % 100 == 0) {
        quick.next(heard, 1_000, Duration.ZERO);
      }
    }
    while (heard.size() < 1_500) {
      quick.next(heard, 1_000, Duration.ofSeconds(5));
    }
    assertThat(heard).extracting(Message::place).isSorted().allMatch(place -> place % 2 == 0);
    assertThat(slow.gone()).isTrue();
    assertThat(quick.gone()).isFalse();
    assertThat(audience.size()).isEqualTo(1);
    List<Message> nothing = new ArrayList<>();
    slow.next(nothing, 10, Duration.ofSeconds(30));
    assertThat(nothing).isEmpty();
  }

  @Test
  void whatNobodyWantsIsNotPutIntoWordsAndWhatManyWantOnlyOnce() {
    AtomicInteger words = new AtomicInteger();
    for (int i = 0; i < 500; i++) {
      audience.join(item -> item == 7);
    }
    for (int item = 0; item < 10; item++) {
      audience.tell(item, told -> new Message(told, "x" + words.incrementAndGet()));
    }
    assertThat(words).hasValue(1);
  }

  @Test
  void afterTheEndNobodyWaits() throws InterruptedException {
    Listener<Integer> early = audience.join(item -> true);
    audience.close();
    Listener<Integer> late = audience.join(item -> true);
    List<Message> nothing = new ArrayList<>();
    early.next(nothing, 1, Duration.ofSeconds(30));
    late.next(nothing, 1, Duration.ofSeconds(30));
    assertThat(nothing).isEmpty();
    assertThat(late.gone()).isTrue();
  }
}
