package dev.carillon.hooks.spring.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.Hooks;
import dev.carillon.hooks.spring.backlog.BacklogReader;
import dev.carillon.hooks.testkit.TestHooks;
import dev.carillon.hooks.testkit.WebhookReceiver;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** When webhooks are said not to work, and why. */
class HooksHealthTest {

  @Test
  void whatIsNotStartedDoesNotWork() {
    Supplier<Optional<Hooks>> none = Optional::empty;
    HooksHealth health =
        new HooksHealth(
            none, new BacklogReader(none, () -> java.time.Instant.EPOCH), Duration.ZERO);
    assertThat(health.now().up()).isFalse();
    assertThat(health.now().details().get("reason")).asString().contains("not started");
  }

  @Test
  void anOldBacklogIsDownOnlyWhereALimitIsSet() {
    try (TestHooks test = TestHooks.start()) {
      HooksHealth limited = health(test, Duration.ofMinutes(10));
      HooksHealth unlimited = health(test, Duration.ZERO);
      WebhookReceiver receiver = test.receiver("order.placed");
      receiver.respond(503);
      test.hooks().transaction(c -> test.hooks().publish(c, "order.placed", "1", "{}"));
      receiver.next();
      assertThat(limited.now().up()).isTrue();
      assertThat(limited.now().details()).containsEntry("pending", "1").doesNotContainKey("reason");

      test.advance(Duration.ofMinutes(10));
      assertThat(unlimited.now().up()).isTrue();
      HooksHealth.State state = limited.now();
      assertThat(state.up()).isFalse();
      // real time goes on, too
      assertThat((Long) state.details().get("oldestPendingSeconds")).isBetween(600L, 660L);
      assertThat(state.details().get("reason"))
          .asString()
          .contains("600 s", "carillon.hooks.health.backlog-age-max");
    }
  }

  @Test
  void aDatabaseThatCannotBeReadIsDown() {
    TestHooks test = TestHooks.start();
    HooksHealth health = health(test, Duration.ZERO);
    test.close();
    assertThat(health.now().up()).isFalse();
    assertThat(health.now().details().get("reason")).asString().contains("cannot be read");
  }

  private static HooksHealth health(TestHooks test, Duration limit) {
    Supplier<Optional<Hooks>> running = () -> Optional.of(test.hooks());
    return new HooksHealth(running, new BacklogReader(running, test.clock()), limit);
  }
}
