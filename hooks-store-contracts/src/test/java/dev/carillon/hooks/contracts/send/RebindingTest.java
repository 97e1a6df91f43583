package dev.carillon.hooks.contracts.send;

import static dev.carillon.hooks.contracts.send.Requests.errorClass;
import static dev.carillon.hooks.contracts.send.Requests.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.ErrorClass;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.http.HttpSender;
import dev.carillon.hooks.http.address.AddressGuard;
import dev.carillon.hooks.http.address.Cidr;
import dev.carillon.hooks.http.address.Resolver;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * S2: names whose answers change. One listener hears on every address of this machine; the only one
 * that is open, 127.0.0.2, stands for the public internet.
 */
class RebindingTest {

  private static final String OPEN = "127.0.0.2";
  private static final List<String> CLOSED = List.of("127.0.0.1", "127.0.0.3", "::1", "0.0.0.0");
  private static final AddressGuard GUARD =
      new AddressGuard(List.of(Cidr.parse(OPEN + "/32")), Set.of());

  /** The name server answers one question in one of these ways; an empty one is "no such name". */
  private final Map<String, Deque<List<String>>> answers = new ConcurrentHashMap<>();

  private final List<String> hits = new CopyOnWriteArrayList<>();
  private final Random random = new Random(20_261_126);
  private final Resolver names = this::resolve;
  private HttpSender sender;
  private ServerSocket listener;

  @BeforeEach
  void listen() throws IOException {
    listener = new ServerSocket(0, 500);
    Thread.ofVirtual().start(this::accept);
    sender = new HttpSender(names, () -> GUARD);
  }

  @AfterEach
  void stop() throws IOException {
    sender.close();
    listener.close();
  }

  private List<InetAddress> resolve(String host, Duration deadline)
      throws Resolver.NameNotFoundException {
    Deque<List<String>> left = Objects.requireNonNull(answers.get(host));
    // the last answer stays
    List<String> now = left.size() > 1 ? left.removeFirst() : left.getFirst();
    if (now.isEmpty()) {
      throw new Resolver.NameNotFoundException(host);
    }
    return now.stream().map(Literals::address).toList();
  }

  @Test
  void inAThousandTriesNoClosedAddressIsEverDialled() {
    int sent = 0;
    for (int i = 0; i < 1000; i++) {
      List<String> first = answer();
      List<String> second = answer();
      Outcome outcome = send("h" + i + ".test", first, second);
      if (first.contains(OPEN)) {
        assertThat(outcome.error()).as("%s then %s", first, second).isEmpty();
        sent++;
      } else {
        assertThat(errorClass(outcome))
            .as("%s then %s", first, second)
            .isEqualTo(first.isEmpty() ? ErrorClass.DNS_NOT_FOUND : ErrorClass.BLOCKED_ADDRESS);
      }
    }
    assertThat(hits).hasSize(sent).containsOnly(OPEN);
    assertThat(sent).isBetween(200, 900);
  }

  @Test
  void theAnswerOfALaterAttemptIsCheckedAndAKeptConnectionIsNoWayAround() throws Exception {
    for (int i = 0; i < 50; i++) {
      List<String> first = i % 5 == 0 ? List.of() : i % 2 == 0 ? List.of(OPEN) : answer();
      send("h" + i + ".test", first, List.of(CLOSED.get(i % CLOSED.size())));
    }
    int before = hits.size();
    // for a moment one answer counts for all attempts
    Thread.sleep(1200);
    for (int i = 0; i < 50; i++) {
      Outcome outcome = sender.send(to("h" + i + ".test"));
      assertThat(errorClass(outcome)).isEqualTo(ErrorClass.BLOCKED_ADDRESS);
      assertThat(outcome).isInstanceOf(Outcome.Blocked.class);
    }
    assertThat(hits).hasSize(before).containsOnly(OPEN);
  }

  private Outcome send(String host, List<String> first, List<String> second) {
    answers.put(host, new ArrayDeque<>(List.of(first, second)));
    return sender.send(to(host));
  }

  private dev.carillon.hooks.delivery.SignedRequest to(String host) {
    return request("http://" + host + ":" + listener.getLocalPort() + "/", "{}");
  }

  /** Nothing, closed ones only, the open one, or closed ones with the open one among them. */
  private List<String> answer() {
    List<String> addresses = new ArrayList<>();
    int closed = random.nextInt(4);
    for (int i = 0; i < closed; i++) {
      addresses.add(CLOSED.get(random.nextInt(CLOSED.size())));
    }
    if (random.nextBoolean()) {
      addresses.add(OPEN);
    }
    Collections.shuffle(addresses, random);
    return addresses;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    hits.add(socket.getLocalAddress().getHostAddress());
    byte[] ok = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    try (socket) {
      InputStream in = socket.getInputStream();
      byte[] request = new byte[8192];
      while (in.read(request) > 0) {
        socket.getOutputStream().write(ok);
      }
    } catch (IOException gone) {
      // it has been counted
    }
  }
}
