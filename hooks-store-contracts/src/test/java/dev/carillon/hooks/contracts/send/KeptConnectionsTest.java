package dev.carillon.hooks.contracts.send;

import static dev.carillon.hooks.contracts.send.Requests.LOOPBACK;
import static dev.carillon.hooks.contracts.send.Requests.PATIENCE;
import static dev.carillon.hooks.contracts.send.Requests.TIMEOUT;
import static dev.carillon.hooks.contracts.send.Requests.errorClass;
import static dev.carillon.hooks.contracts.send.Requests.names;
import static dev.carillon.hooks.contracts.send.Requests.request;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.ScriptedReceiver;
import dev.carillon.hooks.contracts.ScriptedReceiver.Script;
import dev.carillon.hooks.delivery.ErrorClass;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.Timings;
import dev.carillon.hooks.http.HttpSender;
import dev.carillon.hooks.http.HttpSettings;
import dev.carillon.hooks.http.address.AddressGuard;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections that are kept between attempts: used while they are good, and no longer. */
@Timeout(120)
class KeptConnectionsTest {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

  private final List<Integer> ports = new CopyOnWriteArrayList<>();

  /** Answers this and tells the caller's port. */
  private Script answering(String raw, boolean stays) {
    return (request, out, socket) -> {
      ports.add(socket.getPort());
      out.write(raw.getBytes(ISO_8859_1));
      return stays;
    };
  }

  private static HttpSender sender() {
    return new HttpSender(names("127.0.0.1"), () -> LOOPBACK);
  }

  @Test
  void aConnectionThatThePeerHasClosedMeanwhileFailsNoAttempt() throws Exception {
    List<Socket> served = new CopyOnWriteArrayList<>();
    Script closing =
        (request, out, socket) -> {
          served.add(socket);
          return answering(OK, false).answer(request, out, socket);
        };
    try (ScriptedReceiver receiver = ScriptedReceiver.start(closing);
        HttpSender sender = sender()) {
      for (int i = 0; i < 20; i++) {
        assertThat(sender.send(request(receiver.url(), "{}")).error()).isEmpty();
        while (!served.getLast().isClosed()) {
          Thread.sleep(5);
        }
        Thread.sleep(20);
      }
      assertThat(receiver.rest()).hasSize(20);
    }
  }

  @Test
  void itIsToldWhereTheTimeWent() {
    Script slow =
        (request, out, socket) -> {
          Thread.sleep(120);
          return answering(OK, true).answer(request, out, socket);
        };
    try (ScriptedReceiver receiver = ScriptedReceiver.start(slow);
        HttpSender sender = sender()) {
      Timings first = sender.sendTimed(request(receiver.url(), "{}")).timings();
      Timings second = sender.sendTimed(request(receiver.url(), "{}")).timings();
      assertThat(first.connect()).isPositive();
      assertThat(second.connect()).isZero();
      assertThat(List.of(first.firstByte(), second.firstByte()))
          .allMatch(waited -> waited.compareTo(Duration.ofMillis(120)) >= 0);
      assertThat(first.tls()).isZero();
    }
  }

  @Test
  void anAnswerMayTakeLongerThanTheConnectingMay() {
    HttpSettings standard = HttpSettings.standard();
    HttpSettings settings =
        new HttpSettings(
            Duration.ofSeconds(2), standard.limits(), standard.tls(), standard.outbound());
    Script slow =
        (request, out, socket) -> {
          Thread.sleep(3000);
          return answering(OK, true).answer(request, out, socket);
        };
    try (ScriptedReceiver receiver = ScriptedReceiver.start(slow);
        HttpSender sender = new HttpSender(names("127.0.0.1"), () -> LOOPBACK, settings)) {
      assertThat(sender.send(request(receiver.url(), "{}")).error()).isEmpty();
    }
  }

  @Test
  void theDeadlineOfAnAttemptEndsWithIt() throws Exception {
    try (ScriptedReceiver receiver = ScriptedReceiver.start(answering(OK, true));
        HttpSender sender = sender()) {
      for (int i = 0; i < 2; i++) {
        Duration timeout = Duration.ofSeconds(3);
        assertThat(sender.send(request(receiver.url(), "{}", timeout)).error()).isEmpty();
        Thread.sleep(3300);
      }
      assertThat(new HashSet<>(ports)).as("the connection outlives the deadline").hasSize(1);
    }
  }

  @Test
  void theDeadlineCountsOnAKeptConnectionToo() {
    Script silentAfterTheFirst =
        (request, out, socket) -> {
          boolean first = ports.isEmpty();
          ports.add(socket.getPort());
          if (!first) {
            Thread.sleep(60_000);
          }
          out.write(OK.getBytes(ISO_8859_1));
          return true;
        };
    try (ScriptedReceiver receiver = ScriptedReceiver.start(silentAfterTheFirst);
        HttpSender sender = sender()) {
      assertThat(sender.send(request(receiver.url(), "{}")).success()).isTrue();
      assertThat(errorClass(sender.send(request(receiver.url(), "{}", TIMEOUT))))
          .isEqualTo(ErrorClass.ANSWER_TIMEOUT);
      assertThat(new HashSet<>(ports)).hasSize(1);
    }
  }

  @Test
  void whatNobodyAskedForEndsAConnection() throws Exception {
    CountDownLatch said = new CountDownLatch(1);
    Script chatty =
        (request, out, socket) -> {
          answering(OK, true).answer(request, out, socket);
          out.flush();
          Thread.sleep(50);
          out.write("HTTP/1.1 408 Too late\r\nContent-Length: 0\r\n\r\n".getBytes(ISO_8859_1));
          out.flush();
          said.countDown();
          return true;
        };
    try (ScriptedReceiver receiver = ScriptedReceiver.start(chatty);
        HttpSender sender = sender()) {
      assertThat(sender.send(request(receiver.url(), "{}")).success()).isTrue();
      assertThat(said.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      Thread.sleep(100);
      assertThat(sender.send(request(receiver.url(), "{}")).success()).isTrue();
      assertThat(new HashSet<>(ports)).hasSize(2);
    }
  }

  @Test
  void thePeersOwnWordForHowLongItKeepsAConnectionCounts() throws Exception {
    String brief = OK.replace("\r\n\r\n", "\r\nKeep-Alive: timeout=1\r\n\r\n");
    try (ScriptedReceiver receiver = ScriptedReceiver.start(answering(brief, true));
        HttpSender sender = sender()) {
      sender.send(request(receiver.url(), "{}"));
      Thread.sleep(700);
      sender.send(request(receiver.url(), "{}"));
      assertThat(new HashSet<>(ports)).hasSize(2);
    }
  }

  @Test
  void aGuardThatHasChangedCountsForKeptConnectionsToo() {
    AtomicReference<AddressGuard> guard = new AtomicReference<>(LOOPBACK);
    try (ScriptedReceiver receiver = ScriptedReceiver.answering(200);
        HttpSender sender = new HttpSender(names("127.0.0.1"), guard::get)) {
      assertThat(sender.send(request(receiver.url(), "{}")).success()).isTrue();
      guard.set(new AddressGuard(List.of(), Set.of()));
      assertThat(sender.send(request(receiver.url(), "{}"))).isInstanceOf(Outcome.Blocked.class);
      guard.set(new AddressGuard(List.copyOf(AddressGuard.LOOPBACK), Set.of()));
      assertThat(sender.send(request(receiver.url(), "{}")).success()).isTrue();
      assertThat(receiver.rest()).hasSize(2);
    }
  }

  @Test
  void aNameThatHasMovedAwayIsFollowedWithinASecond() throws Exception {
    AtomicReference<String> address = new AtomicReference<>("127.0.0.1");
    try (ScriptedReceiver receiver = ScriptedReceiver.answering(200);
        HttpSender sender =
            new HttpSender(
                (host, deadline) -> List.of(Literals.address(requireNonNull(address.get()))),
                () -> LOOPBACK)) {
      String url = "http://hook.test:" + receiver.port() + "/";
      assertThat(sender.send(request(url, "{}")).success()).isTrue();
      address.set("127.0.0.2");
      Thread.sleep(1100);
      assertThat(errorClass(sender.send(request(url, "{}")))).isEqualTo(ErrorClass.CONNECT_REFUSED);
      address.set("10.0.0.1");
      Thread.sleep(1100);
      assertThat(sender.send(request(url, "{}"))).isInstanceOf(Outcome.Blocked.class);
    }
  }

  @Test
  void aFullRouteMakesAttemptsWaitForTheirTurn() throws Exception {
    Script slow =
        (request, out, socket) -> {
          Thread.sleep(100);
          return answering(OK, true).answer(request, out, socket);
        };
    HttpSettings standard = HttpSettings.standard();
    HttpSettings narrow =
        new HttpSettings(
            standard.connectTimeout(),
            new HttpSettings.Limits(10, 1, Duration.ofSeconds(30)),
            standard.tls(),
            standard.outbound());
    try (ScriptedReceiver receiver = ScriptedReceiver.start(slow);
        HttpSender sender = new HttpSender(names("127.0.0.1"), () -> LOOPBACK, narrow);
        var attempts = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Outcome>> running = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        running.add(attempts.submit(() -> sender.send(request(receiver.url(), "{}"))));
      }
      for (Future<Outcome> attempt : running) {
        assertThat(attempt.get().error()).isEmpty();
      }
      assertThat(new HashSet<>(ports)).hasSize(1);
    }
  }

  @Test
  void oneLimitForAllRoutesTurnsOverIdleConnections() {
    HttpSettings standard = HttpSettings.standard();
    HttpSettings narrow =
        new HttpSettings(
            standard.connectTimeout(),
            new HttpSettings.Limits(2, 2, Duration.ofSeconds(30)),
            standard.tls(),
            standard.outbound());
    try (HttpSender sender = new HttpSender(names("127.0.0.1"), () -> LOOPBACK, narrow)) {
      for (int i = 0; i < 5; i++) {
        try (ScriptedReceiver receiver = ScriptedReceiver.answering(200)) {
          Outcome outcome = sender.send(request(receiver.url(), "{}"));
          assertThat(outcome.error()).isEmpty();
        }
      }
    }
  }

  @Test
  void aConnectionThatHasDoneItsWorkGivesItsPlaceToWhoWaits() throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Script held =
        (request, out, socket) -> {
          busy.countDown();
          goOn.await();
          return answering(OK, true).answer(request, out, socket);
        };
    HttpSettings standard = HttpSettings.standard();
    HttpSettings narrow =
        new HttpSettings(
            standard.connectTimeout(),
            new HttpSettings.Limits(1, 1, Duration.ofMinutes(5)),
            standard.tls(),
            standard.outbound());
    try (ScriptedReceiver one = ScriptedReceiver.start(held);
        ScriptedReceiver other = ScriptedReceiver.answering(200);
        HttpSender sender = new HttpSender(names("127.0.0.1"), () -> LOOPBACK, narrow);
        var attempts = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Outcome> first = attempts.submit(() -> sender.send(request(one.url(), "{}")));
      busy.await();
      Future<Outcome> second =
          attempts.submit(() -> sender.send(request(other.url(), "{}", Duration.ofSeconds(10))));
      Thread.sleep(300);
      goOn.countDown();
      assertThat(first.get().error()).isEmpty();
      assertThat(second.get().error()).isEmpty();
    }
  }

  @Test
  void connectionsWithoutWorkAreClosed() throws Exception {
    List<Boolean> ended = new CopyOnWriteArrayList<>();
    Script watching =
        (request, out, socket) -> {
          out.write(OK.getBytes(ISO_8859_1));
          ended.add(socket.getInputStream().read() < 0);
          return false;
        };
    HttpSettings standard = HttpSettings.standard();
    HttpSettings brief =
        new HttpSettings(
            standard.connectTimeout(),
            new HttpSettings.Limits(10, 10, Duration.ofMillis(100)),
            standard.tls(),
            standard.outbound());
    try (ScriptedReceiver receiver = ScriptedReceiver.start(watching);
        HttpSender sender = new HttpSender(names("127.0.0.1"), () -> LOOPBACK, brief)) {
      assertThat(sender.send(request(receiver.url(), "{}")).success()).isTrue();
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (ended.isEmpty() && System.nanoTime() < deadline) {
        Thread.sleep(10);
      }
      assertThat(ended).containsExactly(true);
    }
  }
}
