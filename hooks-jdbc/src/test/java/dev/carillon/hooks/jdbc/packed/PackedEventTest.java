package dev.carillon.hooks.jdbc.packed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.event.Snapshot;
import dev.carillon.hooks.webhook.FanOut;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PackedEventTest {

  private static final Webhook.Id ONE = id("1");
  private static final Webhook.Id TWO = id("2");
  private static final Webhook.Id OFF = id("3");
  private static final Map<Webhook.Id, Long> KEYS = Map.of(ONE, 7L, TWO, 8L, OFF, 9L);

  private static Webhook.Id id(String digit) {
    return new Webhook.Id(digit.repeat(22));
  }

  private static FanOut fanOut(Payload snapshot, List<Payload> payloads, FanOut.Match... matches) {
    Event event =
        Event.of(new EventType("asset_create"), "s", Instant.EPOCH, Snapshot.of(snapshot));
    return new FanOut(event, 1, payloads, List.of(matches));
  }

  @Test
  void namesWhoGetsWhatAndKeepsASnapshotThatIsAPayloadOnce() {
    PackedEvent packed =
        PackedEvent.of(
            fanOut(
                Payload.of("second"),
                List.of(Payload.of("first"), Payload.of("second")),
                new FanOut.Match(TWO, 1),
                new FanOut.Match(OFF, FanOut.Match.MISSED),
                new FanOut.Match(ONE, 0)),
            KEYS::get);

    EventDeliveries fan = EventDeliveries.read(packed.fan());
    assertThat(fan.count()).isEqualTo(3);
    assertThat(List.of(fan.webhook(0), fan.webhook(1), fan.webhook(2))).containsExactly(8L, 9L, 7L);
    assertThat(List.of(fan.payload(0), fan.payload(1), fan.payload(2))).containsExactly(1, -1, 0);
    assertThat(PackedEvent.payload(packed.payloads(), 1)).isEqualTo(Payload.of("second"));
    assertThat(packed.snapshot()).isNull();
    assertThat(PackedEvent.snapshot(null, packed.fan(), packed.payloads()))
        .asString()
        .isEqualTo("second");
  }

  @Test
  void keepsASnapshotThatNoPayloadEqualsEvenOfTheSameLength() {
    PackedEvent packed =
        PackedEvent.of(
            fanOut(Payload.of("secone"), List.of(Payload.of("second")), new FanOut.Match(ONE, 0)),
            KEYS::get);
    assertThat(packed.snapshot()).asString().isEqualTo("secone");
    assertThat(PackedEvent.snapshot(packed.snapshot(), packed.fan(), packed.payloads()))
        .asString()
        .isEqualTo("secone");
  }

  @Test
  void anEventThatNobodyWantsHasItsSnapshotAlone() {
    PackedEvent packed = PackedEvent.of(fanOut(Payload.of(""), List.of()), KEYS::get);
    assertThat(packed.payloads()).isEmpty();
    assertThat(packed.snapshot()).isEmpty();
    assertThat(PackedEvent.payloadCount(packed.payloads())).isZero();
  }

  @Test
  void payloadsAreFoundCountedAndAppended() {
    Random random = new Random(2);
    for (int i = 0; i < 300; i++) {
      List<Payload> payloads = new ArrayList<>();
      byte[] packed = PackedEvent.payloads(payloads);
      for (int more = random.nextInt(6); more >= 0; more--) {
        byte[] bytes = new byte[random.nextInt(random.nextBoolean() ? 3 : 20_000)];
        random.nextBytes(bytes);
        Payload payload = Payload.of(bytes);
        if (!payloads.contains(payload)) {
          assertThat(PackedEvent.indexOf(packed, payload.bytes())).isEqualTo(-1);
          packed = PackedEvent.appended(packed, payload);
          payloads.add(payload);
        }
      }
      assertThat(packed).isEqualTo(PackedEvent.payloads(payloads));
      assertThat(PackedEvent.payloadCount(packed)).isEqualTo(payloads.size());
      for (int index = 0; index < payloads.size(); index++) {
        assertThat(PackedEvent.payload(packed, index)).isEqualTo(payloads.get(index));
        assertThat(PackedEvent.indexOf(packed, payloads.get(index).bytes())).isEqualTo(index);
      }
    }
  }

  @Test
  void aPayloadThatIsNotThereIsRefused() {
    byte[] one = PackedEvent.payloads(List.of(Payload.of("only")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PackedEvent.payload(one, 1))
        .withMessage("an event has no payload 1");
  }

  @Test
  void aPayloadThatIsCutOffIsRefused() {
    byte[] payloads = PackedEvent.payloads(List.of(Payload.of("first"), Payload.of("second")));
    PackedEvent.Span second = PackedEvent.span(payloads, 1);
    assertThat(new String(payloads, second.from(), second.length(), UTF_8)).isEqualTo("second");
    byte[] cut = Arrays.copyOf(payloads, payloads.length - 1);
    assertThat(PackedEvent.span(cut, 0)).isEqualTo(PackedEvent.span(payloads, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PackedEvent.span(cut, 1))
        .withMessage("payload 1 of an event is cut off");
  }
}
