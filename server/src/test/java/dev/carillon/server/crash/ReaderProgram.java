package dev.carillon.server.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A reader of a consumer, which runs in a process of its own until it is killed. It writes one line
 * for each thing that it does, before it does the next one, to a file that all readers share: so
 * the order of the lines is the order in which things happened, and a killed reader leaves its
 * lines.
 */
final class ReaderProgram {

  /** So many events come with one response, or at once in a stream. */
  private static final int AT_ONCE = 5;

  private static final String EVENTS =
      "/events?lease=" + ReaderLine.LEASE.toSeconds() + "&max=" + AT_ONCE;

  /** A stream is opened again after so many events. */
  private static final int STREAM_EVENTS = 12;

  /** It is about an event for at least so long before it acknowledges it, and up to the second. */
  static final int THINK_MILLIS_MIN = 20;

  private static final int THINK_MILLIS_MAX = 160;
  private static final int PAUSE_MILLIS = 50;
  private static final int PATIENCE_MILLIS = 20_000;
  private static final int TOO_MANY = 429;
  private static final int SERVER_ERROR = 500;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String name;
  private final String address;
  private final String token;
  private final FileChannel lines;
  private final Random random;
  private int request;

  private ReaderProgram(
      String name, String address, String token, FileChannel lines, Random random) {
    this.name = name;
    this.address = address;
    this.token = token;
    this.lines = lines;
    this.random = random;
  }

  /**
   * Reads until the process ends.
   *
   * @param arguments the reader's name, {@code pull} or {@code stream}, the address of the
   *     consumer, its token, the file of the lines, and what its pauses are made of
   */
  public static void main(String[] arguments) throws Exception {
    // a request that is made again in silence would have a result that no line tells of
    System.setProperty("http.keepAlive", "false");
    try (FileChannel lines =
        FileChannel.open(
            Path.of(arguments[4]), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      ReaderProgram reader =
          new ReaderProgram(
              arguments[0],
              arguments[2],
              arguments[3],
              lines,
              new Random(Long.parseLong(arguments[5])));
      endsWithItsParent();
      if (arguments[1].equals("stream")) {
        reader.stream();
      } else {
        reader.pull();
      }
    }
  }

  private static void endsWithItsParent() {
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try {
                while (System.in.read() >= 0) {
                  // nothing is said to it
                }
              } catch (IOException closed) {
                // the same
              }
              Runtime.getRuntime().halt(3);
            });
  }

  /** Reads, and acknowledges with the next request. */
  private void pull() throws Exception {
    String ack = "";
    List<String> ids = List.of();
    while (true) {
      JsonNode page;
      line(ReaderLine.ASKS, "");
      try {
        String query = EVENTS + "&wait=1" + (ack.isEmpty() ? "" : "&ack=" + ack);
        page = JSON.readTree(opened(query, "application/json", "").getInputStream());
      } catch (IOException cut) {
        Thread.sleep(PAUSE_MILLIS); // the server is down; the same is acknowledged again
        continue;
      }
      if (!ids.isEmpty() && page.path("acknowledged").asInt() == ids.size()) {
        line(ReaderLine.DONE, String.join(" ", ids));
      }
      ids = new ArrayList<>();
      for (JsonNode event : page.path("events")) {
        got(event);
        ids.add(event.path("id").asText());
        think();
      }
      ack = page.path("ack").asText("");
      if (!ids.isEmpty()) {
        line(ReaderLine.ACKNOWLEDGES, String.join(" ", ids));
      }
    }
  }

  /** Reads streams, and acknowledges each event. */
  private void stream() throws Exception {
    while (true) {
      line(ReaderLine.ASKS, "");
      try (InputStream in = opened(EVENTS, "text/event-stream", "").getInputStream();
          BufferedReader stream = new BufferedReader(new InputStreamReader(in, UTF_8))) {
        read(stream);
      } catch (IOException cut) {
        Thread.sleep(PAUSE_MILLIS); // what was not acknowledged comes again
      }
    }
  }

  private void read(BufferedReader stream) throws Exception {
    int events = 0;
    for (String text = stream.readLine(); text != null; text = stream.readLine()) {
      if (!text.startsWith("data: ")) {
        continue;
      }
      JsonNode event = JSON.readTree(text.substring("data: ".length()));
      String id = event.path("id").asText();
      got(event);
      think();
      line(ReaderLine.ACKNOWLEDGES, id);
      String body = JSON.writeValueAsString(Map.of("ids", List.of(id)));
      JsonNode done = JSON.readTree(opened("/ack", "application/json", body).getInputStream());
      if (done.path("acknowledged").asInt() == 1) {
        line(ReaderLine.DONE, id);
      }
      events++;
      if (events == STREAM_EVENTS) {
        return;
      }
    }
  }

  private void got(JsonNode event) throws IOException {
    JsonNode payload = event.path("payload");
    line(
        ReaderLine.GETS,
        event.path("id").asText()
            + " "
            + event.path("headers").path("X-Hook-Attempt").asText()
            + " "
            + payload.path("assetId").asText()
            + " "
            + payload.path("changedMetadata").path("description").path("newValue").asText());
    System.out.println("got one");
  }

  /** What a reader does with an event, which takes a while: the moment to be killed. */
  private void think() throws InterruptedException {
    Thread.sleep(random.nextInt(THINK_MILLIS_MIN, THINK_MILLIS_MAX));
  }

  /** A response; a refusal that is not about the state of the server ends the program. */
  private HttpURLConnection opened(String path, String accept, String body) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) URI.create(address + path).toURL().openConnection();
    connection.setReadTimeout(PATIENCE_MILLIS);
    connection.setRequestProperty("Authorization", "Bearer " + token);
    connection.setRequestProperty("Accept", accept);
    if (!body.isEmpty()) {
      connection.setDoOutput(true);
      connection.setRequestProperty("Content-Type", "application/json");
      connection.getOutputStream().write(body.getBytes(UTF_8));
    }
    int status = connection.getResponseCode();
    if (status >= SERVER_ERROR || status == TOO_MANY) {
      throw new IOException("later: " + status);
    }
    if (status / 100 != 2) {
      String said = new String(connection.getErrorStream().readAllBytes(), UTF_8);
      throw new IllegalStateException(path + " " + status + " " + said);
    }
    return connection;
  }

  private void line(char what, String rest) throws IOException {
    if (what == ReaderLine.ASKS) {
      request++;
    }
    String text = "%s %d %s %d %s".formatted(what, System.nanoTime(), name, request, rest).strip();
    ByteBuffer bytes = ByteBuffer.wrap((text + "\n").getBytes(UTF_8));
    while (bytes.hasRemaining()) {
      lines.write(bytes);
    }
  }
}
