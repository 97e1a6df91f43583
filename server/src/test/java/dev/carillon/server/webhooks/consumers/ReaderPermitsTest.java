package dev.carillon.server.webhooks.consumers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.server.platform.http.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** One consumer's readers do not take the permits of all others. */
class ReaderPermitsTest {

  private final AtomicInteger free = new AtomicInteger(150);
  private final ReaderPermits permits =
      new ReaderPermits(
          () -> {
            if (free.get() == 0) {
              throw Problem.unavailable("none", 1);
            }
            free.decrementAndGet();
            return free::incrementAndGet;
          });

  @Test
  void eachConsumerHasSomeAndGivesThemBackOnce() {
    Webhook.Id one = Webhook.Id.random();
    Webhook.Id other = Webhook.Id.random();
    List<Runnable> taken = new ArrayList<>();
    for (int i = 0; i < ReaderPermits.READERS_MAX; i++) {
      taken.add(permits.take(one));
    }
    assertThatThrownBy(() -> permits.take(one)).hasMessageContaining("100 readers");
    taken.getFirst().run();
    taken.getFirst().run();
    assertThat(free).hasValue(51);
    taken.add(permits.take(one));
    assertThatThrownBy(() -> permits.take(one)).isInstanceOf(Problem.class);

    for (int i = 0; i < 50; i++) {
      taken.add(permits.take(other));
    }
    assertThatThrownBy(() -> permits.take(other)).hasMessageContaining("none");
    taken.forEach(Runnable::run);
    assertThat(free).hasValue(150);
    assertThat(permits.taken()).isEmpty();
  }
}
