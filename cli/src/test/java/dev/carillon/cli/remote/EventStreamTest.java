package dev.carillon.cli.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.cli.terminal.Screen;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EventStreamTest {

  private static final String BEGIN = "retry: 2000\nid: e1\n\n";

  private final List<JsonNode> told = new ArrayList<>();
  private final StringWriter said = new StringWriter();
  private final Screen screen =
      new Screen(new PrintWriter(said), new PrintWriter(said), true, false, false);

  @Test
  void aBreakBeforeTheFirstItemLosesNothing() throws IOException {
    try (Player server = Player.of(BEGIN, BEGIN + item("e2", "event", "{\"a\":1}"))) {
      server.stream(screen).forEach(this::one);

      assertThat(told).hasSize(1);
      assertThat(server.lastIds()).containsExactly("", "e1");
    }
  }

  @Test
  void anItemThatWasCutOffIsAskedForAgain() throws IOException {
    String cut = BEGIN + "id: e2\nevent: event\ndata: {\"a\":1}\n";
    try (Player server = Player.of(cut, BEGIN + item("e2", "event", "{\"a\":1}"))) {
      server.stream(screen).forEach(this::one);

      assertThat(told).hasSize(1);
      assertThat(server.lastIds()).containsExactly("", "e1");
    }
  }

  @Test
  void howManyWerePassedOverIsSaidAndIsNoItem() throws IOException {
    String skipped = "event: skipped\ndata: {\"count\": 120}\n\n";
    try (Player server = Player.of(BEGIN + skipped + item("e9", "delivery", "{\"a\":1}"))) {
      server.stream(screen).forEach(this::one);

      assertThat(told).singleElement().asString().isEqualTo("{\"a\":1}");
      assertThat(said.toString()).contains("120 more");
    }
  }

  @Test
  void whatIsNoJsonIsNotTakenForAStreamOfThisServer() throws IOException {
    try (Player server = Player.of(BEGIN + item("e2", "event", "<html>"))) {
      EventStream stream = server.stream(screen);

      assertThatExceptionOfType(Failure.class)
          .isThrownBy(() -> stream.forEach(this::one))
          .withMessageContaining("did not send JSON; is it a Carillon server?")
          .satisfies(refused -> assertThat(refused.code()).isEqualTo(ExitCode.FAILURE));
    }
  }

  private boolean one(JsonNode item) {
    told.add(item);
    return false;
  }

  private static String item(String id, String name, String json) {
    return "id: " + id + "\nevent: " + name + "\ndata: " + json + "\n\n";
  }

  /** Plays one stream for each connection, then closes it, and notes from where it was asked. */
  private record Player(ServerSocket listener, List<String> lastIds) implements AutoCloseable {

    static Player of(String... streams) throws IOException {
      Player player =
          new Player(
              new ServerSocket(0, 10, InetAddress.ofLiteral("127.0.0.1")), new ArrayList<>());
      Thread.ofVirtual().start(() -> player.play(streams));
      return player;
    }

    EventStream stream(Screen screen) {
      String url = "http://127.0.0.1:" + listener.getLocalPort();
      ServerClient server = new ServerClient(url, new Credentials.None(), Duration.ofSeconds(20));
      return new EventStream(server, "/api/streams/events", Map.of(), screen);
    }

    private void play(String... streams) {
      for (String stream : streams) {
        try (Socket socket = listener.accept()) {
          String last = "";
          var lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
          for (String line = lines.readLine();
              line != null && !line.isEmpty();
              line = lines.readLine()) {
            last = line.startsWith("Last-Event-ID: ") ? line.substring(15) : last;
          }
          lastIds.add(last);
          String head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";
          socket.getOutputStream().write((head + stream).getBytes(UTF_8));
        } catch (IOException closed) {
          return; // the test is over
        }
      }
    }

    @Override
    public void close() throws IOException {
      listener.close();
    }
  }
}
