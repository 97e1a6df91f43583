package dev.carillon.server.attacks.limits;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.attacks.AttackedServer;
import dev.carillon.server.attacks.Visitor;
import dev.carillon.server.platform.http.jetty.RawHttp;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** F2: JSON that breaks readers is refused, soon and without much room. */
@Tag("alone")
@Tag("long")
class JsonCorpusTest {

  private static final Set<Integer> REFUSED = Set.of(400, 413, 415);
  private static final long MILLIS_MAX = 1000;
  private static final long BYTES_MAX = 20L << 20;
  private static final int ROUNDS = 10;
  private static final int LARGE = 50_000;

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

  /** A body that is made while it is sent: it takes no room here. */
  @SuppressWarnings("ArrayRecordComponent") // bytes on their way out; nobody compares them
  record Huge(byte[] head, byte[] piece, int times, byte[] tail) {

    static Huge of(String head, String piece, int times, String tail) {
      return new Huge(head.getBytes(UTF_8), piece.getBytes(UTF_8), times, tail.getBytes(UTF_8));
    }

    long length() {
      return head.length + (long) piece.length * times + tail.length;
    }

    void writeTo(OutputStream out, boolean chunked) throws IOException {
      int each = Math.max(1, (32 << 10) / Math.max(1, piece.length));
      write(out, head, chunked);
      byte[] many = new byte[piece.length * Math.min(each, Math.max(times, 1))];
      for (int i = 0; i < many.length; i++) {
        many[i] = piece[i % piece.length];
      }
      for (int left = times; left > 0; left -= each) {
        int now = Math.min(left, each);
        write(out, now == each ? many : Arrays.copyOf(many, now * piece.length), chunked);
      }
      write(out, tail, chunked);
      if (chunked) {
        out.write("0\r\n\r\n".getBytes(UTF_8));
      }
    }

    private static void write(OutputStream out, byte[] bytes, boolean chunked) throws IOException {
      if (bytes.length > 0 && chunked) {
        out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(UTF_8));
      }
      out.write(bytes);
      if (bytes.length > 0 && chunked) {
        out.write("\r\n".getBytes(UTF_8));
      }
    }
  }

  static Stream<Arguments> corpus() {
    String hook =
        "{\"name\":\"w\",\"url\":\"http://127.0.0.1:9/\",\"eventTypes\":[\"asset_create\"]";
    return Stream.of(
        row("depth 100,000", Huge.of("", "[", 100_000, "")),
        row("depth 100,000, closed", Huge.of("", "{\"a\":", 100_000, "1")),
        row("50 MB", Huge.of("[0", ",1234567890", 5_000_000, "]")),
        row("a text of 10 MB", Huge.of(hook + ",\"description\":\"", "x", 10_000_000, "\"}")),
        row("a text of 3 MB", Huge.of(hook + ",\"description\":\"", "x", 3_000_000, "\"}")),
        row("a name of 3 MB", Huge.of("{\"", "x", 3_000_000, "\":1}")),
        row("a million keys", Huge.of("{\"a\":1", ",\"k\":1", 1_000_000, "}")),
        row("half a million empty arrays", Huge.of("[0", ",[]", 1_300_000, "]")),
        row("a number of a million digits", Huge.of("[1", "0", 1_000_000, "]")),
        row("1e999999", small("[1e999999]")),
        row("1e99999999999", small("{\"a\":1e99999999999}")),
        row("duplicates", small(hook + ",\"name\":\"other\"}")),
        row("NaN", small("[NaN]")),
        row("Infinity", small("{\"a\":-Infinity}")),
        row("two byte order marks", small("\uFEFF\uFEFF{}")),
        row("half a pair", small("{\"name\":\"\\ud800\"}")),
        row("half a pair in a name", small("{\"\\udfff\":1}")),
        row("NUL", small("{\"name\":\"a\\u0000b\"}")),
        row("raw NUL", small("{\"name\":\"a\0b\"}")),
        row(
            "not UTF-8",
            new Huge("{\"name\":\"\u00ff\u00fe\"}".getBytes(ISO_8859_1), NONE, 0, NONE)),
        row(
            "overlong UTF-8",
            new Huge("{\"name\":\"\u00c0\u00af\"}".getBytes(ISO_8859_1), NONE, 0, NONE)),
        row("UTF-16", new Huge("{\"name\":\"w\"}".getBytes(UTF_16LE), NONE, 0, NONE)),
        row("cut", small("{\"name\":\"w")),
        row("trailing junk", small(hook + "} {}")),
        row("a comment", small("/* a */ {}")),
        row("single quotes", small("{'name':'w'}")),
        row("nothing but spaces", Huge.of("", " ", 100_000, "")),
        row("a text", small("\"{}\"")),
        row("null", small("null")));
  }

  private static final byte[] NONE = {};

  private static Huge small(String text) {
    return Huge.of(text, "", 0, "");
  }

  private static Arguments row(String what, Huge body) {
    return Arguments.of(what, body);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("corpus")
  void itIsRefusedSoonAndWithoutMuchRoom(String what, Huge body) throws Exception {
    for (boolean chunked : List.of(false, true)) {
      long best = Long.MAX_VALUE;
      for (int round = 0; round < ROUNDS && best > MILLIS_MAX * 1_000_000; round++) {
        long from = System.nanoTime();
        int status = send(body, chunked);
        best = Math.min(best, System.nanoTime() - from);
        assertThat(status).as(what).isIn(REFUSED);
      }
      assertThat(best / 1_000_000).as("%s, chunked %s: ms", what, chunked).isLessThan(MILLIS_MAX);
    }
    if (body.length() > LARGE) {
      try (LiveHeap heap = new LiveHeap()) {
        send(body, true);
        assertThat(heap.grown()).as("%s: bytes", what).isLessThan(BYTES_MAX);
      }
    }
    assertThat(server.get(Visitor.SUPER_PRO, "/services/ping").statusCode()).isEqualTo(200);
  }

  private static int send(Huge body, boolean chunked) throws IOException {
    try (RawHttp client = new RawHttp(server.port())) {
      StringBuilder head =
          new StringBuilder("POST /services/admin/webhook HTTP/1.1\r\nHost: h\r\n");
      server
          .proof(Visitor.SUPER_PRO)
          .forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
      head.append("Content-Type: application/json\r\n");
      head.append(
          chunked ? "Transfer-Encoding: chunked\r\n" : "Content-Length: " + body.length() + "\r\n");
      client.send(head.append("\r\n").toString());
      try {
        OutputStream out = client.socket().getOutputStream();
        body.writeTo(out, chunked);
        out.flush();
      } catch (IOException refusedMeanwhile) {
        // the answer is there already
        return client.reply().status();
      }
      return client.reply().status();
    }
  }
}
