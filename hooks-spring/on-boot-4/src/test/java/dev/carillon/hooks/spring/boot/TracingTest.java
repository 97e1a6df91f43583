package dev.carillon.hooks.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.testkit.ReceivedWebhook;
import dev.carillon.hooks.testkit.WebhookReceiver;
import dev.carillon.hooks.webhook.Webhook;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A request that publishes, its event, the attempts and the receivers' requests are one trace. */
class TracingTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String CALLER = "00f067aa0ba902b7";

  private static final String DATABASE = TestPostgres.newDatabase();
  private static TracedShop shop;

  @BeforeAll
  static void start() {
    shop = TracedShop.start(DATABASE, "record-and-send");
  }

  @AfterAll
  static void stop() {
    shop.close();
  }

  @Test
  void eachAttemptIsAChildOfThePublicationInTheTraceOfTheRequest() throws Exception {
    String trace = "4bf92f3577b34da6a3ce929d0e0e4701";
    try (WebhookReceiver receiver = WebhookReceiver.responding(503, 204)) {
      Webhook.Id webhook = shop.register(receiver);

      assertThat(shop.place(1, "00-" + trace + "-" + CALLER + "-01")).isEqualTo(200);

      List<ReceivedWebhook> requests = List.of(receiver.next(), receiver.next());
      List<SpanData> attempts = ended(shop, trace, "webhook attempt", 2);
      SpanData publication = ended(shop, trace, "webhook publish", 1).get(0);
      SpanData request = ended(shop, trace, "http post /orders/{id}", 1).get(0);
      assertThat(request.getParentSpanId()).isEqualTo(CALLER);
      assertThat(ancestors(trace, publication)).contains(request.getSpanId());
      for (int i = 0; i < 2; i++) {
        SpanData attempt = attempts.get(i);
        assertThat(attempt.getParentSpanId()).isEqualTo(publication.getSpanId());
        assertThat(attempt.getKind()).isEqualTo(SpanKind.CLIENT);
        assertThat(requests.get(i).header("traceparent"))
            .contains("00-" + trace + "-" + attempt.getSpanId() + "-01");
      }
      assertThat(attempts)
          .extracting(attempt -> attempt.getAttributes().get(AttributeKey.stringKey("status")))
          .containsExactly("5xx", "2xx");
      shop.hooks().webhooks().remove(webhook);
    }
  }

  @Test
  void anotherInstanceThatSendsGoesOnWithTheTrace() throws Exception {
    String trace = "4bf92f3577b34da6a3ce929d0e0e4702";
    try (WebhookReceiver receiver = WebhookReceiver.start();
        TracedShop records = TracedShop.start(DATABASE, "record-only")) {
      Webhook.Id webhook = records.register(receiver);

      assertThat(records.place(2, "00-" + trace + "-" + CALLER + "-01")).isEqualTo(200);

      String traceparent = receiver.next().header("traceparent").orElseThrow();
      SpanData attempt = ended(shop, trace, "webhook attempt", 1).get(0);
      SpanData publication = ended(records, trace, "webhook publish", 1).get(0);
      assertThat(traceparent).isEqualTo("00-" + trace + "-" + attempt.getSpanId() + "-01");
      assertThat(attempt.getParentSpanId()).isEqualTo(publication.getSpanId());
      assertThat(named(records, trace, "webhook attempt")).isEmpty();
      shop.hooks().webhooks().remove(webhook);
    }
  }

  /** Its caller decided that, and receivers are to know. */
  @Test
  void aTraceThatIsNotSampledIsCarriedAndLeavesNoSpans() throws Exception {
    String trace = "4bf92f3577b34da6a3ce929d0e0e4703";
    try (WebhookReceiver receiver = WebhookReceiver.start()) {
      Webhook.Id webhook = shop.register(receiver);

      assertThat(shop.place(3, "00-" + trace + "-" + CALLER + "-00")).isEqualTo(200);

      assertThat(receiver.next().header("traceparent").orElseThrow())
          .startsWith("00-" + trace + "-")
          .endsWith("-00")
          .doesNotContain(CALLER);
      assertThat(shop.spans(trace)).isEmpty();
      shop.hooks().webhooks().remove(webhook);
    }
  }

  /** The ids of the spans that a span is in. */
  private static List<String> ancestors(String trace, SpanData span) {
    List<String> ancestors = new ArrayList<>();
    for (String id = span.getParentSpanId(); !id.equals(CALLER); id = parent(trace, id)) {
      ancestors.add(id);
    }
    return ancestors;
  }

  private static String parent(String trace, String id) {
    return shop.spans(trace).stream()
        .filter(span -> span.getSpanId().equals(id))
        .map(SpanData::getParentSpanId)
        .findFirst()
        .orElse(CALLER);
  }

  private static List<SpanData> named(TracedShop shop, String trace, String name) {
    return shop.spans(trace).stream().filter(span -> span.getName().equals(name)).toList();
  }

  /** A span ends a moment after what it measured. */
  private static List<SpanData> ended(TracedShop shop, String trace, String name, int count)
      throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (named(shop, trace, name).size() < count) {
      assertThat(System.nanoTime())
          .as("%d spans \"%s\" in %s", count, name, shop.spans(trace))
          .isLessThan(deadline);
      Thread.sleep(20);
    }
    assertThat(named(shop, trace, name)).hasSize(count);
    return named(shop, trace, name);
  }
}
