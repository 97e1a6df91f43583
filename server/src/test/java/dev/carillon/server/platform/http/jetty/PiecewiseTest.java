package dev.carillon.server.platform.http.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.server.platform.http.jetty.RawHttp.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Responses that are made while they are sent, and what those hold that wait for their readers. */
class PiecewiseTest {

  /** More than a system keeps for a reader between the server and him. */
  private static final int LARGE = 16_000_000;

  private static final long ROOM = 3L * LARGE / 2;

  @TempDir Path folder;
  private EchoServer server;

  @BeforeEach
  void start() throws IOException {
    HttpLimits usual = HttpLimits.DEFAULTS;
    server =
        new EchoServer(
            folder,
            new HttpLimits(
                usual.openBodyBytesMax(),
                usual.plainBodyBytesMax(),
                usual.textPartBytesMax(),
                usual.uploadBytesMax(),
                usual.slownessMax(),
                new HttpLimits.Crowd(128, 4096, 1 << 20, ROOM)));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aShortOneIsSentWholeWithItsLength() {
    Reply reply = get("/services/pieces?count=3");
    assertThat(reply.body()).isEqualTo("{\"before\":1,\"list\":[0,1,2],\"after\":3}");
    assertThat(reply.header("Content-Length")).isEqualTo("37");
    assertThat(reply.header("Content-Type")).isEqualTo("application/json;charset=UTF-8");
  }

  @Test
  void aLongOneIsTheSameJsonInChunks() {
    Reply reply = get("/services/pieces?count=100000");
    assertThat(reply.header("Transfer-Encoding")).isEqualTo("chunked");
    assertThat(reply.header("Content-Type")).isEqualTo("application/json;charset=UTF-8");
    assertThat(reply.header("Content-Disposition")).isEmpty();
    assertThat(reply.json().path("list")).hasSize(100_000);
    assertThat(reply.json().path("after").asInt()).isEqualTo(100_000);
    assertThat(reply.body()).doesNotContain(" ", "\n");
  }

  @Test
  void whatFailsBeforeTheFirstByteIsAnsweredWithItsStatus() {
    Reply reply = get("/services/pieces?count=100000&failAt=100");
    assertThat(reply.status()).isEqualTo(409);
    assertThat(reply.body()).contains("It is so at 100");
  }

  @Test
  void whatFailsLaterBreaksTheConnection() {
    assertThatThrownBy(() -> get("/services/pieces?count=100000&failAt=90000"))
        .as("no last chunk: nobody can take it for the whole")
        .isInstanceOfAny(java.io.UncheckedIOException.class, NumberFormatException.class);
  }

  @Test
  void responsesThatWaitForReadersTakeNoMoreMemoryThanThereIs() throws Exception {
    String large = "GET /services/large?bytes=" + LARGE + " HTTP/1.1\r\nHost: h\r\n\r\n";
    try (RawHttp slow = RawHttp.slow(server.port())) {
      slow.send(large);
      assertThat((char) slow.socket().getInputStream().read()).isEqualTo('H');
      Reply refused = RawHttp.exchange(server.port(), large);
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.header("Retry-After")).isEqualTo("1");
      assertThat(refused.header("Content-Type")).isEqualTo("application/json;charset=UTF-8");
      assertThat(refused.body()).contains("slow reader");
      assertThat(server.audited).as("what the audit log is told").containsExactly(200, 503);
      assertThat(get("/services/pieces?count=3").status()).as("little finds room").isEqualTo(200);
      assertThat(
              RawHttp.exchange(
                      server.port(), large.replace("GET", "POST").replace("arge?", "argechange?"))
                  .body())
          .as("what was changed is told")
          .hasSizeGreaterThan(LARGE);
    }
    Reply again = RawHttp.exchange(server.port(), large);
    for (int tries = 0; again.status() == 503 && tries < 500; tries++) {
      Thread.sleep(10);
      again = RawHttp.exchange(server.port(), large);
    }
    assertThat(again.status()).as("whoever has gone holds nothing").isEqualTo(200);
  }

  @Test
  void whoLeavesMuchUnreadThatWasChangedChangesNothingMore() throws Exception {
    String change = "POST /services/largechange?bytes=" + LARGE + " HTTP/1.1\r\nHost: h\r\n\r\n";
    try (RawHttp one = RawHttp.slow(server.port());
        RawHttp two = RawHttp.slow(server.port())) {
      for (RawHttp slow : List.of(one, two)) {
        slow.send(change);
        assertThat((char) slow.socket().getInputStream().read()).isEqualTo('H');
      }
      Reply refused = RawHttp.exchange(server.port(), change);
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.body()).contains("slow reader");
    }
  }

  @Test
  void theBodyOfARequestIsNotKeptWhileItsAnswerIsRead() throws Exception {
    try (RawHttp slow = RawHttp.slow(server.port())) {
      slow.send(asking(10_000_000));
      assertThat((char) slow.socket().getInputStream().read()).isEqualTo('H');
      assertThat(RawHttp.exchange(server.port(), asking(3)).status())
          .as("the room for bodies has space for one of them")
          .isEqualTo(200);
    }
  }

  @Test
  void theFileOfARequestIsNotKeptWhileItsAnswerIsRead() throws Exception {
    String form =
        """
        --b
        Content-Disposition: form-data; name="count"

        10000000
        --b
        Content-Disposition: form-data; name="Filedata"; filename="f"

        hello
        --b--
        """
            .replace("\n", "\r\n");
    try (RawHttp slow = RawHttp.slow(server.port())) {
      slow.send(post("multipart/form-data; boundary=b", form));
      assertThat((char) slow.socket().getInputStream().read()).isEqualTo('H');
      assertThat(server.leftovers()).isZero();
    }
  }

  @Test
  void theFileOfARequestIsNotKeptWhileItsAnswerIsWaitedFor() throws Exception {
    String form =
        """
        --b
        Content-Disposition: form-data; name="Filedata"; filename="f"

        hello
        --b--
        """
            .replace("\n", "\r\n");
    String request =
        post("multipart/form-data; boundary=b", form)
            .replace("/services/ownpieces", "/services/later");
    assertThat(RawHttp.exchange(server.port(), request).body()).isEqualTo("{\"files\":0}");
  }

  @Test
  void aLargeElementCountsWhereverItStands() throws Exception {
    String large = "/services/large?bytes=" + LARGE / 4;
    assertThat(get(large).status()).isEqualTo(200);
    try (RawHttp slow = readerInALargeElement()) {
      assertThat(get(large).status()).as("while that waits for its reader").isEqualTo(503);
      assertThat(slow.readsUntil("\"after\":40000}")).as("it has waited only").isTrue();
    }
  }

  /**
   * A slow reader who has come to a large element. Where something else still holds the room when
   * his response comes to it, that breaks off: then another one begins.
   */
  private RawHttp readerInALargeElement() throws IOException {
    String list = "/services/pieces?count=40000&largeEvery=20000&bytes=" + LARGE / 16 * 7;
    for (int tries = 0; tries < 500; tries++) {
      RawHttp slow = RawHttp.slow(server.port());
      slow.send("GET " + list + " HTTP/1.1\r\nHost: h\r\n\r\n");
      if (slow.readsUntil("xxxxxxxx")) {
        return slow;
      }
      slow.close();
    }
    throw new AssertionError("no response came to its large element");
  }

  @Test
  void aLargeElementIsNotCountedWhenItHasBeenSent() {
    String list = "/services/pieces?count=60000&largeEvery=20000&bytes=" + LARGE / 16 * 7;
    assertThat(get(list).body()).endsWith("\"after\":60000}");
  }

  private static String asking(int count) {
    return post(
        "application/json",
        "{\"count\":" + count + ",\"more\":{\"text\":\"" + "x".repeat(600_000) + "\"}}");
  }

  private static String post(String type, String body) {
    return "POST /services/ownpieces HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer good\r\n"
        + "Content-Type: "
        + type
        + "\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  private Reply get(String path) {
    return RawHttp.exchange(server.port(), "GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n");
  }
}
