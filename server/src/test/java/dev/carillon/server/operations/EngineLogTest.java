package dev.carillon.server.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.AttemptTarget;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.ErrorClass;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.delivery.Timings;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import dev.carillon.server.platform.logging.JsonLine;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;

class EngineLogTest {

  private final List<LogRecord> records = new CopyOnWriteArrayList<>();

  private static final Instant AT = Instant.parse("2026-11-25T10:00:00Z");
  private static final Delivery DELIVERY =
      new Delivery(
          new Delivery.Id("0123456789abcdefghijkl"),
          7,
          new Webhook.Id("w".repeat(22)),
          new Event.Id("00000000001" + "00000000002"),
          new EventType("asset_create"),
          "a",
          1,
          new DeliveryState.Pending(AT),
          AT);

  @Test
  void aFailedAttemptIsOneLineWithEverything() {
    ReceiverResponse answer =
        new ReceiverResponse(503, List.of(), "busy \"now\"\r\nevent=fake", 21, false);
    Settlement settlement =
        settlement(new Outcome.Rejected(answer), new DeliveryState.Pending(AT.plusSeconds(5)));
    assertThat(lines(new EngineLog(), settlement))
        .containsExactly(
            "WARNING delivery=0123456789abcdefghijkl webhook=wwwwwwwwwwwwwwwwwwwwww"
                + " event=0000000000100000000002 type=asset_create"
                + " trace=00000000000000010000000000000002 attempt=2 outcome=rejected"
                + " class=http_5xx status=503 bytes=21 ms=120 lookUpMs=1 connectMs=2 tlsMs=3"
                + " firstByteMs=4 state=pending retryAt=2026-11-25T10:00:05Z"
                + " detail=\"HTTP 503: busy  now   event=fake\"");
  }

  @Test
  void anAttemptWithoutAnAnswerSaysWhy() {
    Outcome refused = new Outcome.NoResponse(ErrorClass.CONNECT_REFUSED, "nothing listens");
    assertThat(lines(new EngineLog(), settlement(refused, new DeliveryState.Exhausted(AT))))
        .singleElement()
        .asString()
        .contains(" outcome=unreachable class=connect_refused ms=120")
        .endsWith(" state=exhausted detail=\"nothing listens\"");
  }

  @Test
  void whatWentWellIsShownOnlyWhereThatIsAskedFor() {
    Settlement well =
        settlement(new Outcome.Accepted(ReceiverResponse.of(204)), new DeliveryState.Delivered(AT));
    assertThat(lines(new EngineLog(), well)).isEmpty();
    assertThat(lines(new EngineLog(() -> true), well))
        .singleElement()
        .asString()
        .startsWith("INFO delivery=")
        .contains(" outcome=accepted status=204 ")
        .endsWith(" state=delivered");
  }

  @Test
  void aLineCanBeJson() throws Exception {
    Outcome blocked = new Outcome.Blocked("10.0.0.1 is in the \"blocked\" range");
    lines(new EngineLog(), settlement(blocked, new DeliveryState.Exhausted(AT)));
    String line = new JsonLine().format(records.getFirst());
    JsonNode json = new ObjectMapper().readTree(line);
    assertThat(json.path("level").asText()).isEqualTo("warning");
    assertThat(json.path("message").asText()).isEqualTo("delivery attempt");
    assertThat(json.path("class").asText()).isEqualTo("blocked_address");
    assertThat(json.path("attempt").isInt()).isTrue();
    assertThat(json.path("detail").asText()).isEqualTo("10.0.0.1 is in the \"blocked\" range");
    assertThat(line.lines()).hasSize(1);
  }

  private static Settlement settlement(Outcome outcome, DeliveryState next) {
    Timings timings =
        new Timings(
            Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofMillis(3), Duration.ofMillis(4));
    return new Settlement(
        DELIVERY,
        new Attempt(
            2, AT, Duration.ofMillis(120), outcome, timings, AttemptTarget.NONE, false, false),
        next,
        WebhookHealth.NONE,
        Optional.empty());
  }

  private List<String> lines(EngineLog log, Settlement settlement) {
    List<String> lines = new CopyOnWriteArrayList<>();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            if (line.getLevel().intValue() >= Level.INFO.intValue()) {
              records.add(line);
              lines.add(line.getLevel() + " " + new SimpleFormatter().formatMessage(line));
            }
          }

          @Override
          public void flush() {
            // nothing is held back
          }

          @Override
          public void close() {
            // nothing is open
          }
        };
    Logger logger = Logger.getLogger("carillon.deliveries");
    Level before = logger.getLevel();
    logger.setLevel(Level.INFO);
    logger.addHandler(handler);
    try {
      log.settled(settlement);
    } finally {
      logger.removeHandler(handler);
      logger.setLevel(before);
    }
    return lines;
  }
}
