package dev.carillon.cli.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Lists that come page by page, from a server that has three pages of two. */
@Timeout(60)
class PagedListTest {

  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final List<String> given = new ArrayList<>();
  private volatile boolean emptyAtTheEnd;
  private HttpServer server;
  private ServerClient remote;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    server.createContext(
        "/",
        exchange -> {
          String query = exchange.getRequestURI().getQuery();
          asked.add(query);
          int page = query.contains("cursor=p2") ? 2 : query.contains("cursor=p1") ? 1 : 0;
          String next = page == 2 ? "null" : "\"p" + (page + 1) + "\"";
          int first = 2 * page;
          String items = emptyAtTheEnd && page == 2 ? "" : first + "," + (first + 1);
          byte[] body = "{\"items\":[%s],\"next\":%s}".formatted(items, next).getBytes(UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    remote = new ServerClient(url, new Credentials.None(), Duration.ofSeconds(20));
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private boolean each(int most) {
    return PagedList.each(
        remote, "/api/x", Map.of("state", "a b"), most, item -> given.add(item.asText()));
  }

  @Test
  void eachPageGoesOnBehindTheOneBeforeUntilThereIsNone() {
    assertThat(each(500)).as("more").isFalse();
    assertThat(given).containsExactly("0", "1", "2", "3", "4", "5");
    assertThat(asked).hasSize(3).allMatch(query -> query.contains("state=a b"));
    assertThat(asked.getFirst()).contains("limit=200").doesNotContain("cursor");
  }

  @Test
  void noMoreAreAskedForThanAreWantedAndThatThereAreMoreIsTold() {
    assertThat(each(4)).as("more").isTrue();
    assertThat(given).containsExactly("0", "1", "2", "3");
    assertThat(asked).hasSize(3);
    assertThat(asked.getFirst()).contains("limit=4");
    assertThat(asked.get(1)).contains("limit=2", "cursor=p1");
    assertThat(asked.getLast()).contains("limit=1", "cursor=p2");
  }

  @Test
  void aFullPageBehindWhichNothingComesIsTheLast() {
    emptyAtTheEnd = true;
    assertThat(each(4)).as("more").isFalse();
    assertThat(given).containsExactly("0", "1", "2", "3");
  }

  @Test
  void noneAtAllCannotBeMeant() {
    Assertions.assertThatExceptionOfType(Failure.class)
        .isThrownBy(() -> each(0))
        .matches(refused -> refused.code() == ExitCode.USAGE);
    assertThat(asked).isEmpty();
  }
}
