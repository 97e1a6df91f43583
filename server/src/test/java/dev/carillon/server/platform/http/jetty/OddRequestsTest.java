package dev.carillon.server.platform.http.jetty;

import static dev.carillon.server.platform.http.jetty.OddRequests.BEARER;
import static dev.carillon.server.platform.http.jetty.OddRequests.FORM;
import static dev.carillon.server.platform.http.jetty.OddRequests.HEAD;
import static dev.carillon.server.platform.http.jetty.OddRequests.PARTS;
import static dev.carillon.server.platform.http.jetty.OddRequests.get;
import static dev.carillon.server.platform.http.jetty.OddRequests.part;
import static dev.carillon.server.platform.http.jetty.OddRequests.post;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.platform.http.jetty.RawHttp.Reply;
import dev.carillon.server.testing.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A table of requests as real clients send them, byte for byte. */
class OddRequestsTest {

  /** Long enough for a client that a busy machine holds up between two pieces. */
  private static final Duration SLOWNESS = Duration.ofSeconds(2);

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir static Path folder;
  private static EchoServer server;

  @BeforeAll
  static void start() throws IOException {
    HttpLimits usual = HttpLimits.DEFAULTS;
    server =
        new EchoServer(
            folder,
            new HttpLimits(
                usual.openBodyBytesMax(),
                usual.plainBodyBytesMax(),
                usual.textPartBytesMax(),
                8 << 20,
                SLOWNESS,
                usual.crowd()));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("dev.carillon.server.platform.http.jetty.OddRequests#accepted")
  void anOddRequestIsUnderstood(String what, String request, int status, String[] inBody)
      throws Exception {
    Reply reply = RawHttp.exchange(server.port(), request);
    assertThat(reply.status()).as(reply.text()).isEqualTo(status);
    assertThat(reply.text()).doesNotContain("\n");
    assertThat(inBody).allSatisfy(text -> assertThat(reply.text()).contains(text));
    Await.until("no leftovers", () -> server.leftovers() == 0);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("dev.carillon.server.platform.http.jetty.BadRequests#refused")
  void aBadRequestIsRefusedInOurForm(String what, String request, int status, String[] inBody)
      throws Exception {
    Reply reply = RawHttp.exchange(server.port(), request);
    assertThat(reply.status()).as(reply.text()).isEqualTo(status);
    assertThat(reply.text()).contains(inBody).doesNotEndWith("\n");
    assertThat(reply.json().get("errorcode").asInt()).isEqualTo(status);
    assertThat(reply.json().get("errorname").asText()).isNotEmpty();
    assertThat(reply.header("Content-Type")).isEqualTo("application/json;charset=UTF-8");
    assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
    Await.until("no leftovers", () -> server.leftovers() == 0);
  }

  @Test
  void bytesThatAreNoUtf8AreTakenAsLatin1() {
    byte[] request = get("/services/open?q=Zo\u00eb&x=1").getBytes(ISO_8859_1);
    Reply reply = RawHttp.exchange(server.port(), request);
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    assertThat(reply.json().at("/params/x/0").asText()).isEqualTo("1");
  }

  @Test
  void aJsonBodyThatIsNotUtf8IsRefused() {
    byte[] request =
        post("/services/open", "[\"\u00eb\"]")
            .replace("Content-Length: 6", "Content-Length: 5")
            .getBytes(ISO_8859_1);
    assertThat(RawHttp.exchange(server.port(), request).status()).isEqualTo(400);
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrder() throws IOException {
    try (RawHttp client = new RawHttp(server.port())) {
      client.send(get("/services/open?n=1") + get("/services/nothing") + get("/services/open?n=3"));
      assertThat(client.reply().json().at("/params/n/0").asText()).isEqualTo("1");
      assertThat(client.reply().status()).isEqualTo(404);
      assertThat(client.reply().json().at("/params/n/0").asText()).isEqualTo("3");
    }
  }

  @Test
  void aConnectionIsClosedWhereTheClientSaysSo() throws IOException {
    try (RawHttp client = new RawHttp(server.port())) {
      client.send(get("/services/open", "Connection: close\r\n"));
      assertThat(client.reply().header("Connection")).isEqualTo("close");
      assertThat(client.closed()).isTrue();
    }
  }

  @Test
  void aClientThatWaitsIsToldToContinue() throws IOException {
    try (RawHttp client = new RawHttp(server.port())) {
      client.send(
          "POST /services/open HTTP/1.1\r\n"
              + HEAD
              + FORM
              + "Expect: 100-continue\r\nContent-Length: 3\r\n\r\n");
      assertThat(client.reply().status()).isEqualTo(100);
      client.send("a=1");
      assertThat(client.reply().json().at("/params/a/0").asText()).isEqualTo("1");
    }
  }

  @Test
  void aClientThatWaitsButMayNotSendIsToldAtOnce() throws IOException {
    try (RawHttp client = new RawHttp(server.port())) {
      client.send(
          "POST /services/read HTTP/1.1\r\n"
              + HEAD
              + "Authorization: Bearer bad\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n");
      assertThat(client.reply().status()).isEqualTo(401);
    }
  }

  @Test
  void aRefusedBodyIsReadSoThatItsSenderSeesTheAnswer() throws IOException {
    try (RawHttp client = new RawHttp(server.port())) {
      client.send(
          post("/services/nothing", "x".repeat(500_000), FORM) + get("/services/open?after=1"));
      assertThat(client.reply().status()).isEqualTo(404);
      assertThat(client.reply().status()).isEqualTo(200);
    }
  }

  @Test
  void aCutUploadLeavesNoFile() throws Exception {
    try (RawHttp client = new RawHttp(server.port())) {
      String whole = part("name=Filedata; filename=f", "x".repeat(300_000)) + "--b--\r\n";
      client.send(post("/services/read", whole, PARTS, BEARER).substring(0, 250_000));
      Await.until("it is stored", () -> server.leftovers() == 1);
    }
    Await.until("no leftovers", () -> server.leftovers() == 0);
  }

  @Test
  void anUploadBeyondTheLimitLeavesNoFile() throws Exception {
    String body = part("name=Filedata; filename=f", "x".repeat(9 << 20)) + "--b--\r\n";
    String chunked =
        "POST /services/read HTTP/1.1\r\n"
            + HEAD
            + PARTS
            + BEARER
            + "Transfer-Encoding: chunked\r\n\r\n"
            + Integer.toHexString(body.length())
            + "\r\n"
            + body
            + "\r\n0\r\n\r\n";
    assertThat(RawHttp.exchange(server.port(), chunked).status()).isEqualTo(413);
    Await.until("no leftovers", () -> server.leftovers() == 0);
  }

  @Test
  void aHeadThatDripsInIsCut() throws Exception {
    try (RawHttp client = new RawHttp(server.port())) {
      long from = System.nanoTime();
      assertThat(drips(client, "GET /services/open HTTP/1.1\r\nX-Slow: ", "x")).isTrue();
      assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(PATIENCE);
    }
  }

  @Test
  void aBodyThatDripsInIsCut() throws Exception {
    try (RawHttp client = new RawHttp(server.port())) {
      String head = "POST /services/open HTTP/1.1\r\n" + HEAD + "Content-Length: 100000\r\n\r\n";
      assertThat(drips(client, head, "x")).isTrue();
    }
  }

  @Test
  void aQuickStartDoesNotMakeUpForADripBehindIt() throws Exception {
    try (RawHttp client = new RawHttp(server.port())) {
      String head = "POST /services/open HTTP/1.1\r\n" + HEAD + "Content-Length: 100000\r\n\r\n";
      assertThat(drips(client, head + "x".repeat(90_000), "x")).isTrue();
    }
  }

  @Test
  void anIdleConnectionOutlivesTheTimeForAHead() throws Exception {
    try (RawHttp client = new RawHttp(server.port())) {
      client.send(get("/services/open"));
      assertThat(client.reply().status()).isEqualTo(200);
      Thread.sleep(SLOWNESS.multipliedBy(2));
      client.send(get("/services/open"));
      assertThat(client.reply().status()).isEqualTo(200);
    }
  }

  /** Whether the server ends it before many small pieces were sent. */
  private static boolean drips(RawHttp client, String head, String piece) throws Exception {
    client.send(head);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      try {
        client.send(piece);
        Thread.sleep(20);
        if (client.socket().getInputStream().available() > 0) {
          return client.reply().status() == 408;
        }
      } catch (IOException cut) {
        return true;
      }
    }
    return false;
  }
}
