package dev.carillon.hooks.contracts.send;

import static dev.carillon.hooks.contracts.send.Requests.LOOPBACK;
import static dev.carillon.hooks.contracts.send.Requests.PATIENCE;
import static dev.carillon.hooks.contracts.send.Requests.SPARE;
import static dev.carillon.hooks.contracts.send.Requests.TIMEOUT;
import static dev.carillon.hooks.contracts.send.Requests.answer;
import static dev.carillon.hooks.contracts.send.Requests.errorClass;
import static dev.carillon.hooks.contracts.send.Requests.names;
import static dev.carillon.hooks.contracts.send.Requests.request;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.ScriptedReceiver;
import dev.carillon.hooks.contracts.ScriptedReceiver.Script;
import dev.carillon.hooks.delivery.ErrorClass;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.http.HttpSender;
import dev.carillon.hooks.http.address.Resolver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Receivers and networks that misbehave: each attempt ends in time and with its class. */
@Timeout(120)
class FaultyReceiversTest {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

  private final HttpSender sender = new HttpSender(names("127.0.0.1"), () -> LOOPBACK);

  @AfterEach
  void close() {
    sender.close();
  }

  @Test
  void aHeadThatDripsEndsAtTheDeadline() {
    Script dripping =
        (request, out, socket) -> {
          for (int i = 0; ; i++) {
            out.write(i < OK.length() - 2 ? OK.charAt(i) : 'x');
            Thread.sleep(50);
          }
        };
    endsAtTheDeadline(dripping, "{}");
  }

  @Test
  void endlessInterimAnswersAreNoHttp() {
    Script hinting =
        (request, out, socket) -> {
          while (true) {
            out.write("HTTP/1.1 103 Early\r\n\r\n".getBytes(ISO_8859_1));
          }
        };
    assertThat(errorClass(sent(hinting))).isEqualTo(ErrorClass.BAD_HTTP);
  }

  @Test
  void aReceiverThatDoesNotReadEndsAtTheDeadline() throws IOException {
    try (ServerSocket deaf = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Outcome outcome =
          timed(
              () ->
                  sender.send(request(url(deaf.getLocalPort()), "x".repeat(20_000_000), TIMEOUT)));
      assertThat(errorClass(outcome)).isEqualTo(ErrorClass.ANSWER_TIMEOUT);
      assertThat(outcome.error()).contains("does not read the request");
    }
  }

  @Test
  void aHandshakeThatNeverComesEndsAtTheDeadline() throws IOException {
    try (ServerSocket deaf = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Outcome outcome =
          timed(
              () ->
                  sender.send(
                      request("https://127.0.0.1:" + deaf.getLocalPort() + "/", "{}", TIMEOUT)));
      assertThat(errorClass(outcome)).isEqualTo(ErrorClass.ANSWER_TIMEOUT);
      assertThat(outcome.error()).contains("TLS");
    }
  }

  @Test
  void garbageIsNoHttpAtOnceWhetherThePeerClosesOrNot() {
    for (String garbage : List.of("SSH-2.0-x\r\n", "\u0015\u0003\u0001", "<html>")) {
      Script open =
          (request, out, socket) -> {
            out.write(garbage.getBytes(ISO_8859_1));
            Thread.sleep(60_000);
            return false;
          };
      assertThat(errorClass(sent(open))).isEqualTo(ErrorClass.BAD_HTTP);
      assertThat(errorClass(sent(Script.bytes(garbage)))).isEqualTo(ErrorClass.BAD_HTTP);
    }
  }

  @Test
  void partsOfAnAnswerAreClosedEarlyOrReset() {
    for (String part : List.of("", "HTTP/1", "HTTP/1.1 200 OK\r\nX: y", OK.replace("0", "9"))) {
      Script reset =
          (request, out, socket) -> {
            out.write(part.getBytes(ISO_8859_1));
            out.flush();
            Thread.sleep(100);
            socket.setSoLinger(true, 0);
            return false;
          };
      Script halfClosed =
          (request, out, socket) -> {
            out.write(part.getBytes(ISO_8859_1));
            socket.shutdownOutput();
            Thread.sleep(60_000);
            return false;
          };
      assertThat(errorClass(sent(Script.bytes(part)))).isEqualTo(ErrorClass.CLOSED_EARLY);
      assertThat(errorClass(sent(halfClosed))).isEqualTo(ErrorClass.CLOSED_EARLY);
      assertThat(errorClass(sent(reset))).isEqualTo(ErrorClass.RESET);
    }
  }

  @Test
  void hugeHeadsAreCut() {
    String head = "HTTP/1.1 200 OK\r\n" + ("X: " + "y".repeat(997) + "\r\n").repeat(400) + "\r\n";
    assertThat(errorClass(sent(Script.bytes(head)))).isEqualTo(ErrorClass.BODY_TOO_LARGE);
  }

  @Test
  void endlessChunksAreCutAndTheConnectionIsClosedAtOnce() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    Script endless =
        (request, out, socket) -> {
          out.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".getBytes(ISO_8859_1));
          try {
            while (true) {
              out.write(("2000\r\n" + "z".repeat(0x2000) + "\r\n").getBytes(ISO_8859_1));
            }
          } finally {
            closed.countDown();
          }
        };
    try (ScriptedReceiver receiver = ScriptedReceiver.start(endless)) {
      ReceiverResponse answer = answer(sender.send(request(receiver.url(), "{}")));
      assertThat(answer.cut()).isTrue();
      assertThat(answer.bodyBytes()).isEqualTo(ReceiverResponse.BODY_BYTES_READ_MAX);
      assertThat(closed.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aBodyThatStopsAtTheCapDoesNotWaitForTheRest() {
    Script stalling =
        (request, out, socket) -> {
          out.write(
              ("HTTP/1.1 500 X\r\nContent-Length: 99999999\r\n\r\n" + "z".repeat(65_536))
                  .getBytes(ISO_8859_1));
          Thread.sleep(60_000);
          return false;
        };
    assertThat(answer(sent(stalling)).cut()).isTrue();
  }

  @Test
  void anAddressThatDoesNotAnswerIsAConnectTimeout() throws IOException {
    try (Deaf deaf = Deaf.at("127.0.0.1")) {
      Outcome outcome = timed(() -> sender.send(request(url(deaf.port()), "{}", TIMEOUT)));
      assertThat(errorClass(outcome)).isEqualTo(ErrorClass.CONNECT_TIMEOUT);
    }
  }

  @Test
  void deadAddressesDoNotEatTheTimeOfThoseBehindThem() throws IOException {
    try (ScriptedReceiver receiver = ScriptedReceiver.answering(200);
        Deaf deaf = Deaf.at("127.0.0.2", receiver.port());
        HttpSender several =
            new HttpSender(names("127.0.0.3", "127.0.0.2", "127.0.0.1"), () -> LOOPBACK)) {
      assertThat(deaf.port()).isEqualTo(receiver.port());
      Outcome outcome =
          several.send(
              request("http://hook.test:" + receiver.port() + "/", "{}", Duration.ofSeconds(10)));
      assertThat(outcome.success()).isTrue();
      assertThat(receiver.next(PATIENCE).header("Host")).contains("hook.test:" + receiver.port());
    }
  }

  @Test
  void blockedAddressesAreLeftOutAndTheOthersDialled() {
    try (ScriptedReceiver receiver = ScriptedReceiver.answering(200);
        HttpSender mixed =
            new HttpSender(names("10.0.0.1", "127.0.0.1", "::ffff:10.0.0.1"), () -> LOOPBACK)) {
      assertThat(mixed.send(request("http://hook.test:" + receiver.port() + "/", "{}")).success())
          .isTrue();
    }
  }

  @Test
  void namesThatAreUnknownOrSilentHaveTheirClass() {
    Resolver unknown =
        (host, deadline) -> {
          throw new Resolver.NameNotFoundException(host);
        };
    Resolver silent =
        (host, deadline) -> {
          throw new Resolver.NameTimeoutException(host);
        };
    try (HttpSender nowhere = new HttpSender(unknown, () -> LOOPBACK);
        HttpSender waiting = new HttpSender(silent, () -> LOOPBACK)) {
      assertThat(errorClass(nowhere.send(request("http://hook.test/", "{}"))))
          .isEqualTo(ErrorClass.DNS_NOT_FOUND);
      assertThat(errorClass(waiting.send(request("http://hook.test/", "{}"))))
          .isEqualTo(ErrorClass.DNS_TIMEOUT);
    }
  }

  @Test
  void reachesReceiversOverIpv6() throws Exception {
    try (ServerSocket six = new ServerSocket(0, 50, Literals.address("::1"))) {
      Thread.ofVirtual().start(() -> answerOnce(six));
      assertThat(sender.send(request("http://[::1]:" + six.getLocalPort() + "/", "{}")).success())
          .isTrue();
    }
  }

  @Test
  void closingTheSenderEndsWhatIsOnTheWire() throws Exception {
    endsAtOnce(attempt -> sender.close());
  }

  @Test
  void interruptingTheThreadEndsItsAttempt() throws Exception {
    endsAtOnce(attempt -> attempt.interrupt());
  }

  private void endsAtOnce(Consumer<Thread> stop) throws Exception {
    Script silent =
        (request, out, socket) -> {
          Thread.sleep(60_000);
          return false;
        };
    try (ScriptedReceiver receiver = ScriptedReceiver.start(silent)) {
      List<Outcome> outcomes = new CopyOnWriteArrayList<>();
      Thread attempt =
          Thread.ofVirtual()
              .start(
                  () ->
                      outcomes.add(
                          sender.send(request(receiver.url(), "{}", Duration.ofSeconds(60)))));
      receiver.next(PATIENCE);
      stop.accept(attempt);
      assertThat(attempt.join(PATIENCE)).isTrue();
      assertThat(errorClass(outcomes.getFirst())).isEqualTo(ErrorClass.CLOSED_EARLY);
    }
  }

  @Test
  void fiveHundredHangingAttemptsHoldLittleMemory() throws Exception {
    Set<SocketChannel> held = ConcurrentHashMap.newKeySet();
    try (ServerSocketChannel hanging =
            ServerSocketChannel.open()
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 600);
        var attempts = Executors.newVirtualThreadPerTaskExecutor()) {
      Thread.ofVirtual().start(() -> hold(hanging, held));
      String url = url(hanging.socket().getLocalPort());
      String body = "x".repeat(100_000);
      var shared = request(url, body, Duration.ofSeconds(8));
      assertThat(errorClass(sender.send(request(url, body, TIMEOUT))))
          .isEqualTo(ErrorClass.ANSWER_TIMEOUT);
      long before = heapAfterCollection();
      List<Future<Outcome>> running = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        running.add(attempts.submit(() -> sender.send(shared)));
      }
      while (held.size() < 501) {
        Thread.sleep(10);
      }
      assertThat(heapAfterCollection() - before).isLessThan(64L << 20);
      for (Future<Outcome> attempt : running) {
        assertThat(errorClass(attempt.get())).isEqualTo(ErrorClass.ANSWER_TIMEOUT);
      }
    } finally {
      for (SocketChannel socket : held) {
        socket.close();
      }
    }
  }

  private static void answerOnce(ServerSocket listener) {
    try (Socket socket = listener.accept()) {
      socket.getInputStream().read();
      socket.getOutputStream().write(OK.getBytes(ISO_8859_1));
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  private static void hold(ServerSocketChannel listener, Set<SocketChannel> held) {
    while (listener.isOpen()) {
      try {
        held.add(listener.accept());
      } catch (IOException closed) {
        return;
      }
    }
  }

  private static long heapAfterCollection() {
    System.gc();
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private void endsAtTheDeadline(Script script, String body) {
    try (ScriptedReceiver receiver = ScriptedReceiver.start(script)) {
      Outcome outcome = timed(() -> sender.send(request(receiver.url(), body, TIMEOUT)));
      assertThat(errorClass(outcome)).isEqualTo(ErrorClass.ANSWER_TIMEOUT);
    }
  }

  private static Outcome timed(Supplier<Outcome> attempt) {
    long began = System.nanoTime();
    Outcome outcome = attempt.get();
    assertThat(Duration.ofNanos(System.nanoTime() - began))
        .isBetween(TIMEOUT.minusMillis(50), TIMEOUT.plus(SPARE));
    return outcome;
  }

  private Outcome sent(Script script) {
    try (ScriptedReceiver receiver = ScriptedReceiver.start(script)) {
      return sender.send(request(receiver.url(), "{}"));
    }
  }

  private static String url(int port) {
    return "http://127.0.0.1:" + port + "/";
  }

  /** A listener whose queue is full, so that the network drops what asks for a connection. */
  private record Deaf(ServerSocket listener, List<SocketChannel> queued) implements AutoCloseable {

    static Deaf at(String address) throws IOException {
      return at(address, 0);
    }

    static Deaf at(String address, int port) throws IOException {
      ServerSocket listener = new ServerSocket(port, 1, Literals.address(address));
      List<SocketChannel> queued = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.connect(listener.getLocalSocketAddress());
        queued.add(channel);
      }
      return new Deaf(listener, queued);
    }

    int port() {
      return listener.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      listener.close();
      for (SocketChannel channel : queued) {
        channel.close();
      }
    }
  }
}
