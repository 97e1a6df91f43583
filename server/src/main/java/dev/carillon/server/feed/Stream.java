package dev.carillon.server.feed;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.server.feed.Audience.Listener;
import dev.carillon.server.feed.Audience.Message;
import dev.carillon.server.http.Call;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes one stream of server-sent events. It ends when its caller may not listen any more, which
 * is looked at with each heartbeat.
 *
 * @param call who listens
 * @param out where it is written
 * @param heartbeat how often something is written, whatever happens
 */
record Stream(Call call, OutputStream out, Duration heartbeat) {

  private static final int AT_ONCE = 100;

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
    while (!listener.gone()) {
      long left = heartbeat.toNanos() - (System.nanoTime() - beat);
      List<Message> messages = new ArrayList<>();
      listener.next(messages, AT_ONCE, Duration.ofNanos(Math.max(left, 0)));
      messages.removeIf(message -> message.place() <= place);
      write(messages);
      if (System.nanoTime() - beat >= heartbeat.toNanos()) {
        if (!call.stillAllowed()) {
          return;
        }
        write(": still here\n\n");
        beat = System.nanoTime();
      }
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
