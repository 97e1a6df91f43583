package dev.carillon.cli.listen;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import dev.carillon.cli.remote.Credentials;
import dev.carillon.cli.remote.ServerClient;
import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.cli.terminal.Screen;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How a listen comes forward, on a server whose every page has two events. */
@Timeout(60)
class JournalReaderTest {

  @TempDir private Path folder;
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final List<String> given = new ArrayList<>();
  private final StringWriter said = new StringWriter();
  private final AtomicInteger refusals = new AtomicInteger();
  private HttpServer server;
  private EventJournal journal;
  private CursorFile place;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    server.createContext(
        "/",
        exchange -> {
          String query = exchange.getRequestURI().getQuery();
          asked.add(query);
          int after = Integer.parseInt(query.replaceAll(".*after=([0-9]+).*", "$1"));
          boolean refused = refusals.getAndDecrement() > 0;
          String items = "{\"cursor\":\"%d\"},{\"cursor\":\"%d\"}".formatted(after + 1, after + 2);
          byte[] body =
              (refused
                      ? "{\"message\":\"busy\"}"
                      : "{\"items\":[%s],\"next\":\"%d\"}".formatted(items, after + 5))
                  .getBytes(UTF_8);
          exchange.sendResponseHeaders(refused ? 503 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    PrintWriter words = new PrintWriter(said);
    journal =
        new EventJournal(
            new ServerClient(url, new Credentials.None(), Duration.ofSeconds(20)),
            new Screen(words, words, false, false, false),
            Set.of());
    place = new CursorFile(folder.resolve("place"));
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void follow(long count) {
    new JournalReader(journal, place, "10", count)
        .run(event -> given.add(event.path("cursor").asText()));
  }

  @Test
  void itGoesOnWhereThePageSaysAndEndsAfterSoMany() {
    follow(5);
    assertThat(given).containsExactly("11", "12", "16", "17", "21");
    assertThat(place.last()).contains("21");
    assertThat(asked).hasSize(3);
  }

  @Test
  void whatWasNotHandedOnCountsAsNotHeard() {
    JournalReader following = new JournalReader(journal, place, "10", 5);
    place.keep("10");
    assertThatExceptionOfType(Failure.class)
        .isThrownBy(
            () ->
                following.run(
                    event -> {
                      if (given.size() == 1) {
                        throw new Failure(ExitCode.FAILURE, "killed");
                      }
                      given.add(event.path("cursor").asText());
                    }));
    assertThat(given).containsExactly("11");
    assertThat(place.last()).contains("11");
  }

  @Test
  void whereTheServerIsBusyTheSamePageIsAskedForAgainAndThatIsSaid() {
    refusals.set(1);
    follow(2);
    assertThat(given).containsExactly("11", "12");
    assertThat(asked).hasSize(2).allMatch(query -> query.contains("after=10"));
    assertThat(said.toString()).contains("Reconnecting", "busy");
  }
}
