package dev.carillon.server.tls;

import static dev.carillon.server.testing.Await.until;
import static dev.carillon.server.testing.Operator.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.contracts.Certificates;
import dev.carillon.hooks.webhook.ClientCertificate;
import dev.carillon.server.Server;
import dev.carillon.server.platform.config.ServerConfig;
import dev.carillon.server.testing.Operator;
import dev.carillon.server.testing.TestResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates that webhooks show, and authorities that an operator adds, from end to end. */
class MutualTlsTest {

  private static final String WEBHOOKS = "/services/admin/webhook/";

  @TempDir static Path shared;
  private static Certificates certificates;

  @TempDir private Path home;
  private ClientCertificateReceiver receiver;
  private Server server;
  private Operator operator;

  @BeforeAll
  static void makeCertificates() throws Exception {
    certificates = new Certificates(shared);
  }

  @BeforeEach
  void start() throws Exception {
    receiver = new ClientCertificateReceiver(certificates);
    Files.writeString(home.resolve("more.pem"), certificates.authorityPem());
    Map<String, String> options = new HashMap<>(Map.of("home", home.toString(), "port", "0"));
    options.putAll(database());
    server =
        Server.start(ServerConfig.read(options, Map.of("CARILLON_HTTP_TRUSTED_CAS", "more.pem")));
    operator = new Operator(server);
  }

  /** Options that say which database to use. */
  Map<String, String> database() throws Exception {
    return Map.of();
  }

  /** Everything that the database holds, as it lies there. */
  String stored() throws Exception {
    server.close();
    StringBuilder all = new StringBuilder();
    try (var files = Files.walk(home.resolve("data"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.append(Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1));
      }
    }
    return all.toString();
  }

  @AfterEach
  void stop() {
    server.close();
    receiver.close();
  }

  @Test
  void aCertificateIsTakenShownToTheReceiverAndGoneWithNull() throws Exception {
    JsonNode made = register(pem("client")).ok();
    String id = made.get("id").asText();
    JsonNode shown = made.get("clientCertificate");
    assertThat(shown.get("subject").asText()).isEqualTo("CN=client");
    assertThat(shown.get("issuer").asText()).isEqualTo("CN=authority");
    assertThat(shown.get("sha256").asText()).hasSize(64);
    assertThat(made.get("warnings")).isEmpty();
    assertThat(outcome(id)).isEqualTo("accepted ");
    assertThat(receiver.callers()).containsExactly("CN=client");
    JsonNode tls = tried(id).get("tls");
    assertThat(tls.get("protocol").asText()).isEqualTo("TLSv1.3");
    assertThat(Instant.parse(tls.get("certificateUntil").asText())).isAfter(Instant.now());

    // clients send the whole object back
    JsonNode same = operator.change(id, made).ok();
    assertThat(same.get("clientCertificate")).isEqualTo(shown);
    operator.asset("a.txt");
    until("a real delivery", () -> receiver.callers().size() == 3);

    assertThat(operator.change(id, pem("strange-client")).status()).isEqualTo(200);
    assertThat(outcome(id)).isEqualTo("unreachable tls_client_certificate");
    ObjectNode none = JSON.createObjectNode().putNull("clientKeyPem");
    JsonNode without = operator.change(id, none.putNull("clientCertificatePem")).ok();
    assertThat(without.get("clientCertificate").isNull()).isTrue();
    assertThat(outcome(id)).isEqualTo("unreachable tls_client_certificate");
    assertThat(receiver.callers()).hasSize(3).containsOnly("CN=client");
  }

  @Test
  void aTestOfAWebhookThatIsNotSavedShowsItsCertificateAndStoresNothing() throws Exception {
    ObjectNode request = pem("client").put("url", receiver.url());
    assertThat(operator.json("POST", "/api/tests", request).ok().get("outcome").asText())
        .isEqualTo("accepted");
    assertThat(receiver.callers()).containsExactly("CN=client");
    JsonNode without =
        operator
            .json("POST", "/api/tests", JSON.createObjectNode().put("url", receiver.url()))
            .ok();
    assertThat(without.get("errorClass").asText()).isEqualTo("tls_client_certificate");

    ObjectNode half = pem("client").put("url", receiver.url()).putNull("clientKeyPem");
    TestResponse refused = operator.json("POST", "/api/tests", half);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.words()).contains("'clientKeyPem'", "together");
    ObjectNode plain = pem("client").put("url", receiver.url().replace("https:", "http:"));
    assertThat(operator.json("POST", "/api/tests", plain).words())
        .contains("'clientCertificatePem'", "'url' https");
    String inside = certificates.pem("client").key().lines().skip(1).findFirst().orElseThrow();
    assertThat(stored()).doesNotContain(inside, "PRIVATE KEY", "BEGIN CERTIFICATE");
  }

  @Test
  void theKeyIsNowhereToBeReadButInUse() throws Exception {
    String id = register(pem("client")).ok().get("id").asText();
    String key = certificates.pem("client").key();
    String inside = key.lines().skip(1).findFirst().orElseThrow();
    for (String path : new String[] {WEBHOOKS, WEBHOOKS + id, "/api/webhooks/" + id}) {
      assertThat(operator.get(path).json().toString()).doesNotContain(inside);
    }
    outcome(id);
    assertThat(stored()).contains("BEGIN CERTIFICATE").doesNotContain(inside, "PRIVATE KEY");
  }

  @Test
  void whatDoesNotFitIsRefusedWithItsFieldAndNothingIsSaved() throws Exception {
    String id = register(pem("client")).ok().get("id").asText();
    refused(id, mixed("client", "rsa-client"), "clientKeyPem", "the key of the first certificate");
    refused(id, pem("expired"), "clientCertificatePem", "have not expired");
    refused(id, pem("early"), "clientCertificatePem", "valid already");
    refused(id, pem("client").put("clientKeyPem", "hello"), "clientKeyPem", "PRIVATE KEY");
    refused(id, pem("client").put("clientKeyPem", 7), "clientKeyPem", "PEM text");
    refused(id, pem("client").put("clientCertificatePem", ""), "clientCertificatePem", "PEM");
    refused(id, pem("client").putNull("clientKeyPem"), "clientKeyPem", "PEM text");
    String key = certificates.pem("client").key().replace("PRIVATE KEY", "EC PRIVATE KEY");
    refused(id, pem("client").put("clientKeyPem", key), "clientKeyPem", "openssl pkcs8");
    ObjectNode half = pem("client");
    half.remove("clientCertificatePem");
    refused(id, half, "clientCertificatePem", "together");
    ObjectNode otherHalf = pem("client");
    otherHalf.remove("clientKeyPem");
    refused(id, otherHalf, "clientKeyPem", "together");
    assertThat(outcome(id)).isEqualTo("accepted ");
  }

  @Test
  void authoritiesAreReadAgainWhenTheirFileChangesAndABrokenOneDoesNotCount() throws Exception {
    String id = register(pem("client")).ok().get("id").asText();
    assertThat(outcome(id)).isEqualTo("accepted ");
    Files.writeString(home.resolve("more.pem"), "no certificates at all");
    until("trouble", () -> authorities().startsWith("degraded"));
    assertThat(authorities()).contains("more.pem").contains("previous content stays in force");
    assertThat(outcome(id)).isEqualTo("accepted ");
    String other = certificates.pem("itself").chain();
    Files.writeString(home.resolve("more.pem"), other);
    until("no trouble", () -> authorities().startsWith("up"));
    until("another", () -> outcome(id).equals("unreachable tls_untrusted"));
    Files.writeString(home.resolve("more.pem"), other + certificates.authorityPem());
    until("both", () -> outcome(id).equals("accepted "));
  }

  private String authorities() {
    for (JsonNode check : operator.get("/api/health").json().get("checks")) {
      if (check.get("name").asText().equals("authorities")) {
        return check.get("status").asText() + " " + check.get("detail").asText();
      }
    }
    throw new AssertionError("no such check");
  }

  private void refused(String id, JsonNode changes, String field, String words) {
    TestResponse refused = operator.change(id, changes);
    assertThat(refused.status()).as(words).isEqualTo(400);
    assertThat(refused.words()).contains("'" + field + "'").contains(words);
    assertThat(refused.words()).doesNotContain("-----BEGIN EC", "MIG", "MEE");
  }

  private TestResponse register(ObjectNode body) {
    body.put("name", "w").put("url", receiver.url()).putArray("eventTypes").add("asset_create");
    return operator.json("POST", WEBHOOKS, body);
  }

  private static ObjectNode pem(String alias) throws Exception {
    return mixed(alias, alias);
  }

  private static ObjectNode mixed(String chain, String key) throws Exception {
    ClientCertificate first = certificates.pem(chain);
    return JSON.createObjectNode()
        .put("clientCertificatePem", first.chain())
        .put("clientKeyPem", certificates.pem(key).key());
  }

  private JsonNode tried(String id) {
    return operator.json("POST", "/api/webhooks/" + id + "/tests", "{}").ok();
  }

  private String outcome(String id) {
    JsonNode tried = tried(id);
    String errorClass = tried.get("errorClass").isNull() ? "" : tried.get("errorClass").asText();
    return tried.get("outcome").asText() + " " + errorClass;
  }
}
