package dev.carillon.hooks.contracts.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.carillon.hooks.contracts.Received;
import dev.carillon.hooks.contracts.ScriptedReceiver;
import dev.carillon.hooks.contracts.ScriptedReceiver.Script;
import dev.carillon.hooks.delivery.ErrorClass;
import dev.carillon.hooks.delivery.Header;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.delivery.SignedRequest;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.http.HttpSender;
import dev.carillon.hooks.http.address.AddressGuard;
import dev.carillon.hooks.http.address.Resolver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpSenderTest {

  /** For attempts that have to end at their deadline; a hang is far longer than what is spare. */
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private static final Duration SPARE = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Resolver NAMES =
      (host, deadline) -> {
        try {
          return List.of(InetAddress.getAllByName(host));
        } catch (UnknownHostException unknown) {
          throw new Resolver.NameNotFoundException(host);
        }
      };

  private final HttpSender sender =
      new HttpSender(NAMES, () -> new AddressGuard(AddressGuard.LOOPBACK, Set.of()));

  @AfterEach
  void close() {
    sender.close();
  }

  @Test
  void sendsExactlyTheGivenHeadersAndBytesInOnePiece() {
    try (ScriptedReceiver receiver = ScriptedReceiver.answering(204)) {
      String body = "{\"name\":\"Füße 😀\",\"x\":\"" + "é".repeat(20_000) + "\"}";

      Outcome outcome =
          sender.send(request(receiver.url() + "/a%20b;x=1/?q=%C3%A4&r=%5B1%5D", body));

      assertThat(outcome.success()).isTrue();
      Received received = receiver.next(PATIENCE);
      assertThat(received.requestLine())
          .isEqualTo("POST /hook/a%20b;x=1/?q=%C3%A4&r=%5B1%5D HTTP/1.1");
      assertThat(received.text()).isEqualTo(body);
      assertThat(received.firstRead()).isGreaterThan(received.body().length);
      assertThat(received.headers())
          .contains(
              Map.entry("X-Hook-Signature", "abc"),
              Map.entry("User-Agent", "Carillon/test"),
              Map.entry("Content-Type", "application/json; charset=UTF-8"))
          .extracting(Map.Entry::getKey)
          .containsExactly(
              "Host",
              "Connection",
              "Content-Type",
              "User-Agent",
              "X-Hook-Signature",
              "Content-Length");
    }
  }

  @Test
  void aLineBreakInAHeaderNeverGetsOut() {
    try (ScriptedReceiver receiver = ScriptedReceiver.answering(200)) {
      for (String value : List.of("a\r\nX-Evil: 1", "a\n", "\u010a", "\u0000", "\u007f")) {
        List<Header> headers = List.of(new Header("X-Custom", value));
        assertThatIllegalArgumentException()
            .isThrownBy(
                () ->
                    sender.send(
                        new SignedRequest(receiver.url(), headers, Payload.of("{}"), PATIENCE)));
      }
      assertThat(sender.send(request(receiver.url(), "{}")).success()).isTrue();
      assertThat(receiver.next(PATIENCE).header("X-Evil")).isEmpty();
      assertThat(receiver.rest()).isEmpty();
    }
  }

  @Test
  void keepsTheConnectionForTheNextRequest() {
    List<Integer> ports = new CopyOnWriteArrayList<>();
    Script script =
        (request, out, socket) -> {
          ports.add(socket.getPort());
          return Script.status(200).answer(request, out, socket);
        };
    try (ScriptedReceiver receiver = ScriptedReceiver.start(script)) {
      sender.send(request(receiver.url(), "1"));
      sender.send(request(receiver.url(), "2"));
      assertThat(ports).hasSize(2).allMatch(port -> port.equals(ports.getFirst()));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "200, Accepted", "204, Accepted", "299, Accepted", "301, Rejected", "307, Rejected",
    "400, Rejected", "410, Rejected", "429, Rejected", "500, Rejected", "503, Rejected"
  })
  void tellsTheStatusAndFollowsNothing(int status, String kind) {
    Script script =
        Script.bytes(
            "HTTP/1.1 "
                + status
                + " X\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: "
                + (status == 204 ? "0\r\n\r\n" : "2\r\n\r\nhi"));
    try (ScriptedReceiver receiver = ScriptedReceiver.start(script)) {
      Outcome outcome = sender.send(request(receiver.url(), "{}"));
      assertThat(outcome.getClass().getSimpleName()).isEqualTo(kind);
      assertThat(answer(outcome).status()).isEqualTo(status);
      assertThat(answer(outcome).header("location")).contains("http://127.0.0.1:9/");
      assertThat(receiver.next(PATIENCE)).isNotNull();
      assertThat(receiver.rest()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "CLOSED_EARLY|",
        "CLOSED_EARLY|HTTP/1.1 200 OK\\r\\nContent-Length: 10\\r\\n\\r\\nhalf",
        "CLOSED_EARLY|HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n5\\r\\nab",
        "BAD_HTTP|HTTP/9.9 200 OK\\r\\n\\r\\n",
        "BAD_HTTP|HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\nzz\\r\\n",
      })
  void namesWhatIsWrongWithAnAnswer(ErrorClass expected, String raw) {
    String bytes = raw == null ? "" : raw.replace("\\r", "\r").replace("\\n", "\n");
    try (ScriptedReceiver receiver = ScriptedReceiver.start(Script.bytes(bytes))) {
      assertThat(errorClass(sender.send(request(receiver.url(), "{}")))).isEqualTo(expected);
    }
  }

  @Test
  void anAnswerThatNeverComesEndsAtTheDeadline() {
    Script silent =
        (request, out, socket) -> {
          Thread.sleep(60_000);
          return false;
        };
    endsInTime(silent);
  }

  @Test
  void anAnswerThatDripsEndsAtTheDeadline() {
    Script dripping =
        (request, out, socket) -> {
          out.write(
              "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
          while (true) {
            out.write('x');
            out.flush();
            Thread.sleep(50);
          }
        };
    endsInTime(dripping);
  }

  private void endsInTime(Script script) {
    try (ScriptedReceiver receiver = ScriptedReceiver.start(script)) {
      long began = System.nanoTime();
      Outcome outcome = sender.send(request(receiver.url(), "{}", TIMEOUT));
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      assertThat(errorClass(outcome)).isEqualTo(ErrorClass.ANSWER_TIMEOUT);
      assertThat(took).isBetween(TIMEOUT.minusMillis(50), TIMEOUT.plus(SPARE));
    }
  }

  @Test
  void anEndlessBodyIsCutAndItsStatusCounts() {
    Script endless =
        (request, out, socket) -> {
          out.write(
              "HTTP/1.1 500 X\r\nContent-Length: 1000000000\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
          byte[] block = "y".repeat(8192).getBytes(StandardCharsets.US_ASCII);
          while (true) {
            out.write(block);
          }
        };
    try (ScriptedReceiver receiver = ScriptedReceiver.start(endless)) {
      ReceiverResponse answer = answer(sender.send(request(receiver.url(), "{}")));
      assertThat(answer.status()).isEqualTo(500);
      assertThat(answer.cut()).isTrue();
      assertThat(answer.bodyBytes()).isEqualTo(ReceiverResponse.BODY_BYTES_READ_MAX);
      assertThat(answer.body()).hasSize(ReceiverResponse.BODY_BYTES_KEPT_MAX);
    }
  }

  @Test
  void aResetIsAReset() {
    Script reset =
        (request, out, socket) -> {
          socket.setSoLinger(true, 0);
          return false;
        };
    try (ScriptedReceiver receiver = ScriptedReceiver.start(reset)) {
      assertThat(errorClass(sender.send(request(receiver.url(), "{}"))))
          .isEqualTo(ErrorClass.RESET);
    }
  }

  @Test
  void nobodyListeningIsRefused() throws Exception {
    // a socket that does not listen keeps the port from everybody else
    try (Socket deaf = new Socket()) {
      deaf.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      assertThat(
              errorClass(
                  sender.send(request("http://127.0.0.1:" + deaf.getLocalPort() + "/", "{}"))))
          .isEqualTo(ErrorClass.CONNECT_REFUSED);
    }
  }

  @Test
  void aBlockedAddressIsNotDialled() {
    try (ScriptedReceiver receiver = ScriptedReceiver.answering(200);
        HttpSender strict = new HttpSender(NAMES, () -> new AddressGuard(List.of(), Set.of()))) {
      for (String host : List.of("127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]")) {
        Outcome outcome =
            strict.send(request("http://" + host + ":" + receiver.port() + "/", "{}"));
        assertThat(outcome).as(host).isInstanceOf(Outcome.Blocked.class);
      }
      assertThat(receiver.rest()).isEmpty();
    }
  }

  @Test
  void plainHttpAtATlsUrlIsATlsFault() throws Exception {
    try (ServerSocket plain = new ServerSocket(0)) {
      Thread.ofVirtual()
          .start(
              () -> {
                try (var socket = plain.accept()) {
                  socket.getInputStream().read();
                  socket
                      .getOutputStream()
                      .write("HTTP/1.1 400 Bad\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                } catch (IOException gone) {
                  throw new UncheckedIOException(gone);
                }
              });
      assertThat(
              errorClass(
                  sender.send(request("https://127.0.0.1:" + plain.getLocalPort() + "/", "{}"))))
          .isEqualTo(ErrorClass.TLS_PROTOCOL);
    }
  }

  private static SignedRequest request(String url, String body) {
    return request(url, body, PATIENCE);
  }

  private static SignedRequest request(String url, String body, Duration timeout) {
    return new SignedRequest(
        url,
        List.of(
            new Header("Content-Type", "application/json; charset=UTF-8"),
            new Header("User-Agent", "Carillon/test"),
            new Header("X-Hook-Signature", "abc")),
        Payload.of(body),
        timeout);
  }

  private static ReceiverResponse answer(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Accepted accepted -> accepted.response();
      case Outcome.Rejected rejected -> rejected.response();
      case Outcome.NoResponse noResponse -> throw new AssertionError(noResponse);
      case Outcome.Blocked blocked -> throw new AssertionError(blocked);
      case Outcome.Acknowledged none -> throw new AssertionError(none);
    };
  }

  private static ErrorClass errorClass(Outcome outcome) {
    return ((Outcome.NoResponse) outcome).errorClass();
  }
}
