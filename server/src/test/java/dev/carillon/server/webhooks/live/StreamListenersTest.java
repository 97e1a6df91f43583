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

  private final StreamListeners<Integer> listeners = new StreamListeners<>();

  @Test
  void aSlowListenerIsDisconnectedAndTheOthersGoOn() throws InterruptedException {
    Listener<Integer> slow = listeners.join(item -> true);
    Listener<Integer> quick = listeners.join(item -> item % 2 == 0);
    List<Message> received = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      listeners.send(i, item -> new Message(item, "x"));
      if (i % 100 == 0) {
        quick.next(received, 1_000, Duration.ZERO);
      }
    }
    while (received.size() < 1_500) {
      quick.next(received, 1_000, Duration.ofSeconds(5));
    }
    assertThat(received).extracting(Message::place).isSorted().allMatch(place -> place % 2 == 0);
    assertThat(slow.disconnected()).isTrue();
    assertThat(quick.disconnected()).isFalse();
    listeners.leave(quick);
    assertThat(listeners.empty()).isTrue();
    List<Message> nothing = new ArrayList<>();
    slow.next(nothing, 10, Duration.ofSeconds(30));
    assertThat(nothing).isEmpty();
  }

  @Test
  void aWatcherIsToldThatSomethingCameHoweverMuchItWasAndIsNeverTooSlow()
      throws InterruptedException {
    Listener<Integer> watcher = listeners.watch(item -> item > 0);
    for (int i = 0; i < 3_000; i++) {
      listeners.send(
          i,
          item -> {
            throw new AssertionError("no listener reads a message");
          });
    }
    assertThat(watcher.disconnected()).isFalse();
    List<Message> signs = new ArrayList<>();
    watcher.next(signs, 10, Duration.ofSeconds(30));
    assertThat(signs).hasSize(1);
    watcher.next(signs, 10, Duration.ZERO);
    assertThat(signs).as("all of it was told at once").hasSize(1);
    listeners.close();
    assertThat(watcher.disconnected()).isTrue();
  }

  @Test
  void aMessageIsWrittenOnceAndOnlyIfAListenerWantsIt() {
    AtomicInteger written = new AtomicInteger();
    for (int i = 0; i < 500; i++) {
      listeners.join(item -> item == 7);
    }
    for (int item = 0; item < 10; item++) {
      listeners.send(item, told -> new Message(told, "x" + written.incrementAndGet()));
    }
    assertThat(written).hasValue(1);
  }

  @Test
  void afterTheEndNoListenerWaits() throws InterruptedException {
    Listener<Integer> early = listeners.join(item -> true);
    listeners.close();
    Listener<Integer> late = listeners.join(item -> true);
    List<Message> nothing = new ArrayList<>();
    early.next(nothing, 1, Duration.ofSeconds(30));
    late.next(nothing, 1, Duration.ofSeconds(30));
    assertThat(nothing).isEmpty();
    assertThat(late.disconnected()).isTrue();
  }
}
