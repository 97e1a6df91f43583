package dev.carillon.server.platform.http.jetty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.platform.http.jetty.RawHttp.Reply;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests that are refused while a long body is still on its way: a client gets the response, also
 * where it sends all of its body before it looks for one.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefusedBodiesTest {

  /** More than is read before a refusal is sent, and than the system keeps between the two. */
  private static final int LONG = 40 << 20;

  private static final byte[] PIECE = new byte[1 << 20];

  private EchoServer server;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    server = new EchoServer(folder, HttpLimits.DEFAULTS);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "413 POST /services/openchange",
        "413 POST /services/change",
        "401 PUT /api/file",
        "404 POST /services/nothing",
        "405 PUT /services/read",
        "501 BREW /services/open",
      })
  void whoSendsAllBeforeReadingGetsTheResponse(String row) throws IOException {
    String[] part = row.split(" ");
    try (RawHttp client = new RawHttp(server.port())) {
      client.send(head(part[1], part[2], "Content-Length: " + LONG));
      sendLong(client.socket().getOutputStream());
      Reply reply = client.reply();
      assertThat(reply.status()).isEqualTo(Integer.parseInt(part[0]));
      assertThat(reply.header("Connection")).isEqualTo("close");
      assertThat(client.closed()).isTrue();
    }
  }

  @Test
  void aBodyInChunksThatIsRefusedAsItComesIsReadOn() throws IOException {
    try (RawHttp client = new RawHttp(server.port())) {
      client.send(head("POST", "/services/openchange", "Transfer-Encoding: chunked"));
      OutputStream out = client.socket().getOutputStream();
      for (int sent = 0; sent < LONG; sent += PIECE.length) {
        out.write("100000\r\n".getBytes(UTF_8));
        out.write(PIECE);
        out.write("\r\n".getBytes(UTF_8));
      }
      out.write("0\r\n\r\n".getBytes(UTF_8));
      Reply reply = client.reply();
      assertThat(reply.status()).isEqualTo(413);
      assertThat(reply.header("Connection")).isEqualTo("close");
      assertThat(client.closed()).isTrue();
    }
  }

  @Test
  void whoAsksBeforeSendingIsToldAtOnceAndMaySendAllTheSame() throws IOException {
    String asks = "Expect: 100-continue\r\nContent-Length: " + LONG;
    try (RawHttp client = new RawHttp(server.port())) {
      client.send(head("POST", "/services/openchange", asks));
      Reply reply = client.reply();
      assertThat(reply.status()).isEqualTo(413);
      assertThat(client.closed()).as("nothing comes after the response").isTrue();
    }
    try (RawHttp client = new RawHttp(server.port())) {
      client.send(head("POST", "/services/openchange", asks));
      sendLong(client.socket().getOutputStream());
      assertThat(client.reply().status()).isEqualTo(413);
      assertThat(client.closed()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"431 Cookie: c=", "417 Expect: something-else"})
  void aHeadThatCannotBeUnderstoodIsRefusedInTheSameWay(String row) throws IOException {
    String header = row.substring(4) + (row.startsWith("431") ? "x".repeat(70_000) : "");
    try (RawHttp client = new RawHttp(server.port())) {
      client.send(head("POST", "/services/open", header + "\r\nContent-Length: " + LONG));
      sendLong(client.socket().getOutputStream());
      assertThat(client.reply().status()).isEqualTo(Integer.parseInt(row.substring(0, 3)));
      assertThat(client.closed()).isTrue();
    }
  }

  @Test
  void theResponseComesWhileTheBodyIsStillSent() throws IOException {
    try (RawHttp client = new RawHttp(server.port())) {
      client.send(head("POST", "/services/openchange", "Content-Length: " + LONG));
      client.send(PIECE);
      assertThat(client.reply().status()).isEqualTo(413);
      assertThat(client.closed()).as("the server has no more to say").isTrue();
    }
  }

  @Test
  void anotherRequestNeverMeetsTheClosedConnection() throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (int round = 0; round < 20; round++) {
        HttpRequest.Builder refused = HttpRequest.newBuilder(uri("/services/openchange"));
        assertThat(status(client, refused.POST(BodyPublishers.ofByteArray(new byte[LONG]))))
            .isEqualTo(413);
        assertThat(status(client, HttpRequest.newBuilder(uri("/services/open")))).isEqualTo(200);
      }
    }
  }

  @Test
  void whoNeverStopsSendingIsCut(@TempDir Path folder) throws Exception {
    HttpLimits usual = HttpLimits.DEFAULTS;
    EchoServer hasty =
        new EchoServer(
            folder,
            new HttpLimits(
                usual.openBodyBytesMax(),
                usual.plainBodyBytesMax(),
                usual.textPartBytesMax(),
                usual.uploadBytesMax(),
                Duration.ofMillis(300),
                usual.crowd()));
    try (RawHttp client = new RawHttp(hasty.port())) {
      client.send(head("POST", "/services/openchange", "Content-Length: " + (1L << 40)));
      long start = System.nanoTime();
      boolean cut = false;
      while (!cut && System.nanoTime() - start < TimeUnit.SECONDS.toNanos(60)) {
        try {
          client.send(PIECE);
        } catch (IOException closed) {
          cut = true;
        }
      }
      assertThat(cut).isTrue();
    } finally {
      hasty.close();
    }
  }

  private static String head(String method, String path, String more) {
    return method
        + " "
        + path
        + " HTTP/1.1\r\nHost: h\r\nContent-Type: application/octet-stream\r\n"
        + more
        + "\r\n\r\n";
  }

  private static void sendLong(OutputStream out) throws IOException {
    for (int sent = 0; sent < LONG; sent += PIECE.length) {
      out.write(PIECE);
    }
  }

  private static int status(HttpClient client, HttpRequest.Builder request) throws Exception {
    HttpResponse<Void> response = client.send(request.build(), BodyHandlers.discarding());
    return response.statusCode();
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }
}
