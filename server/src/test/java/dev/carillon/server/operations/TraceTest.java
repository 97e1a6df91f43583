package dev.carillon.server.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.Received;
import dev.carillon.hooks.contracts.ScriptedReceiver;
import dev.carillon.hooks.contracts.ScriptedReceiver.Script;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** W3C Trace Context, from the request that changes an asset to the receiver's server. */
class TraceTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String CALLERS_SPAN = "00f067aa0ba902b7";

  @TempDir private Path home;

  @Test
  void aDeliveryGoesOnWithTheTraceOfItsRequestOverAllRetries() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    Script twice =
        (request, out, socket) ->
            Script.status(calls.incrementAndGet() <= 2 ? 503 : 204).answer(request, out, socket);
    try (ScriptedReceiver receiver = ScriptedReceiver.start(twice);
        OperationsServer server =
            OperationsServer.in(home, "webHooksRetryDelays=50ms,100ms,200ms")) {
      server.webhook("traced", receiver.url(), "\"eventTypes\":[\"asset_create\"]");
      server.asset("/a/one.txt", "traceparent", "00-" + TRACE + "-" + CALLERS_SPAN + "-00");

      String[] spans = new String[3];
      for (int i = 0; i < 3; i++) {
        String parent = parent(receiver.next(PATIENCE));
        assertThat(parent).matches("00-" + TRACE + "-[0-9a-f]{16}-00");
        spans[i] = parent.substring(36, 52);
      }
      assertThat(spans).doesNotHaveDuplicates().doesNotContain(CALLERS_SPAN, "0".repeat(16));
    }
  }

  @Test
  void withoutACorrectHeaderEachEventHasATraceOfItsOwn() throws Exception {
    try (ScriptedReceiver receiver = ScriptedReceiver.answering(204);
        OperationsServer server = OperationsServer.in(home)) {
      server.webhook("traced", receiver.url(), "\"eventTypes\":[\"asset_create\"]");
      server.asset("/a/none.txt");
      String none = parent(receiver.next(PATIENCE));
      server.asset("/a/wrong.txt", "traceparent", "00-" + TRACE + "-nonsense");
      String wrong = parent(receiver.next(PATIENCE));

      assertThat(none).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01");
      assertThat(wrong).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01").doesNotContain(TRACE);
      assertThat(none.substring(3, 35)).isNotEqualTo(wrong.substring(3, 35));
    }
  }

  @Test
  void aCustomHeaderOfThatNameIsSentInstead() throws Exception {
    try (ScriptedReceiver receiver = ScriptedReceiver.answering(204);
        OperationsServer server = OperationsServer.in(home)) {
      server.webhook(
          "own",
          receiver.url(),
          "\"eventTypes\":[\"asset_create\"],\"customHeaders\":{\"Traceparent\":\"mine\"}");
      server.asset("/a/own.txt");
      assertThat(receiver.next(PATIENCE).headers())
          .filteredOn(header -> header.getKey().equalsIgnoreCase("traceparent"))
          .hasSize(1)
          .first()
          .extracting(Map.Entry::getValue)
          .isEqualTo("mine");
    }
  }

  private static String parent(Received received) {
    return received.header("traceparent").orElseThrow();
  }
}
