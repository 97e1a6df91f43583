package dev.carillon.bench.embedded;

import com.sun.net.httpserver.HttpServer;
import dev.carillon.hooks.Hooks;
import dev.carillon.hooks.WebhookRegistration;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingStream;

/**
 * {@code ./bench java21}: what the library does on the Java that runs this. Virtual threads publish
 * events on an SQLite file, which are sent to a receiver in this process. Java runs it from its
 * source, so it may use the library and the JDK alone.
 */
public final class OnThisJava {

  private static final int CALLERS = 64;

  /** Small payloads are sent by the loops; larger ones by a virtual thread each. */
  private static final int[] PAYLOAD_BYTES = {300, 80_000};

  private OnThisJava() {}

  /**
   * Prints a line for each size of payloads.
   *
   * @param arguments a number of events
   */
  public static void main(String[] arguments) throws Exception {
    int events = Integer.parseInt(arguments[0]);
    Path folder = Files.createTempDirectory("carillon-java");
    LongAdder pinned = new LongAdder();
    LongAdder pinnedNanos = new LongAdder();
    try (RecordingStream recording = new RecordingStream()) {
      recording.enable("jdk.VirtualThreadPinned").withThreshold(Duration.ZERO);
      recording.onEvent(
          "jdk.VirtualThreadPinned",
          event -> {
            if (isOurs(event)) {
              pinned.increment();
              pinnedNanos.add(event.getDuration().toNanos());
            }
          });
      recording.startAsync();
      for (int bytes : PAYLOAD_BYTES) {
        int count = bytes > 10_000 ? events / 10 : events;
        run(folder.resolve("warm-up-" + bytes), bytes, count / 4);
        long processor = processorNanos();
        long began = System.nanoTime();
        run(folder.resolve("measured-" + bytes), bytes, count);
        double seconds = (System.nanoTime() - began) / 1e9;
        double micros = (processorNanos() - processor) / 1e3 / count;
        System.out.printf(
            "Java %d, %,d bytes: %,.0f deliveries in a second, %.0f µs of processor time for"
                + " each%n",
            Runtime.version().feature(), bytes, count / seconds, micros);
      }
      recording.stop();
    }
    System.out.printf(
        "Java %d: pinned %d times with the library on the stack, for %.1f ms together%n",
        Runtime.version().feature(), pinned.sum(), pinnedNanos.sum() / 1e6);
  }

  private static void run(Path folder, int bytes, int events) throws Exception {
    Files.createDirectories(folder);
    CountDownLatch received = new CountDownLatch(events);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    HttpServer receiver =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1000);
    receiver.setExecutor(threads);
    receiver.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
          received.countDown();
        });
    receiver.start();
    String json = "{\"text\":\"" + "x".repeat(bytes) + "\"}";
    String url = "http://127.0.0.1:" + receiver.getAddress().getPort() + "/";
    try (Hooks hooks =
        Hooks.builder(folder.resolve("hooks.db"))
            .key(folder.resolve("key"))
            .allowLoopback()
            .start()) {
      hooks.webhooks().register(WebhookRegistration.of("bench", url).types("order.placed"));
      Semaphore callers = new Semaphore(CALLERS);
      for (int number = 0; number < events; number++) {
        callers.acquire();
        String subject = Integer.toString(number);
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    hooks.transaction(
                        connection -> hooks.publish(connection, "order.placed", subject, json));
                  } finally {
                    callers.release();
                  }
                });
      }
      received.await();
    } finally {
      receiver.stop(0);
      threads.shutdown();
    }
  }

  private static boolean isOurs(RecordedEvent event) {
    return event.getStackTrace() != null
        && event.getStackTrace().getFrames().stream()
            .map(frame -> frame.getMethod().getType().getName())
            .anyMatch(name -> name.startsWith("dev.carillon.hooks."));
  }

  private static long processorNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
