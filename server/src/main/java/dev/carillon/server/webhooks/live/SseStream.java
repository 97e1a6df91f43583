package dev.carillon.server.webhooks.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.server.platform.http.Call;
import dev.carillon.server.webhooks.live.StreamListeners.Listener;
import dev.carillon.server.webhooks.live.StreamListeners.Message;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes one stream of server-sent events. It ends when its caller may not listen any more, which
 * is checked with each heartbeat, and before something is written, but once a second at most.
 */
final class SseStream {

  private static final int AT_ONCE = 100;
  private static final Duration TRUSTED = Duration.ofSeconds(1);

  private final Call call;
  private final OutputStream out;
  private final Duration heartbeat;
  private final Rate rate;
  private long checked = System.nanoTime();
  private boolean allowed = true;

  /**
   * A stream that nothing was written to.
   *
   * @param call of the client, which was allowed to listen just now
   * @param out where it is written
   * @param heartbeat how often something is written, whatever happens
   * @param rate how much of what happens is written
   */
  SseStream(Call call, OutputStream out, Duration heartbeat, Rate rate) {
    this.call = call;
    this.out = out;
    this.heartbeat = heartbeat;
    this.rate = rate;
  }

  /** Whether the caller may listen, as of a second ago at most; once it may not, it never may. */
  boolean allowed() {
    return allowed(TRUSTED);
  }

  private boolean allowed(Duration age) {
    if (allowed && System.nanoTime() - checked >= age.toNanos()) {
      allowed = call.stillAllowed();
      checked = System.nanoTime();
    }
    return allowed;
  }

  /** Says from where on to resume, even if nothing ever comes. */
  void begin(String cursor) throws IOException {
    write("retry: 2000\nid: " + cursor + "\n\n");
  }

  /** Shows that the stream is alive, and from where on to resume by now. */
  void stillHere(String cursor) throws IOException {
    write(": still here\nid: " + cursor + "\n\n");
  }

  /** What was missed, in order. */
  void write(List<Message> messages) throws IOException {
    if (!messages.isEmpty()) {
      StringBuilder text = new StringBuilder();
      messages.forEach(message -> text.append(message.text()));
      write(text.toString());
    }
  }

  /**
   * Writes what comes from now on.
   *
   * @param place what stands there or before was written already
   */
  void follow(Listener<?> listener, long place) throws IOException, InterruptedException {
    long heartbeatAt = System.nanoTime();
    long writtenAt = heartbeatAt - rate.gap().toNanos();
    while (allowed() && !listener.disconnected()) {
      long left = heartbeat.toNanos() - (System.nanoTime() - heartbeatAt);
      List<Message> messages = new ArrayList<>();
      listener.next(messages, AT_ONCE, Duration.ofNanos(Math.max(left, 0)));
      if (!messages.isEmpty()) {
        Thread.sleep(
            Duration.ofNanos(Math.max(0, rate.left(writtenAt, System.nanoTime()).toNanos())));
        listener.drain(messages);
        messages.removeIf(message -> message.place() <= place);
        writtenAt = System.nanoTime();
        if (!allowed()) {
          return;
        }
        writeSome(messages);
      }
      if (System.nanoTime() - heartbeatAt >= heartbeat.toNanos()) {
        if (!allowed(Duration.ZERO)) {
          return;
        }
        write(": still here\n\n");
        heartbeatAt = System.nanoTime();
      }
    }
  }

  private void writeSome(List<Message> messages) throws IOException {
    int skipped = rate.thin(messages);
    write(messages);
    if (skipped > 0) {
      write("event: skipped\ndata: {\"count\": " + skipped + "}\n\n");
    }
  }

  private void write(String text) throws IOException {
    out.write(text.getBytes(UTF_8));
    out.flush();
  }

  /** One event of a stream; its data stands on one line. */
  static String event(String id, String name, String json) {
    return "id: " + id + "\nevent: " + name + "\ndata: " + json.replaceAll("[\r\n]+", " ") + "\n\n";
  }

  /**
   * How much of what happens a stream writes. What comes after a quiet time is written at once.
   *
   * @param gap how long a stream writes nothing after it wrote something
   * @param newestMax how many of the newest are written after that; of the others only the number
   */
  record Rate(Duration gap, int newestMax) {

    /** Everything, as it comes. */
    static final Rate ALL = new Rate(Duration.ZERO, Integer.MAX_VALUE);

    /** As much as people can read: hundreds of pages may be open while thousands are delivered. */
    static final Rate READABLE = new Rate(Duration.ofMillis(500), 30);

    /** How long to wait still, after something was written. */
    Duration left(long writtenAt, long now) {
      return gap.minusNanos(now - writtenAt);
    }

    /** Leaves the newest; how many it removed. */
    int thin(List<Message> messages) {
      int skipped = Math.max(0, messages.size() - newestMax);
      messages.subList(0, skipped).clear();
      return skipped;
    }
  }
}
