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
 * is looked at with each heartbeat, and before something is written, but once a second at most.
 */
final class SseStream {

  private static final int AT_ONCE = 100;
  private static final Duration TRUSTED = Duration.ofSeconds(1);

  private final Call call;
  private final OutputStream out;
  private final Duration heartbeat;
  private final StreamRate pace;
  private long checked = System.nanoTime();
  private boolean allowed = true;

  /**
   * A stream that nothing was written to.
   *
   * @param call who listens, and was let in just now
   * @param out where it is written
   * @param heartbeat how often something is written, whatever happens
   * @param pace how much of what happens is told
   */
  SseStream(Call call, OutputStream out, Duration heartbeat, StreamRate pace) {
    this.call = call;
    this.out = out;
    this.heartbeat = heartbeat;
    this.pace = pace;
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

  /** What was missed, in order. */
  void write(List<Message> messages) throws IOException {
    if (!messages.isEmpty()) {
      StringBuilder text = new StringBuilder();
      messages.forEach(message -> text.append(message.text()));
      write(text.toString());
    }
  }

  /**
   * What is told from now on.
   *
   * @param place what stands there or before was written already
   */
  void follow(Listener<?> listener, long place) throws IOException, InterruptedException {
    long beat = System.nanoTime();
    long said = beat - pace.gap().toNanos();
    while (allowed() && !listener.gone()) {
      long left = heartbeat.toNanos() - (System.nanoTime() - beat);
      List<Message> messages = new ArrayList<>();
      listener.next(messages, AT_ONCE, Duration.ofNanos(Math.max(left, 0)));
      if (!messages.isEmpty()) {
        Thread.sleep(Duration.ofNanos(Math.max(0, pace.left(said, System.nanoTime()).toNanos())));
        listener.drain(messages);
        messages.removeIf(message -> message.place() <= place);
        said = System.nanoTime();
        if (!allowed()) {
          return;
        }
        tell(messages);
      }
      if (System.nanoTime() - beat >= heartbeat.toNanos()) {
        if (!allowed(Duration.ZERO)) {
          return;
        }
        write(": still here\n\n");
        beat = System.nanoTime();
      }
    }
  }

  private void tell(List<Message> messages) throws IOException {
    int skipped = pace.thin(messages);
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
}
