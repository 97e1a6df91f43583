package dev.carillon.server.webhooks.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.webhooks.live.StreamListeners.Message;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MissedDeliveryPagesTest {

  private static final Instant BEGAN = EndedLog.BEGAN;

  private final EndedLog log = new EndedLog();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final SseStream stream =
      new SseStream(call(), out, Duration.ofSeconds(15), SseStream.Rate.ALL);
  private final MissedDeliveryPages missed =
      new MissedDeliveryPages(
          log,
          entry -> {
            long sequence = entry.delivery().sequence();
            return new Message(sequence, "<" + sequence + ">");
          },
          DeliveryFilter.ALL,
          new DeliveryCursor(BEGAN, Long.MAX_VALUE));

  @Test
  void whatEndedBeforeAndIsStoredOnlyThenIsWrittenAsWell() throws IOException {
    log.ended(1, 100);
    log.ended(2, 900);
    missed.write(stream);
    log.ended(3, 850);
    missed.writeRest(stream);
    assertThat(written()).isEqualTo("<1><2><3>");
  }

  @Test
  void aStreamThatBeginsNowHasNothingThatEndedBefore() throws IOException {
    log.ended(1, -100);
    missed.write(stream);
    log.ended(2, 100);
    missed.writeRest(stream);
    assertThat(written()).isEqualTo("<2>");
  }

  @Test
  void whatWasWrittenIsNotWrittenAgain() throws IOException {
    for (int i = 1; i <= 1_000; i++) {
      log.ended(i, 100L * i);
    }
    missed.write(stream);
    missed.writeRest(stream);
    assertThat(written().chars().filter(character -> character == '<').count()).isEqualTo(1_000);
  }

  private String written() {
    return out.toString(UTF_8);
  }

  private static Call call() {
    InvocationHandler handler =
        (proxy, method, args) ->
            // a stream asks that each second
            method.getName().equals("stillAllowed")
                ? true
                : InvocationHandler.invokeDefault(proxy, method, args);
    return (Call)
        Proxy.newProxyInstance(Call.class.getClassLoader(), new Class<?>[] {Call.class}, handler);
  }
}
