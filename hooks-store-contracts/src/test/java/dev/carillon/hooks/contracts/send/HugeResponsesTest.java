package dev.carillon.hooks.contracts.send;

import static dev.carillon.hooks.contracts.send.Requests.LOOPBACK;
import static dev.carillon.hooks.contracts.send.Requests.answer;
import static dev.carillon.hooks.contracts.send.Requests.names;
import static dev.carillon.hooks.contracts.send.Requests.request;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.ScriptedReceiver;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.delivery.SignedRequest;
import dev.carillon.hooks.http.HttpSender;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/**
 * R4 five hundred times at once: answers without end or measure. Each is cut, memory stays flat,
 * and nobody else is kept waiting.
 */
class HugeResponsesTest {

  private static final int ATTEMPTS = 500;
  private static final long HEAP_ADDED_MAX = 64L << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final int PINGS = 50;
  private static final Duration PING_MEDIAN_MAX = Duration.ofMillis(500);

  /** What a machine may stand still is spare; who waits for the others waits far longer. */
  private static final Duration PING_MAX = Duration.ofSeconds(10);

  @Test
  void aBodyOfOneGigabyte() throws Exception {
    manyAtOnce("Content-Length: 1073741824\r\n", "z".repeat(0x10000).getBytes(ISO_8859_1), 200);
  }

  @Test
  void chunksWithoutEnd() throws Exception {
    String chunk = "2000\r\n" + "z".repeat(0x2000) + "\r\n";
    manyAtOnce("Transfer-Encoding: chunked\r\n", chunk.repeat(8).getBytes(ISO_8859_1), 500);
  }

  @Test
  void tenMegabytesThatUnpackToTenGigabytes() throws Exception {
    byte[] bomb = tenMegabytesOfTenGigabytes();
    assertThat(bomb.length).isBetween(5 << 20, 20 << 20);
    manyAtOnce(
        "Content-Encoding: gzip\r\nContent-Length: %d\r\n".formatted(bomb.length), bomb, 200);
  }

  private static void manyAtOnce(String headers, byte[] body, int status) throws Exception {
    byte[] head = "HTTP/1.1 %d X\r\n%s\r\n".formatted(status, headers).getBytes(ISO_8859_1);
    try (HttpSender sender = new HttpSender(names("127.0.0.1"), () -> LOOPBACK);
        Flood flood = Flood.of(head, body);
        ScriptedReceiver neighbour = ScriptedReceiver.answering(200);
        var attempts = Executors.newVirtualThreadPerTaskExecutor()) {
      SignedRequest shared = request(flood.url(), "{}", PATIENCE);
      ping(sender, neighbour);
      long before = heapAfterCollection();
      List<Future<Outcome>> running = new ArrayList<>();
      for (int i = 0; i < ATTEMPTS; i++) {
        running.add(attempts.submit(() -> sender.send(shared)));
      }
      flood.awaitHeld(ATTEMPTS, PATIENCE);
      assertThat(heapAfterCollection() - before)
          .as("just below the cap")
          .isLessThan(HEAP_ADDED_MAX);

      flood.release();
      List<Duration> pings = new ArrayList<>();
      for (int i = 0; i < PINGS; i++) {
        pings.add(ping(sender, neighbour));
      }
      for (Future<Outcome> attempt : running) {
        check(answer(attempt.get()), status);
      }
      assertThat(heapAfterCollection() - before).as("all answers kept").isLessThan(HEAP_ADDED_MAX);
      assertThat(flood.awaitClosed(PATIENCE)).as("connections are not used again").isTrue();
      pings.sort(null);
      assertThat(pings.get(PINGS / 2)).isLessThan(PING_MEDIAN_MAX);
      assertThat(pings.getLast()).isLessThan(PING_MAX);
    }
  }

  private static void check(ReceiverResponse answer, int status) {
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.cut()).isTrue();
    assertThat(answer.bodyBytes()).isEqualTo(ReceiverResponse.BODY_BYTES_READ_MAX);
    assertThat(answer.body().length()).isLessThanOrEqualTo(ReceiverResponse.BODY_BYTES_KEPT_MAX);
  }

  private static Duration ping(HttpSender sender, ScriptedReceiver neighbour) {
    long began = System.nanoTime();
    assertThat(sender.send(request(neighbour.url(), "{}", PATIENCE)).success()).isTrue();
    return Duration.ofNanos(System.nanoTime() - began);
  }

  private static long heapAfterCollection() {
    System.gc();
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  /** Gzip members may stand one behind the other: a hundred times a hundred megabytes of zeros. */
  private static byte[] tenMegabytesOfTenGigabytes() throws IOException {
    byte[] zeros = new byte[1 << 20];
    ByteArrayOutputStream member = new ByteArrayOutputStream();
    try (GZIPOutputStream packed = new GZIPOutputStream(member)) {
      for (int i = 0; i < 100; i++) {
        packed.write(zeros);
      }
    }
    ByteArrayOutputStream bomb = new ByteArrayOutputStream(member.size() * 100);
    for (int i = 0; i < 100; i++) {
      member.writeTo(bomb);
    }
    return bomb.toByteArray();
  }
}
