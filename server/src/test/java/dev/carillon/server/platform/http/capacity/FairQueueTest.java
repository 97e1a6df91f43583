package dev.carillon.server.platform.http.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FairQueueTest {

  private final FairQueue<String, String> queue = new FairQueue<>(4, 3);
  private final List<String> displaced = new ArrayList<>();

  private boolean offer(String caller, String task) {
    return queue.offer(caller, task, "server", displaced::add);
  }

  @Test
  void callersAreServedInTurn() {
    assertThat(offer("a", "a1")).isTrue();
    assertThat(offer("a", "a2")).isTrue();
    assertThat(offer("b", "b1")).isTrue();
    assertThat(List.of(queue.poll(), queue.poll(), queue.poll(), queue.poll()))
        .containsExactly(Optional.of("a1"), Optional.of("b1"), Optional.of("a2"), Optional.empty());
  }

  @Test
  void aFullQueueGivesWayToWhoHasFewerTasks() {
    for (String task : List.of("a1", "a2", "a3")) {
      assertThat(offer("a", task)).isTrue();
    }
    assertThat(offer("a", "a4")).as("beyond its share").isFalse();
    assertThat(offer("b", "b1")).isTrue();
    assertThat(displaced).isEmpty();
    assertThat(offer("c", "c1")).isTrue();
    assertThat(displaced).containsExactly("a3");
    assertThat(offer("d", "d1")).as("two of a, none of d").isTrue();
    assertThat(offer("e", "e1")).as("nobody has two more").isFalse();
    assertThat(displaced).containsExactly("a3", "a2");
    assertThat(queue.length()).isEqualTo(4);
  }

  @Test
  void whatTheServerDoesItselfIsNotDisplaced() {
    for (int i = 0; i < 4; i++) {
      queue.add("server", "s" + i);
    }
    assertThat(offer("a", "a1")).isFalse();
    assertThat(displaced).isEmpty();
  }
}
