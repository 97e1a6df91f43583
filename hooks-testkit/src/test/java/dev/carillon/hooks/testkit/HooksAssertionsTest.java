package dev.carillon.hooks.testkit;

import static dev.carillon.hooks.testkit.HooksAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Tags;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class HooksAssertionsTest {

  private static final Tags EU = Tags.of("region", "eu");

  private final PublishedEvents two =
      () ->
          List.of(
              event("order.placed", "7", "{\"item\": \"a bell\"}"),
              event("order.placed", "8", "{\"item\": \"rope\"}"));

  @Test
  void whatWasPublishedPasses() {
    assertThatCode(
            () ->
                assertThat(two)
                    .published("order.placed")
                    .times(2)
                    .withSubject("7")
                    .withJson(" { \"item\" : \"a bell\" } ")
                    .withJsonContaining("bell")
                    .withOwner("acme")
                    .withTag("region", "eu")
                    .allSatisfy(event -> assertThat(two).published(event.type()))
                    .once()
                    .and()
                    .didNotPublish("order.cancelled"))
        .doesNotThrowAnyException();
  }

  @Test
  void anotherTypeFailsAndTheMessageListsWhatThereIs() {
    fails(() -> assertThat(two).published("order.cancelled"))
        .hasMessage(
            """
            Expected an event of type 'order.cancelled'; published were:
              1. order.placed of 7, owner acme, tags [region=eu]: {"item": "a bell"}
              2. order.placed of 8, owner acme, tags [region=eu]: {"item": "rope"}\
            """);
  }

  @Test
  void anotherSubjectFails() {
    fails(() -> assertThat(two).published("order.placed").withSubject("9"))
        .hasMessageStartingWith(
            "Expected an event of type 'order.placed' and with subject '9'; published were:");
  }

  @Test
  void oneEventHasToMeetAllConditions() {
    fails(
            () ->
                assertThat(two)
                    .published("order.placed")
                    .withSubject("7")
                    .withJsonContaining("rope"))
        .hasMessageContaining("with subject '7' and with 'rope' in its JSON")
        .hasMessageNotContaining("of 8");
  }

  @Test
  void anotherPayloadFailsAlsoWhereOnlyATextDiffersInItsSpaces() {
    fails(() -> assertThat(two).published("order.placed").withJson("{\"item\":\"abell\"}"));
  }

  @Test
  void anotherOwnerOrTagFails() {
    fails(() -> assertThat(two).published("order.placed").withOwner("zeta"))
        .hasMessageContaining("and with owner 'zeta'");
    fails(() -> assertThat(two).published("order.placed").withTag("region", "us"))
        .hasMessageContaining("and with tag region=us");
    fails(() -> assertThat(two).published("order.placed").withTag("size", "eu"));
  }

  @Test
  void anotherNumberFails() {
    fails(() -> assertThat(two).published("order.placed").once())
        .hasMessageStartingWith("Expected 1 events of type 'order.placed', not 2;");
  }

  @Test
  void whatShouldNotHaveBeenPublishedFails() {
    fails(() -> assertThat(two).didNotPublish("order.placed"));
    fails(() -> assertThat(two).publishedNothing());
  }

  @Test
  void whereNothingWasPublishedTheMessageSaysSo() {
    PublishedEvents none = List::of;
    fails(() -> assertThat(none).published("order.placed"))
        .hasMessage("Expected an event of type 'order.placed'; nothing was published");
  }

  private static org.assertj.core.api.AbstractThrowableAssert<?, ?> fails(ThrowingCallable call) {
    return assertThatThrownBy(call).isInstanceOf(AssertionError.class);
  }

  private static PublishedEvent event(String type, String subject, String json) {
    Instant time = Instant.parse("2026-03-04T05:06:07Z");
    return new PublishedEvent(Event.Id.at(time), type, subject, json, time, "acme", EU);
  }
}
