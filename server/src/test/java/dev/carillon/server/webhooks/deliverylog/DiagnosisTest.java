package dev.carillon.server.webhooks.deliverylog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.delivery.DeliveryLog.Entry;
import dev.carillon.hooks.delivery.DeliveryLog.Last;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.ErrorClass;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DiagnosisTest {

  @ParameterizedTest
  @EnumSource
  void everyClassOfFailuresHasWordsAndANextStep(ErrorClass error) {
    Diagnosis diagnosis = Diagnosis.of(0, error.text());
    assertThat(diagnosis.summary()).endsWith(".").hasSizeGreaterThan(20);
    assertThat(diagnosis.nextStep()).endsWith(".").doesNotContain("Nothing to do");
  }

  @Test
  void noTwoClassesWithoutAnAnswerAreToldAlike() {
    Set<String> summaries = new HashSet<>();
    for (ErrorClass error : ErrorClass.values()) {
      assertThat(summaries.add(Diagnosis.of(0, error.text()).summary())).as(error.text()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "301, redirect, Location",
    "400, does not understand, signature",
    "401, credentials, authentication",
    "403, rejects this sender, address",
    "404, nothing is at this URL, path",
    "405, does not accept POST, POST",
    "408, too slowly, add 408 to retriedStatuses",
    "410, permanently gone, new URL",
    "413, too large, metadataToReturn",
    "415, Content-Type, cloudevents-structured",
    "418, rejects, response",
    "425, this early, add 425 to retriedStatuses",
    "429, more requests than it allows, add 429 to retriedStatuses",
    "500, failed while it handled, log",
    "502, proxy, receiver",
    "503, overloaded, maxConcurrent",
    "599, failed, log",
    "199, not a final HTTP status, 2xx"
  })
  void everyFamilyOfAnswersHasItsOwnWords(int status, String summary, String nextStep) {
    String error = status / 100 == 3 ? "redirect" : "http_" + status / 100 + "xx";
    Diagnosis diagnosis = Diagnosis.of(status, error);
    assertThat(diagnosis.summary()).contains(summary, Integer.toString(status));
    assertThat(diagnosis.nextStep()).contains(nextStep);
  }

  @Test
  void aBatchThatIsTooLargeIsSentInHalvesAndNotAgain() {
    Last tooLarge = new Last(413, "http_4xx", Duration.ZERO);
    Diagnosis batch = Diagnosis.of(failed(EventType.BATCH, tooLarge));
    assertThat(batch.summary()).contains("413", "two halves").doesNotContain("not retried");
    assertThat(batch.nextStep())
        .contains("maxEvents")
        .doesNotContain("metadataToReturn", "edeliver");
    assertThat(Diagnosis.of(EventType.BATCH, tooLarge)).isEqualTo(batch);
    Diagnosis single = Diagnosis.of(failed(new EventType("asset_create"), tooLarge));
    assertThat(single.nextStep()).contains("metadataToReturn", "redeliver the event");
    Last refused = new Last(400, "http_4xx", Duration.ZERO);
    assertThat(Diagnosis.of(failed(EventType.BATCH, refused)).nextStep()).contains("redeliver");
  }

  /** A delivery that failed for good. */
  private static Entry failed(EventType type, Last last) {
    Instant at = Instant.parse("2026-11-30T12:00:00Z");
    Delivery delivery =
        new Delivery(
            Delivery.Id.random(),
            1,
            Webhook.Id.random(),
            new Event.Id(Ids.random()),
            type,
            "subject",
            1,
            new DeliveryState.Exhausted(at),
            at);
    return new Entry(delivery, new DeliveryLog.Addressee("shop", false), at, last);
  }

  @Test
  void whatWentWellNeedsNothing() {
    assertThat(Diagnosis.of(204, "").summary()).contains("204");
    assertThat(Diagnosis.of(204, "").nextStep()).isEqualTo("Nothing to do.");
  }
}
