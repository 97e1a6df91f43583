package dev.carillon.server.attacks.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.attacks.AttackedServer;
import dev.carillon.server.platform.http.jetty.RawHttp;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * F3: requests that two servers in a row could read in two ways. Each is followed by another on the
 * same connection; a second answer with status 200 would mean that the first was read as shorter
 * than a proxy may have thought.
 */
class RawHttpTest {

  private static final String END = "\r\n\r\n";
  private static final String SMUGGLED = "GET /alive.txt?smuggled HTTP/1.1\r\nHost: h" + END;

  @TempDir private static Path home;

  private static AttackedServer server;

  @BeforeAll
  static void open() {
    server = new AttackedServer(home);
  }

  @AfterAll
  static void close() {
    server.close();
  }

  static Stream<Arguments> pairs() {
    return Stream.of(
        row("length and chunks", "Content-Length: 4\r\nTransfer-Encoding: chunked", "0" + END),
        row("chunks and length", "Transfer-Encoding: chunked\r\nContent-Length: 4", "0" + END),
        row("two lengths", "Content-Length: 0\r\nContent-Length: 40", ""),
        row("two lengths in one", "Content-Length: 0, 40", ""),
        row("a length with a sign", "Content-Length: +0", ""),
        row("a negative length", "Content-Length: -1", ""),
        row("a hex length", "Content-Length: 0x10", "0123456789abcdef"),
        row("a length beyond all", "Content-Length: 99999999999999999999", ""),
        row("a length with a space", "Content-Length: 1 0", "0123456789"),
        row("no length", "Content-Length:", ""),
        row("space before the colon", "Transfer-Encoding : chunked", "0" + END),
        row("unknown coding", "Transfer-Encoding: xchunked", "0" + END),
        row("coding in another order", "Transfer-Encoding: chunked, identity", "0" + END),
        row("identity", "Transfer-Encoding: identity", "0" + END),
        row("chunked twice", "Transfer-Encoding: chunked, chunked", "0" + END),
        row("coding on two lines", "Transfer-Encoding: chunked\r\nTransfer-Encoding: x", "0" + END),
        row("vertical tab", "Transfer-Encoding: \u000bchunked", "0" + END),
        row("header without a colon", "Content-Length 0", ""),
        row("NUL in a header", "X: a\0b\r\nContent-Length: 0", ""),
        row("bare carriage return", "X: a\rTransfer-Encoding: chunked", "0" + END),
        row("a chunk's size with a sign", "Transfer-Encoding: chunked", "+1\r\na\r\n0" + END),
        row("a chunk's size in words", "Transfer-Encoding: chunked", "zz\r\na\r\n0" + END),
        row("a negative chunk", "Transfer-Encoding: chunked", "-1\r\na\r\n0" + END),
        row(
            "a chunk beyond all",
            "Transfer-Encoding: chunked",
            "fffffffffffffffff\r\na\r\n0" + END),
        row("a chunk with more than it says", "Transfer-Encoding: chunked", "1\r\nabcd\r\n0" + END),
        row("two hosts", "Host: other\r\nContent-Length: 0", ""));
  }

  private static Arguments row(String what, String headers, String body) {
    String head = "POST /services/ping HTTP/1.1\r\nHost: h\r\n" + headers + END;
    return Arguments.of(what, head + body + SMUGGLED);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pairs")
  void itIsRefusedAndWhatFollowsIsNotAnswered(String what, String request) throws IOException {
    try (RawHttp client = new RawHttp(server.port())) {
      client.send(request);
      RawHttp.Reply first = client.reply();
      assertThat(first.status()).as(what + first.text()).isIn(400, 411, 413, 501);
      try {
        RawHttp.Reply second = client.reply();
        assertThat(second.text()).as("smuggled").doesNotContain("alive");
      } catch (EOFException | SocketException closed) {
        // as it should be
        assertThat(closed).isNotNull();
      }
    }
  }

  static Stream<Arguments> tooMuch() {
    String get = "GET /alive.txt HTTP/1.1\r\nHost: h\r\n";
    return Stream.of(
        Arguments.of("a URL of 1 MB", "GET /" + "a".repeat(1 << 20) + " HTTP/1.1\r\n\r\n", 414),
        Arguments.of("100,000 headers", get + "A: b\r\n".repeat(100_000) + "\r\n", 431),
        Arguments.of("a header of 1 MB", get + "A: " + "b".repeat(1 << 20) + "\r\n\r\n", 431),
        Arguments.of("a name of 1 MB", get + "b".repeat(1 << 20) + ": a\r\n\r\n", 431),
        Arguments.of("a method of 1 MB", "G".repeat(1 << 20) + " / HTTP/1.1\r\n\r\n", 431),
        Arguments.of("10,000 cookies", get + "Cookie: " + "a=b; ".repeat(10_000) + "\r\n\r\n", 200),
        Arguments.of("20,000 cookies", get + "Cookie: " + "a=b; ".repeat(20_000) + "\r\n\r\n", 431),
        Arguments.of("an empty request", "\r\n\r\n" + get + "\r\n", 200),
        Arguments.of("HTTP/0.9", "GET /alive.txt\r\n\r\n", 505),
        Arguments.of("HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 426),
        Arguments.of("TLS", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\r\n\r\n", 400));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tooMuch")
  void tooMuchIsToldAsSuch(String what, String request, int status) throws IOException {
    try (RawHttp client = new RawHttp(server.port())) {
      try {
        client.send(request);
      } catch (IOException answeredMeanwhile) {
        assertThat(client.reply().status()).as(what).isEqualTo(status);
        return;
      }
      RawHttp.Reply reply = client.reply();
      assertThat(reply.status()).as(what + reply.text()).isEqualTo(status);
      assertThat(reply.header("X-Content-Type-Options")).as(what).isEqualTo("nosniff");
    }
  }
}
