package dev.carillon.hooks.contracts.send;

import static dev.carillon.hooks.contracts.send.Requests.LOOPBACK;
import static dev.carillon.hooks.contracts.send.Requests.errorClass;
import static dev.carillon.hooks.contracts.send.Requests.names;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.Certificates;
import dev.carillon.hooks.delivery.ErrorClass;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.SignedRequest;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.http.HttpSender;
import dev.carillon.hooks.http.HttpSettings;
import dev.carillon.hooks.http.tls.TlsContexts;
import dev.carillon.hooks.http.tls.TrustSettings;
import dev.carillon.hooks.webhook.ClientCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** R9: a receiver that wants to know who calls, and one that only an own authority vouches for. */
class ClientCertificateTest {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

  @TempDir static Path directory;
  private static Certificates certificates;

  private final List<String> heard = new CopyOnWriteArrayList<>();
  private volatile TrustSettings trust = TrustSettings.platform();
  private final HttpSender sender =
      new HttpSender(
          names("127.0.0.1"),
          () -> LOOPBACK,
          HttpSettings.standard().trusting(TlsContexts.trusting(() -> trust)));
  private SSLServerSocket receiver;

  @BeforeAll
  static void makeCertificates() throws Exception {
    certificates = new Certificates(directory);
  }

  @BeforeEach
  void bind() throws Exception {
    receiver =
        (SSLServerSocket)
            certificates
                .showing("good")
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void stop() throws Exception {
    sender.close();
    receiver.close();
  }

  @ParameterizedTest
  @CsvSource({
    "TLSv1.2, client, CN=client", "TLSv1.3, client, CN=client",
    "TLSv1.2, rsa-client, CN=rsa-client", "TLSv1.3, rsa-client, CN=rsa-client",
  })
  void theRightOneIsShownAndTaken(String protocol, String alias, String name) throws Exception {
    listen(protocol, true);
    assertThat(send(certificates.pem(alias)).error()).isEmpty();
    assertThat(heard).containsExactly(name);
  }

  @ParameterizedTest
  @CsvSource({
    "TLSv1.2, none",
    "TLSv1.3, none",
    "TLSv1.2, strange-client",
    "TLSv1.3, strange-client",
  })
  void noneOrAWrongOneIsToldAsSuchAndNothingIsHeard(String protocol, String alias)
      throws Exception {
    listen(protocol, true);
    for (int i = 0; i < 10; i++) {
      Outcome outcome =
          send(alias.equals("none") ? ClientCertificate.NONE : certificates.pem(alias));
      assertThat(errorClass(outcome))
          .as(outcome.error())
          .isEqualTo(ErrorClass.TLS_CLIENT_CERTIFICATE);
    }
    assertThat(heard).isEmpty();
  }

  @Test
  void aCertificateThatCannotBeUsedIsToldAsSuch() throws Exception {
    listen("TLSv1.3", true);
    String key = certificates.pem("rsa-client").key();
    ClientCertificate mixed = new ClientCertificate(certificates.pem("client").chain(), key);
    for (ClientCertificate bad : List.of(mixed, new ClientCertificate("a", "b"))) {
      Outcome outcome = send(bad);
      assertThat(errorClass(outcome)).isEqualTo(ErrorClass.TLS_CLIENT_CERTIFICATE);
      assertThat(outcome.error()).contains("client certificate").doesNotContain("BEGIN PRIVATE");
    }
    assertThat(heard).isEmpty();
  }

  @Test
  void whoShowsAnotherCertificateNeverSharesAConnection() throws Exception {
    listen("TLSv1.3", false);
    for (int i = 0; i < 3; i++) {
      assertThat(send(certificates.pem("client")).error()).isEmpty();
      assertThat(send(ClientCertificate.NONE).error()).isEmpty();
      assertThat(send(certificates.pem("rsa-client")).error()).isEmpty();
    }
    assertThat(heard)
        .containsExactly(
            "CN=client",
            "",
            "CN=rsa-client",
            "CN=client",
            "",
            "CN=rsa-client",
            "CN=client",
            "",
            "CN=rsa-client");
  }

  @Test
  void anAuthorityThatIsNoLongerTrustedEndsKeptConnectionsToo() throws Exception {
    listen("TLSv1.3", false);
    assertThat(send(ClientCertificate.NONE).error()).isEmpty();
    trust = TrustSettings.platform();
    assertThat(errorClass(send(ClientCertificate.NONE))).isEqualTo(ErrorClass.TLS_UNTRUSTED);
    trust = TrustSettings.with(List.of(certificates.authority()));
    assertThat(send(ClientCertificate.NONE).error()).isEmpty();
    assertThat(trust.manager().getAcceptedIssuers())
        .as("those of the platform stay")
        .hasSize(TrustSettings.platform().manager().getAcceptedIssuers().length + 1);
  }

  private Outcome send(ClientCertificate certificate) {
    return sender.send(
        new SignedRequest(
            "https://localhost:" + receiver.getLocalPort() + "/hook",
            List.of(),
            Payload.of("{}"),
            Duration.ofSeconds(15),
            certificate));
  }

  private void listen(String protocol, boolean demanding) throws Exception {
    trust = TrustSettings.with(List.of(certificates.authority()));
    receiver.setEnabledProtocols(new String[] {protocol});
    receiver.setWantClientAuth(true);
    if (demanding) {
      receiver.setNeedClientAuth(true);
    }
    Thread.ofVirtual().start(this::accept);
  }

  private void accept() {
    while (!receiver.isClosed()) {
      try {
        SSLSocket socket = (SSLSocket) receiver.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(SSLSocket socket) {
    try (socket) {
      InputStream in = socket.getInputStream();
      byte[] bytes = new byte[8192];
      while (in.read(bytes) > 0) {
        heard.add(name(socket));
        socket.getOutputStream().write(OK.getBytes(ISO_8859_1));
      }
    } catch (IOException refused) {
      // the handshake failed, or the sender has gone
    }
  }

  private static String name(SSLSocket socket) {
    try {
      return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
          .getSubjectX500Principal()
          .getName();
    } catch (IOException nobody) {
      return "";
    }
  }
}
