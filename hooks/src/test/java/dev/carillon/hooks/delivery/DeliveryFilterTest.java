package dev.carillon.hooks.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a filter may ask for. */
class DeliveryFilterTest {

  @Test
  void everyStateCanBeAskedFor() {
    Stream.of(
            new DeliveryState.Pending(Instant.EPOCH),
            new DeliveryState.Delivered(Instant.EPOCH),
            new DeliveryState.Exhausted(Instant.EPOCH),
            new DeliveryState.Cancelled(Instant.EPOCH),
            new DeliveryState.Missed(Instant.EPOCH))
        .map(DeliveryState::name)
        .forEach(name -> assertThat(DeliveryFilter.ALL.in(name).states()).containsExactly(name));
  }

  @Test
  void aStateThatDoesNotExistIsRefusedWithThoseThatDo() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DeliveryFilter.ALL.in("failed"))
        .withMessageContaining("'failed'")
        .withMessageContaining("pending, delivered, exhausted, cancelled, missed");
  }
}
