package dev.carillon.hooks.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Instant;
import java.util.List;
import java.util.Set;
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
  void whatHasFailedIsStoredAsExhausted() {
    assertThat(DeliveryFilter.ALL.in("failed", "exhausted").states()).containsExactly("exhausted");
  }

  @Test
  void aStateThatDoesNotExistIsRefusedWithThoseThatDo() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DeliveryFilter.ALL.in("lost"))
        .withMessage(
            "'states' must be pending, delivered, failed, cancelled or missed, but is 'lost'");
  }

  @Test
  void eachConditionIsAddedToThoseBefore() {
    Event.Id event = Event.Id.at(Instant.EPOCH);
    Webhook.Id webhook = Webhook.Id.random();
    Instant noon = Instant.parse("2026-12-01T12:00:00Z");
    DeliveryFilter filter =
        DeliveryFilter.ALL
            .in("missed")
            .to(webhook)
            .ofTypes("order.*")
            .ofSubject("7")
            .ofEvent(event)
            .recorded(noon, noon.plusSeconds(1))
            .containing("bell")
            .ownedBy("acme");
    assertThat(filter)
        .isEqualTo(
            new DeliveryFilter(
                Set.of("missed"),
                Set.of(webhook),
                new DeliveryFilter.About(List.of("order.*"), "7", event.value()),
                DeliveryFilter.Ending.ANY,
                new DeliveryFilter.Span(noon, noon.plusSeconds(1)),
                "bell",
                "acme"));
  }

  @Test
  void whatNoDeliveryCanBeIsNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DeliveryFilter.ALL.ofTypes("no type"))
        .withMessageContaining("but is 'no type'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DeliveryFilter.ALL.recorded(Instant.EPOCH.plusSeconds(1), Instant.EPOCH))
        .withMessage("'to' must be 1970-01-01T00:00:01Z or later, but is '1970-01-01T00:00:00Z'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new DeliveryFilter.Codes(599, 500))
        .withMessage("'codes' must be a range within 1 to 999, such as 500-599, but is '599-500'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DeliveryLog.Cursor.parse("x1"))
        .withMessageContaining("'cursor' must be the text() of a cursor")
        .withMessageEndingWith("but is 'x1'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DeliveryLog.Cursor.parse("nzzzzzzzzzzzzz"))
        .withMessageContaining("'cursor' must be the text() of a cursor");
  }
}
