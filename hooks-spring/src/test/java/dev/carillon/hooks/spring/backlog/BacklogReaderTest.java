package dev.carillon.hooks.spring.backlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.carillon.hooks.testkit.TestHooks;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** How often the backlog is read. */
class BacklogReaderTest {

  @Test
  void aFailureIsKeptAsLongAsAReading() {
    AtomicInteger asked = new AtomicInteger();
    AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH.plusSeconds(100));
    try (TestHooks test = TestHooks.start()) {
      BacklogReader reader =
          new BacklogReader(
              () -> asked.incrementAndGet() == 1 ? Optional.empty() : Optional.of(test.hooks()),
              now::get);
      for (int i = 0; i < 3; i++) {
        assertThatIllegalStateException().isThrownBy(reader::read);
      }
      assertThat(asked).hasValue(1);

      now.set(Instant.EPOCH.plusSeconds(105));
      assertThat(reader.read().count()).isZero();
      assertThat(reader.read().count()).isZero();
      assertThat(asked).hasValue(2);
    }
  }
}
