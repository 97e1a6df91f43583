package dev.carillon.hooks.contracts.send;

import static dev.carillon.hooks.contracts.send.Requests.LOOPBACK;
import static dev.carillon.hooks.contracts.send.Requests.errorClass;
import static dev.carillon.hooks.contracts.send.Requests.names;
import static dev.carillon.hooks.contracts.send.Requests.request;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.Certificates;
import dev.carillon.hooks.delivery.ErrorClass;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.SignedRequest;
import dev.carillon.hooks.http.HttpSender;
import dev.carillon.hooks.http.HttpSettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** R9: what is not proved to be the receiver gets no byte of the payload. */
@Timeout(120)
class TlsTest {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

  /** The answer fills the sender's buffer to the last byte; both are in one record. */
  private static final String ANSWER_AND_MORE =
      answerOf(8 * 1024) + "HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n";

  private static final Duration PATIENCE = Duration.ofSeconds(15);

  @TempDir static Path directory;
  private static Certificates certificates;

  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final Set<Integer> ports = new CopyOnWriteArraySet<>();
  private final List<SSLSession> sessions = new CopyOnWriteArrayList<>();
  private final AtomicInteger closed = new AtomicInteger();

  @BeforeAll
  static void makeCertificates() throws Exception {
    certificates = new Certificates(directory);
  }

  @ParameterizedTest
  @CsvSource({
    "expired, TLS_EXPIRED", "early, TLS_EXPIRED", "itself, TLS_UNTRUSTED",
    "unknown, TLS_UNTRUSTED", "elsewhere, TLS_HOST", "weak, TLS_UNTRUSTED",
  })
  void refusesABadCertificateBeforeAnythingIsSent(String alias, ErrorClass expected)
      throws Exception {
    try (SSLServerSocket receiver = receiver(certificates.showing(alias), socket -> {});
        HttpSender sender = sender(certificates.trusting())) {
      for (String host : List.of("localhost", "127.0.0.1")) {
        Outcome outcome = sender.send(to(host, receiver.getLocalPort()));
        assertThat(errorClass(outcome)).as(outcome.error()).isEqualTo(expected);
      }
      assertThat(heard).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"TLSv1.2", "TLSv1.3"})
  void sendsToAGoodOneByNameAndByAddressAndKeepsTheConnection(String protocol) throws Exception {
    try (SSLServerSocket receiver =
            receiver(
                certificates.showing("good"),
                socket -> socket.setEnabledProtocols(new String[] {protocol}));
        HttpSender sender = sender(certificates.trusting())) {
      for (String host : List.of("localhost", "127.0.0.1")) {
        for (int i = 0; i < 3; i++) {
          Outcome outcome = sender.send(to(host, receiver.getLocalPort()));
          assertThat(outcome.error()).isEmpty();
        }
      }
      assertThat(heard).hasSize(6);
      assertThat(ports).hasSize(2);
      assertThat(sessions).allMatch(session -> session.getProtocol().equals(protocol));
    }
  }

  @Test
  void aKeptConnectionThatThePeerHasClosedFailsNoAttempt() throws Exception {
    try (SSLServerSocket receiver =
            receiver(certificates.showing("good"), socket -> ports.clear());
        HttpSender sender = sender(certificates.trusting())) {
      for (int i = 0; i < 10; i++) {
        Outcome outcome =
            sender.send(
                request("https://localhost:" + receiver.getLocalPort() + "/last", "{}", PATIENCE));
        assertThat(outcome.error()).isEmpty();
        while (closed.get() <= i) {
          Thread.sleep(5);
        }
        Thread.sleep(20);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"TLSv1.2", "TLSv1.3"})
  void whatNobodyAskedForIsNoAnswerToTheNextRequest(String protocol) throws Exception {
    try (SSLServerSocket receiver =
            receiver(
                certificates.showing("good"),
                socket -> socket.setEnabledProtocols(new String[] {protocol}));
        HttpSender sender = sender(certificates.trusting())) {
      String url = "https://localhost:" + receiver.getLocalPort() + "/more";
      for (int i = 0; i < 2; i++) {
        Outcome outcome = sender.send(request(url, "{}", PATIENCE));
        assertThat(outcome).as(outcome.error()).isInstanceOf(Outcome.Accepted.class);
      }
      assertThat(ports).hasSize(2);
    }
  }

  @ParameterizedTest
  @CsvSource({"TLSv1.2", "TLSv1.3"})
  void aClientCertificateIsShownWhereThereIsOne(String protocol) throws Exception {
    Consumer<SSLServerSocket> demanding =
        socket -> {
          socket.setNeedClientAuth(true);
          socket.setEnabledProtocols(new String[] {protocol});
        };
    try (SSLServerSocket receiver = receiver(certificates.showing("good"), demanding);
        HttpSender without = sender(certificates.trusting());
        HttpSender with = sender(certificates.showing("client"))) {
      Outcome refused = without.send(to("localhost", receiver.getLocalPort()));
      // in 1.3 the demand comes after our side of the handshake, and a reset may overtake it
      ErrorClass errorClass = errorClass(refused);
      if (protocol.equals("TLSv1.2") || errorClass != ErrorClass.RESET) {
        assertThat(errorClass).as(refused.error()).isEqualTo(ErrorClass.TLS_PROTOCOL);
      }
      assertThat(heard).isEmpty();
      assertThat(with.send(to("localhost", receiver.getLocalPort())).error()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    // an alert "protocol version", and a ServerHello of TLS 1.0 and of 1.1
    "15030100020246",
    "160301002a0200002603010000000000000000000000000000000000000000000000000000000000000000"
        + "00002f00",
    "160302002a0200002603020000000000000000000000000000000000000000000000000000000000000000"
        + "00002f00",
  })
  void refusesOldVersions(String answer) throws Exception {
    try (ServerSocket old = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        HttpSender sender = sender(certificates.trusting())) {
      Thread.ofVirtual().start(() -> answerRaw(old, HexFormat.of().parseHex(answer)));
      assertThat(errorClass(sender.send(to("127.0.0.1", old.getLocalPort()))))
          .isEqualTo(ErrorClass.TLS_PROTOCOL);
    }
  }

  /** An answer of so many bytes in all, a four-digit number. */
  private static String answerOf(int bytes) {
    String head = "HTTP/1.1 200 OK\r\nContent-Length: ";
    int length = bytes - head.length() - 8;
    return head + length + "\r\n\r\n" + "x".repeat(length);
  }

  private static void answerRaw(ServerSocket listener, byte[] bytes) {
    try (Socket socket = listener.accept()) {
      socket.getInputStream().read(new byte[4096]);
      socket.getOutputStream().write(bytes);
      socket.getInputStream().read(new byte[4096]);
    } catch (IOException gone) {
      // as expected
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aBodyThatEndsWithItsConnectionIsWholeWithAFarewellOnly(boolean farewell) throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        HttpSender sender = sender(certificates.trusting())) {
      SSLContext shown = certificates.showing("good");
      Thread.ofVirtual().start(() -> answerUntilClose(listener, shown, farewell));
      Outcome outcome = sender.send(to("127.0.0.1", listener.getLocalPort()));
      if (farewell) {
        assertThat(outcome.error()).isEmpty();
        assertThat(Requests.answer(outcome).body()).isEqualTo("thanks");
      } else {
        assertThat(errorClass(outcome)).isEqualTo(ErrorClass.CLOSED_EARLY);
        assertThat(outcome.error()).contains("close_notify");
      }
    }
  }

  private static Socket serverSide(SSLContext shown, Socket socket) throws IOException {
    SSLSocket secure =
        (SSLSocket) shown.getSocketFactory().createSocket(socket, "sender", 0, false);
    secure.setUseClientMode(false);
    return secure;
  }

  private static void answerUntilClose(ServerSocket listener, SSLContext shown, boolean farewell) {
    try (Socket socket = listener.accept();
        Socket secure = serverSide(shown, socket)) {
      secure.getInputStream().read(new byte[8192]);
      secure.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\nthanks".getBytes(ISO_8859_1));
      if (!farewell) {
        socket.shutdownOutput();
      }
    } catch (IOException gone) {
      // as expected
    }
  }

  private static SignedRequest to(String host, int port) {
    return request("https://" + host + ":" + port + "/hook", "{\"secret\":1}", PATIENCE);
  }

  private static HttpSender sender(SSLContext context) {
    return new HttpSender(
        names("127.0.0.1"), () -> LOOPBACK, HttpSettings.standard().trusting(context));
  }

  private SSLServerSocket receiver(SSLContext context, Consumer<SSLServerSocket> set)
      throws IOException {
    SSLServerSocket listener =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    set.accept(listener);
    Thread.ofVirtual()
        .start(
            () -> {
              while (!listener.isClosed()) {
                try {
                  Socket socket = listener.accept();
                  Thread.ofVirtual().start(() -> serve((SSLSocket) socket));
                } catch (IOException closed) {
                  return;
                }
              }
            });
    return listener;
  }

  private void serve(SSLSocket socket) {
    try (socket) {
      InputStream in = socket.getInputStream();
      byte[] bytes = new byte[8192];
      while (true) {
        int read = in.read(bytes);
        if (read < 0) {
          return;
        }
        String request = new String(bytes, 0, read, ISO_8859_1);
        heard.add(request);
        ports.add(socket.getPort());
        sessions.add(socket.getSession());
        String answer = request.startsWith("POST /more") ? ANSWER_AND_MORE : OK;
        socket.getOutputStream().write(answer.getBytes(ISO_8859_1));
        if (request.startsWith("POST /last")) {
          return;
        }
      }
    } catch (IOException refused) {
      // the handshake failed, or the sender has gone
    } finally {
      closed.incrementAndGet();
    }
  }
}
