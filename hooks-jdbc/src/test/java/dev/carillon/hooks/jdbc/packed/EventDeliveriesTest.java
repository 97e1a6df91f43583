package dev.carillon.hooks.jdbc.packed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.junit.jupiter.api.Test;

class EventDeliveriesTest {

  @Test
  void comesBackAsItWasWritten() {
    Random random = new Random(1);
    for (int i = 0; i < 500; i++) {
      int count = random.nextInt(40);
      long[] webhooks = new long[count];
      int[] payloads = new int[count];
      for (int ordinal = 0; ordinal < count; ordinal++) {
        webhooks[ordinal] = 1L + ordinal + (random.nextLong() & Long.MAX_VALUE) / 2;
        payloads[ordinal] = random.nextInt(5) - 1;
      }
      int snapshotOf = random.nextInt(4) - 1;

      EventDeliveries fan =
          EventDeliveries.read(EventDeliveries.write(webhooks, payloads, snapshotOf));

      assertThat(fan.count()).isEqualTo(count);
      assertThat(fan.snapshotOf()).isEqualTo(snapshotOf);
      for (int ordinal = 0; ordinal < count; ordinal++) {
        assertThat(fan.webhook(ordinal)).isEqualTo(webhooks[ordinal]);
        assertThat(fan.payload(ordinal)).isEqualTo(payloads[ordinal]);
        assertThat(fan.missed(ordinal)).isEqualTo(payloads[ordinal] == -1);
      }
    }
  }

  @Test
  void isEmptyForAnEventThatNobodyWants() {
    EventDeliveries fan = EventDeliveries.read(EventDeliveries.write(new long[0], new int[0], -1));
    assertThat(fan.count()).isZero();
    assertThat(fan.snapshotOf()).isEqualTo(-1);
    assertThat(fan.ordinalOf(1)).isEqualTo(-1);
  }

  @Test
  void findsTheDeliveryOfAWebhookWhoseNumberNeedsMoreThanTwoBytes() {
    EventDeliveries fan =
        EventDeliveries.read(
            EventDeliveries.write(new long[] {3, 70_001, Long.MAX_VALUE}, new int[3], 0));
    assertThat(fan.ordinalOf(70_001)).isEqualTo(1);
    assertThat(fan.ordinalOf(Long.MAX_VALUE)).isEqualTo(2);
    assertThat(fan.ordinalOf(70_001 & 0xffff)).isEqualTo(-1);
  }

  @Test
  void takesFewBytes() {
    assertThat(EventDeliveries.write(new long[] {1, 2, 300}, new int[3], 0)).hasSize(2 + 3 * 2 + 1);
  }

  @Test
  void refusesMoreDeliveriesThanAnOrdinalCanCount() {
    assertThat(
            EventDeliveries.read(EventDeliveries.write(new long[65_535], new int[65_535], 0))
                .count())
        .isEqualTo(65_535);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EventDeliveries.write(new long[65_536], new int[65_536], 0))
        .withMessage("an event goes to 65536 webhooks; at most 65535 are possible");
  }

  @Test
  void refusesBytesOfAnUnknownForm() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EventDeliveries.read(new byte[] {2, 0}))
        .withMessage("a fan-out of an unknown form: 2");
  }
}
