package dev.carillon.server.addressguard;

import static dev.carillon.server.testing.Await.until;
import static dev.carillon.server.testing.Operator.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.Operator;
import dev.carillon.server.testing.TestResponse;
import dev.carillon.server.testing.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** S1, S3: every way out of a server that the whole network can call, against the table of URLs. */
class WaysOutTest {

  private static final String ALLOWED = "webHooksAllowedNetworks";
  private static final String PUBLIC = "http://8.8.8.8/";

  @TempDir private Path home;
  private final Canary canary = new Canary();
  private TestServer server;
  private Operator operator;

  @BeforeEach
  void start() {
    TestServer.withProperties(
        home,
        "webHooksFailuresBeforeDisable=-1",
        "webHooksRetryMaximumAttempts=1",
        "webHooksRetryDelays=1h");
    server = new TestServer(home, "", Map.of("bind", "0.0.0.0"));
    operator = new Operator(server.server());
  }

  @AfterEach
  void stop() {
    server.close();
    canary.close();
  }

  @Test
  void noRowOfTheTableIsSavedTriedOrCalled() {
    String saved = operator.register(PUBLIC, false).ok().get("id").asText();
    SoftAssertions all = new SoftAssertions();
    List<UrlRow> table = UrlRow.table(canary.port());
    for (UrlRow row : table) {
      var url = JSON.createObjectNode().put("url", row.url());
      TestResponse created = operator.register(row.url(), true);
      TestResponse changed = operator.change(saved, url);
      TestResponse posted = operator.json("POST", "/services/admin/webhook/" + saved, url);
      TestResponse tried = operator.json("POST", "/api/tests", url);
      for (TestResponse refused : List.of(created, changed, posted, tried)) {
        all.assertThat(refused.status()).as(row.url()).isEqualTo(400);
        all.assertThat(refused.words()).as(row.url()).contains("url'").contains(row.words());
        if (row.address()) {
          all.assertThat(refused.words())
              .as(row.url())
              .contains("an operator opens it with the cluster property " + ALLOWED)
              .contains(ALLOWED + "=");
        }
      }
      JsonNode checked = operator.json("POST", "/api/url-checks", url).json();
      all.assertThat(checked.toString()).as(row.url()).containsAnyOf("refused", "url'");
    }
    all.assertAll();
    assertThat(table).hasSizeGreaterThan(80);
    assertThat(operator.get("/services/admin/webhook/" + saved).json().get("url").asText())
        .isEqualTo(PUBLIC);
    assertThat(canary.hits()).isEmpty();
  }

  @Test
  void whatWasSavedWhileItWasOpenIsNotCalledOnceItIsClosed() {
    operator.property(ALLOWED, "0.0.0.0/0,::/0");
    List<String> webhooks = new ArrayList<>();
    for (UrlRow row : UrlRow.table(canary.port())) {
      boolean here = row.url().contains(":" + canary.port());
      if (row.address() && here) {
        webhooks.add(operator.register(row.url(), true).ok().get("id").asText());
      }
    }
    assertThat(webhooks).hasSizeGreaterThan(25);
    operator.property(ALLOWED, "");

    operator.asset("first.txt");
    until("first attempts", () -> attempts("pending", 1) == webhooks.size());
    for (JsonNode delivery : deliveries()) {
      assertThat(post(delivery, "retry").status()).isEqualTo(200);
    }
    until("retries", () -> attempts("exhausted", 2) == webhooks.size());
    for (JsonNode delivery : deliveries()) {
      assertThat(post(delivery, "redeliveries").status()).isEqualTo(202);
    }
    until("redeliveries", () -> attempts("exhausted", 3) == webhooks.size());
    String filter = "{\"kind\":\"resend\",\"filter\":{\"state\":\"exhausted\"}}";
    operator.json("POST", "/api/jobs", filter).ok();
    until("the job", () -> attempts("exhausted", 4) == webhooks.size());

    for (String webhook : webhooks) {
      JsonNode tried = operator.json("POST", "/api/webhooks/" + webhook + "/tests", "{}").ok();
      assertThat(tried.get("errorClass").asText())
          .as(tried.toString())
          .isEqualTo("blocked_address");
    }
    for (JsonNode delivery : deliveries()) {
      assertThat(
              operator
                  .get("/api/deliveries/" + delivery.get("id").asText())
                  .json()
                  .get("attemptList"))
          .extracting(attempt -> attempt.get("errorClass").asText())
          .hasSize(4)
          .containsOnly("blocked_address");
    }
    assertThat(canary.hits()).isEmpty();
  }

  @Test
  void oneOpenedAddressOpensThatOneOnly() {
    operator.property(ALLOWED, "127.0.0.9/32");
    String open = "http://127.0.0.9:" + canary.port() + "/";
    tried(open);
    assertThat(canary.hits()).extracting(InetAddress::getHostAddress).containsOnly("127.0.0.9");
    int before = canary.hits().size();
    for (UrlRow row : UrlRow.table(canary.port())) {
      assertThat(operator.register(row.url(), true).status()).as(row.url()).isEqualTo(400);
    }
    for (String other : List.of("127.0.0.8", "[::ffff:127.0.0.8]", "[64:ff9b::7f00:9]")) {
      String url = "http://" + other + ":" + canary.port() + "/";
      assertThat(operator.register(url, true).status()).as(url).isEqualTo(400);
    }
    assertThat(canary.hits()).hasSize(before);
  }

  @Test
  void whatIsOpenedForOneNameIsClosedForAllOthers() {
    operator.property(ALLOWED, "localhost=127.0.0.0/8,localhost=::1");
    tried("http://localhost:" + canary.port() + "/");
    int before = canary.hits().size();
    for (String other : List.of("127.0.0.1", "[::1]", "localhost.localdomain.invalid")) {
      var url = JSON.createObjectNode().put("url", "http://" + other + ":" + canary.port() + "/");
      JsonNode checked = operator.json("POST", "/api/url-checks", url).ok();
      assertThat(checked.get("verdict").asText()).as(other).isNotEqualTo("accepted");
    }
    assertThat(canary.hits()).hasSize(before);
  }

  @Test
  void ourOwnListenerStaysClosedAtEveryAddressWhateverIsOpened() throws Exception {
    operator.property(ALLOWED, "0.0.0.0/0,::/0");
    String port = server.url().substring(server.url().lastIndexOf(':'));
    List<String> hosts = new ArrayList<>(List.of("localhost", "127.0.0.9", "0.0.0.0", "[::]"));
    hosts.addAll(List.of("[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]"));
    NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(address -> !address.isLinkLocalAddress())
        .forEach(address -> hosts.add(host(address)));
    for (String host : hosts) {
      TestResponse refused = operator.register("http://" + host + port + "/services/ping", true);
      assertThat(refused.status()).as(host).isEqualTo(400);
      assertThat(refused.words()).as(host).contains("is this server itself");
      assertThat(refused.words()).as(host).doesNotContain("an operator opens");
    }
    assertThat(operator.register("http://127.0.0.1:" + canary.port() + "/", false).status())
        .isEqualTo(201);
  }

  /** A file is what comes with the call; an address in its place is no order to fetch it. */
  @Test
  void noCallImportsWhatAUrlNames() {
    operator.property(ALLOWED, "0.0.0.0/0,::/0");
    String url = "http://127.0.0.1:" + canary.port() + "/picture.jpg";
    String id = operator.form("/services/create", "assetPath", "/a.txt").ok().get("id").asText();
    for (String call :
        List.of(
            "/services/create?assetPath=/b.jpg",
            "/services/update?id=" + id,
            "/services/checkin?id=" + id,
            "/api/asset?assetPath=/c.jpg")) {
      TestResponse refused = operator.form(call, "Filedata", url);
      assertThat(refused.status()).as(call + refused).isBetween(400, 409);
    }
    assertThat(canary.hits()).isEmpty();
  }

  private static String host(InetAddress address) {
    if (!(address instanceof Inet6Address)) {
      return address.getHostAddress();
    }
    // as RFC 5952 wants it: the JDK never shortens
    String text = address.getHostAddress().replaceFirst("%.*", "");
    return "[" + text.replaceFirst("(^|:)0(:0)+(:|$)", "::") + "]";
  }

  private void tried(String url) {
    var body = JSON.createObjectNode().put("url", url);
    JsonNode tried = operator.json("POST", "/api/tests", body).ok();
    assertThat(tried.get("outcome").asText()).as(tried.toString()).isEqualTo("accepted");
  }

  private TestResponse post(JsonNode delivery, String verb) {
    return operator.json("POST", "/api/deliveries/" + delivery.get("id").asText() + "/" + verb, "");
  }

  private Iterable<JsonNode> deliveries() {
    return operator.get("/api/deliveries?limit=200").ok().get("items");
  }

  private int attempts(String state, int made) {
    int found = 0;
    for (JsonNode delivery : deliveries()) {
      boolean there = delivery.get("state").asText().equals(state);
      found += there && delivery.get("attempts").asInt() == made ? 1 : 0;
    }
    return found;
  }

  /** Listens on every address of this machine, and remembers at which of them somebody came. */
  static final class Canary implements AutoCloseable {

    private static final byte[] ANSWER =
        "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final List<InetAddress> hits = new CopyOnWriteArrayList<>();
    private final ServerSocket listener;

    Canary() {
      try {
        listener = new ServerSocket(0, 500);
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
      Thread.ofVirtual().start(this::listen);
    }

    private void listen() {
      while (!listener.isClosed()) {
        try {
          Socket socket = listener.accept();
          hits.add(socket.getLocalAddress());
          Thread.ofVirtual().start(() -> answer(socket));
        } catch (IOException closed) {
          return;
        }
      }
    }

    private static void answer(Socket socket) {
      try (socket) {
        socket.getInputStream().read(new byte[65_536]);
        socket.getOutputStream().write(ANSWER);
      } catch (IOException gone) {
        // it had come all the same
      }
    }

    int port() {
      return listener.getLocalPort();
    }

    List<InetAddress> hits() {
      return hits;
    }

    @Override
    public void close() {
      try {
        listener.close();
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }
  }
}
