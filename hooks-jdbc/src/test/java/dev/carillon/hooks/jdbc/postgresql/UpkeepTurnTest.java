package dev.carillon.hooks.jdbc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.jdbc.CheckedDatabase;
import dev.carillon.hooks.jdbc.postgresql.NodesFixture.TestNode;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What one node does for all, while that node hangs and keeps its lease. */
class UpkeepTurnTest {

  private final NodesFixture nodes = new NodesFixture(CheckedDatabase.TINY);
  private TestNode first;
  private TestNode second;

  @BeforeEach
  void startNodes() {
    first = nodes.node("first");
    second = nodes.node("second");
    NodesFixture.agree(first, second);
    first.webhook("any");
    deliver();
    nodes.clock.advance(Duration.ofMinutes(1));
  }

  @AfterEach
  void close() {
    nodes.close();
  }

  @Test
  void itIsDoneByAnotherNodeAfterHalfAMinute() {
    assertThat(tidied(second)).isFalse();
    nodes.clock.advance(Duration.ofSeconds(29));
    assertThat(tidied(second)).isFalse();
    nodes.clock.advance(Duration.ofSeconds(1));
    assertThat(tidied(second)).isTrue();
    assertThat(second.number("select count(*) from event_subjects")).isEqualTo(4);

    deliver();
    nodes.clock.advance(Duration.ofSeconds(5));
    assertThat(tidied(second)).as("it goes on without waiting again").isTrue();
  }

  @Test
  void itIsLeftToTheFirstNodeAsSoonAsThatGoesOn() {
    tidied(second);
    nodes.clock.advance(Duration.ofSeconds(29));
    assertThat(tidied(first)).isTrue();
    deliver();
    nodes.clock.advance(Duration.ofSeconds(5));
    assertThat(tidied(second)).isFalse();
    assertThat(tidied(first)).isTrue();
  }

  private void deliver() {
    for (int i = 0; i < 4; i++) {
      first.record("s" + i).due().forEach(first::settle);
    }
  }

  /** Whether anything was filed or entered. */
  private static boolean tidied(TestNode node) {
    long before = node.number("select filings + filed from journal");
    while (node.store().retention().tidy()) {
      // until all is done
    }
    return node.number("select filings + filed from journal") > before;
  }
}
