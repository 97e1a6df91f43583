package dev.carillon.server.tls;

import static dev.carillon.server.testing.Await.until;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.contracts.Certificates;
import dev.carillon.hooks.webhook.ClientCertificate;
import dev.carillon.server.Server;
import dev.carillon.server.platform.config.ServerConfig;
import dev.carillon.server.testing.Operator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS of our own listener: what it speaks, what it shows, and what it does when that changes. */
class ListenerTlsTest {

  @TempDir static Path shared;
  private static Certificates certificates;

  @TempDir private Path home;
  private final List<Server> started = new ArrayList<>();
  private HttpClient http;

  @BeforeAll
  static void makeCertificates() throws Exception {
    certificates = new Certificates(shared);
  }

  @BeforeEach
  void trust() throws Exception {
    http = HttpClient.newBuilder().sslContext(certificates.trusting()).build();
  }

  @AfterEach
  void stop() {
    started.forEach(Server::close);
  }

  private Server server() {
    return started.getFirst();
  }

  private void start(String alias, Map<String, String> more) throws Exception {
    write(alias);
    Map<String, String> environment = new HashMap<>(more);
    environment.put("CARILLON_TLS_CERTIFICATE", "tls.crt");
    environment.put("CARILLON_TLS_KEY", "tls.key");
    Map<String, String> options = Map.of("home", home.toString(), "port", "0");
    started.add(Server.start(ServerConfig.read(options, environment)));
  }

  private void write(String alias) throws Exception {
    ClientCertificate pem = certificates.pem(alias);
    Files.writeString(home.resolve("tls.key"), pem.key());
    Files.writeString(home.resolve("tls.crt"), pem.chain());
  }

  @Test
  void pagesAndCallsComeByHttpsAndBrowsersAreToldToStay() throws Exception {
    start("good", Map.of());
    assertThat(server().url()).startsWith("https://localhost:");
    new Operator(server(), http).get("/services/admin/webhook").ok();
    String form = "username=admin&password=ring-every-bell";
    HttpResponse<String> logIn = send(server().url() + "/services/login", form);
    assertThat(logIn.statusCode()).isEqualTo(200);
    assertThat(logIn.headers().allValues("Set-Cookie"))
        .isNotEmpty()
        .allMatch(cookie -> cookie.contains("; Secure"));
    assertThat(logIn.headers().firstValue("Strict-Transport-Security"))
        .contains("max-age=31536000");
  }

  @Test
  void cookiesAreSecureWhateverTheLinksStartWith() throws Exception {
    start("good", Map.of());
    String url = server().url();
    new Operator(server(), http)
        .json("PUT", "/api/properties/serverUrl", "{\"value\":\"http://dam.example\"}")
        .ok();
    String form = "username=admin&password=ring-every-bell";
    HttpResponse<String> logIn = send(url + "/services/login", form);
    assertThat(logIn.statusCode()).isEqualTo(200);
    assertThat(logIn.headers().allValues("Set-Cookie"))
        .isNotEmpty()
        .allMatch(cookie -> cookie.contains("; Secure"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0x0300, 0x0301, 0x0302})
  void versionsBefore12AreRefused(int version) throws Exception {
    start("good", Map.of());
    ClientHello.Answer answer =
        ClientHello.say(port(), version, 0xc02b, 0xc009, 0xc013, 0x002f, 0x000a);
    assertThat(answer.kind()).isEqualTo(ClientHello.ALERT);
  }

  @ParameterizedTest
  @ValueSource(ints = {0x0000, 0x0005, 0x000a, 0x002f, 0x0035, 0x009c, 0x009e, 0xc009, 0xc013})
  void weakSuitesAreRefused(int suite) throws Exception {
    // nothing, RC4, 3DES, plain RSA with CBC and with GCM, finite fields, CBC
    start("renewed", Map.of());
    assertThat(ClientHello.say(port(), 0x0303, suite))
        .isEqualTo(new ClientHello.Answer(ClientHello.ALERT, 40));
    assertThat(ClientHello.say(port(), 0x0303, suite, 0xc02f))
        .isEqualTo(new ClientHello.Answer(ClientHello.HANDSHAKE, 0x0303));
  }

  @Test
  void aNewCertificateIsShownWithoutARestartAndABrokenOneIsNot() throws Exception {
    start("good", Map.of());
    Operator operator = new Operator(server(), http);
    assertThat(shown()).isEqualTo("CN=good");
    write("renewed");
    until("the new one", () -> shown().equals("CN=renewed"));
    Files.writeString(home.resolve("tls.key"), certificates.pem("good").key());
    until("its trouble", () -> check(operator, "certificate").contains("must be the key of"));
    assertThat(check(operator, "certificate"))
        .startsWith("degraded")
        .contains("previous content stays in force");
    assertThat(shown()).isEqualTo("CN=renewed");
    Files.delete(home.resolve("tls.crt"));
    until("its trouble", () -> check(operator, "certificate").contains("cannot be read"));
    assertThat(shown()).isEqualTo("CN=renewed");
    write("good");
    until("the first again", () -> shown().equals("CN=good"));
    until("no trouble", () -> check(operator, "certificate").startsWith("up"));
  }

  @Test
  void healthSaysThatACertificateEndsSoon() throws Exception {
    start("ending", Map.of());
    assertThat(check(new Operator(server(), http), "certificate"))
        .startsWith("degraded")
        .contains("in 8 days: renew it");
  }

  @Test
  void whatComesInTheClearIsSentOnOrRefusedAndIsOursToTheGuard() throws Exception {
    start("good", Map.of("CARILLON_HTTP_REDIRECT_PORT", "0"));
    Operator operator = new Operator(server(), http);
    int plain = plainPort(operator);
    String url = "http://localhost:" + plain;
    HttpResponse<String> sent = send(url + "/console/?a=b", "");
    assertThat(sent.statusCode()).isEqualTo(308);
    assertThat(sent.headers().firstValue("Location")).contains(server().url() + "/console/?a=b");
    assertThat(send(url + "/services/login", "username=a&password=b").statusCode()).isEqualTo(403);
  }

  /** Closed at once, the connection would be reset, and the response lost. */
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void whoSendsALongBodyThatIsRefusedGetsTheResponse(String version) throws Exception {
    start("good", Map.of());
    byte[] body = new byte[20 << 20];
    try (SSLSocket socket =
        (SSLSocket)
            certificates
                .trusting()
                .getSocketFactory()
                .createSocket(InetAddress.ofLiteral("127.0.0.1"), port())) {
      socket.setEnabledProtocols(new String[] {version});
      socket.setSoTimeout(60_000);
      String head =
          "POST /services/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n"
              .formatted(body.length);
      socket.getOutputStream().write(head.getBytes(UTF_8));
      socket.getOutputStream().write(body);
      String response = new String(socket.getInputStream().readAllBytes(), UTF_8);
      assertThat(response).startsWith("HTTP/1.1 413 ").contains("Connection: close");
    }
    SSLParameters parameters = new SSLParameters(null, new String[] {version});
    try (HttpClient client =
        HttpClient.newBuilder()
            .sslContext(certificates.trusting())
            .sslParameters(parameters)
            .build()) {
      for (int round = 0; round < 2; round++) {
        HttpRequest refused =
            HttpRequest.newBuilder(URI.create(server().url() + "/services/login"))
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        assertThat(client.send(refused, BodyHandlers.discarding()).statusCode()).isEqualTo(413);
      }
    }
  }

  /** Found by what the guard says of it: it is one of ours. */
  private int plainPort(Operator operator) throws Exception {
    for (int port : ProcessSockets.listening()) {
      String url = "{\"url\":\"http://127.0.0.1:" + port + "/\"}";
      JsonNode checked = operator.json("POST", "/api/url-checks", url).ok();
      boolean ours = checked.get("message").asText().contains("is this server itself");
      if (ours && port != port()) {
        return port;
      }
    }
    throw new AssertionError("no second port is known as ours");
  }

  @Test
  void filesThatDoNotFitAreNamedAtTheStart() throws Exception {
    write("good");
    Files.writeString(home.resolve("tls.key"), certificates.pem("renewed").key());
    Map<String, String> environment =
        Map.of("CARILLON_TLS_CERTIFICATE", "tls.crt", "CARILLON_TLS_KEY", "tls.key");
    ServerConfig config =
        ServerConfig.read(Map.of("home", home.toString(), "port", "0"), environment);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Server.start(config))
        .withMessageContaining("tls.crt")
        .withMessageContaining("the key of the first certificate");
  }

  private int port() {
    return URI.create(server().url()).getPort();
  }

  private HttpResponse<String> send(String url, String form) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
    if (!form.isEmpty()) {
      request
          .header("Content-Type", "application/x-www-form-urlencoded")
          .POST(BodyPublishers.ofString(form));
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private static String check(Operator operator, String name) {
    for (JsonNode check : operator.get("/api/health").json().get("checks")) {
      if (check.get("name").asText().equals(name)) {
        return check.get("status").asText() + " " + check.get("detail").asText();
      }
    }
    throw new AssertionError("no check " + name);
  }

  private String shown() {
    try (SSLSocket socket =
        (SSLSocket)
            certificates
                .trusting()
                .getSocketFactory()
                .createSocket(InetAddress.ofLiteral("127.0.0.1"), port())) {
      socket.startHandshake();
      return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
          .getSubjectX500Principal()
          .getName();
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }

  /** The ports that somebody on this machine listens on. */
  static final class ProcessSockets {

    private static final String LISTENING = "0A";

    private ProcessSockets() {}

    static Set<Integer> listening() throws IOException {
      Set<Integer> ports = new TreeSet<>();
      for (String table : new String[] {"/proc/net/tcp", "/proc/net/tcp6"}) {
        for (String line : Files.readAllLines(Path.of(table))) {
          String[] cells = line.strip().split("\\s+");
          if (cells[3].equals(LISTENING)) {
            ports.add(Integer.parseInt(cells[1].substring(cells[1].indexOf(':') + 1), 16));
          }
        }
      }
      return ports;
    }
  }
}
