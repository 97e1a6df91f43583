package dev.carillon.server.addressguard;

import static dev.carillon.server.testing.Operator.JSON;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.server.testing.Operator;
import dev.carillon.server.testing.TestResponse;
import dev.carillon.server.testing.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** S7: what administrators put into headers, and what of it is on the wire. */
class HeadersTest {

  private static final String WEBHOOKS = "/services/admin/webhook/";

  private static final List<String> NAMES =
      List.of(
          "X-A\r\nX-Evil",
          "X-A\nX-Evil",
          "X-A\rX-Evil",
          "X-A:",
          ":",
          "X-A: b\r\nX-Evil",
          "X A",
          " X-A",
          "X-A ",
          "X-A\t",
          "",
          "X-\u00c4",
          "X-\u2028Evil",
          "X-(A)",
          "X-A/B",
          "X-\"A\"",
          "Host",
          "HOST",
          "Content-Length",
          "content-type",
          "Content-Encoding",
          "Transfer-Encoding",
          "Connection",
          "Keep-Alive",
          "TE",
          "Trailer",
          "Upgrade",
          "Expect",
          "User-Agent",
          "HTTP2-Settings",
          "webhook-id",
          "Webhook-Signature",
          "webhook-anything",
          "Proxy-Connection",
          "proxy-authorization",
          "X-Hook-Signature",
          "x-hook-evil",
          ":authority",
          "X-" + "a".repeat(5000));

  private static final List<String> VALUES =
      List.of(
          "a\r\nX-Evil: b",
          "a\nX-Evil: b",
          "a\rX-Evil: b",
          "a\u0085b",
          "a\u2028X-Evil: b",
          "a\u000bb",
          "a\u007fb",
          "\u00e4",
          "a\u560d\u560aX-Evil: b",
          "\r\n\r\nGET / HTTP/1.1",
          "a".repeat(4097),
          "\u0001");

  @TempDir private Path home;
  private final List<String> wire = new CopyOnWriteArrayList<>();
  private ServerSocket receiver;
  private TestServer server;
  private Operator operator;

  @BeforeEach
  void start() throws Exception {
    receiver = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
    Thread.ofVirtual().start(this::accept);
    server = new TestServer(home);
    operator = new Operator(server.server());
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
    receiver.close();
  }

  @Test
  void noneOfThemIsTakenByAnyWay() {
    String saved = operator.register(url(), true).ok().get("id").asText();
    SoftAssertions all = new SoftAssertions();
    List<ObjectNode> bad = new ArrayList<>();
    NAMES.forEach(name -> bad.add(JSON.createObjectNode().put(name, "evil")));
    VALUES.forEach(value -> bad.add(JSON.createObjectNode().put("X-A", value)));
    bad.add(JSON.createObjectNode().put("X-A", "a\u0000b"));
    bad.add(JSON.createObjectNode().put("X-A\u0000", "evil"));
    bad.add(JSON.createObjectNode().put("X-A", "a").put("x-a", "evil"));
    for (ObjectNode headers : bad) {
      ObjectNode change = JSON.createObjectNode();
      change.set("customHeaders", headers);
      ObjectNode tried = change.deepCopy().put("url", url());
      ObjectNode made = tried.deepCopy().put("name", "w");
      made.putArray("eventTypes");
      for (TestResponse refused :
          List.of(
              operator.change(saved, change),
              operator.json("POST", WEBHOOKS, made),
              operator.json("POST", "/api/tests", tried))) {
        all.assertThat(refused.status()).as(headers.toString()).isEqualTo(400);
        all.assertThat(refused.words()).as(headers.toString()).contains("customHeaders");
      }
    }
    all.assertAll();
    operator.json("POST", "/api/webhooks/" + saved + "/tests", "{}").ok();
    assertThat(wire).hasSize(1);
    assertThat(wire.getFirst().toLowerCase(java.util.Locale.ROOT)).doesNotContain("evil", "x-a");
  }

  @Test
  void whatIsAllowedIsOnTheWireAsItWasWrittenAndOnce() {
    ObjectNode body = JSON.createObjectNode().put("url", url());
    body.putObject("customHeaders")
        .put("Authorization", "Bearer a:b;c=\"d\", e")
        .put("X-Long", "x".repeat(4096))
        .put("!#$%&'*+.^_`|~1", "%0d%0aX-Evil: b");
    operator.json("POST", "/api/tests", body).ok();
    String head = wire.getFirst().substring(0, wire.getFirst().indexOf("\r\n\r\n"));
    List<String> lines = List.of(head.split("\r\n"));
    assertThat(lines)
        .contains(
            "Authorization: Bearer a:b;c=\"d\", e",
            "X-Long: " + "x".repeat(4096),
            "!#$%&'*+.^_`|~1: %0d%0aX-Evil: b");
    assertThat(head.replace("\r\n", "")).doesNotContain("\r", "\n", "\0");
    List<String> names =
        lines.stream().skip(1).map(line -> line.substring(0, line.indexOf(':'))).toList();
    assertThat(names).doesNotHaveDuplicates();
  }

  private String url() {
    return "http://127.0.0.1:" + receiver.getLocalPort() + "/hook";
  }

  private void accept() {
    while (!receiver.isClosed()) {
      try (Socket socket = receiver.accept()) {
        byte[] bytes = new byte[65_536];
        int size = 0;
        while (!complete(new String(bytes, 0, size, ISO_8859_1))) {
          int more = socket.getInputStream().read(bytes, size, bytes.length - size);
          if (more < 0) {
            break;
          }
          size += more;
        }
        wire.add(new String(bytes, 0, size, ISO_8859_1));
        socket
            .getOutputStream()
            .write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".getBytes(ISO_8859_1));
      } catch (IOException closed) {
        if (!receiver.isClosed()) {
          throw new UncheckedIOException(closed);
        }
      }
    }
  }

  private static boolean complete(String request) {
    int end = request.indexOf("\r\n\r\n");
    return end >= 0 && request.length() > end + 4 && request.endsWith("}");
  }
}
