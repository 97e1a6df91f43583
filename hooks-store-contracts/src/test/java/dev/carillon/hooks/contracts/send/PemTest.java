package dev.carillon.hooks.contracts.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.carillon.hooks.contracts.Certificates;
import dev.carillon.hooks.http.tls.Pem;
import dev.carillon.hooks.http.tls.TlsIdentity;
import dev.carillon.hooks.webhook.ClientCertificate;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PemTest {

  @TempDir static Path directory;
  private static Certificates certificates;

  @BeforeAll
  static void makeCertificates() throws Exception {
    certificates = new Certificates(directory);
  }

  @ParameterizedTest
  @ValueSource(strings = {"client", "rsa-client"})
  void readsAChainAndItsKeyWhateverStandsAround(String alias) throws Exception {
    ClientCertificate pem = certificates.pem(alias);
    String remark = "Bag Attributes\r\n  friendlyName: x\r\n";
    TlsIdentity identity =
        TlsIdentity.read(
            remark + pem.chain().replace("\n", "\r\n") + remark, remark + pem.key() + remark);
    assertThat(identity.chain()).hasSize(2);
    assertThat(identity.certificate().getSubjectX500Principal().getName()).isEqualTo("CN=" + alias);
    identity.requireValid(Instant.now());
    assertThat(identity.toString() + pem).doesNotContain("PRIVATE");
  }

  @Test
  void readsAnEdwardsKey() throws Exception {
    byte[] key =
        KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate().getEncoded();
    assertThat(
            Pem.key(block("PRIVATE KEY", Base64.getEncoder().encodeToString(key))).getAlgorithm())
        .isEqualTo("EdDSA");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "RSA PRIVATE KEY|MAA=|openssl pkcs8",
        "EC PRIVATE KEY|MAA=|openssl pkcs8",
        "ENCRYPTED PRIVATE KEY|MAA=|without a password",
        "PRIVATE KEY|MAA=|that can be read",
        "PRIVATE KEY|AAAA=A|base64",
        "CERTIFICATE|MAA=|BEGIN PRIVATE KEY",
      })
  void saysWhatIsWrongWithAKey(String label, String base64, String words) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Pem.key(block(label, base64)))
        .withMessageContaining(words)
        .withMessageNotContaining(base64);
  }

  @Test
  void twoKeysAreOneTooMany() throws Exception {
    String key = certificates.pem("client").key();
    assertThatIllegalArgumentException().isThrownBy(() -> Pem.key(key + key));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "hello", "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----"})
  void saysWhatIsWrongWithACertificate(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Pem.certificates(text))
        .withMessageContaining("PEM");
  }

  @Test
  void aKeyMustBelongToItsCertificate() throws Exception {
    String chain = certificates.pem("client").chain();
    for (String other : new String[] {"rsa-client", "strange-client"}) {
      String key = certificates.pem(other).key();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> TlsIdentity.read(chain, key))
          .withMessageContaining("the key of the first certificate");
    }
  }

  @Test
  void whatIsOverOrHasNotBegunIsNotValid() throws Exception {
    TlsIdentity identity = read("client");
    Instant end = identity.certificate().getNotAfter().toInstant();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> identity.requireValid(end.plusSeconds(1)))
        .withMessageContaining(end.toString());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> identity.requireValid(Instant.now().minus(Duration.ofDays(1))));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read("expired").requireValid(Instant.now()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read("early").requireValid(Instant.now()));
  }

  private static TlsIdentity read(String alias) throws Exception {
    ClientCertificate pem = certificates.pem(alias);
    return TlsIdentity.read(pem.chain(), pem.key());
  }

  private static String block(String label, String base64) {
    return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
  }
}
