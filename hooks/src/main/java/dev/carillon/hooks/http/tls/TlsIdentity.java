package dev.carillon.hooks.http.tls;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;

/**
 * A certificate, those that lead to its authority, and its key: who somebody is in TLS.
 *
 * @param chain the own certificate first
 * @param key a secret
 */
public record TlsIdentity(List<X509Certificate> chain, PrivateKey key) {

  private static final byte[] PROBE = "does this key belong?".getBytes(StandardCharsets.US_ASCII);

  /**
   * An identity whose parts fit.
   *
   * @throws IllegalArgumentException if they do not; the words can stand behind "must be"
   */
  public TlsIdentity {
    chain = List.copyOf(chain);
    if (!belongs(chain.getFirst(), key)) {
      throw new IllegalArgumentException("the key of the first certificate");
    }
  }

  /**
   * Reads both from PEM.
   *
   * @throws IllegalArgumentException if one cannot be read, or they do not fit
   */
  public static TlsIdentity read(String chain, String key) {
    return new TlsIdentity(Pem.certificates(chain), Pem.key(key));
  }

  /** The own certificate. */
  public X509Certificate certificate() {
    return chain.getFirst();
  }

  /**
   * Lets it pass where all of its certificates are valid at this moment.
   *
   * @throws IllegalArgumentException if one is not; the words can stand behind "must be"
   */
  public void requireValid(Instant at) {
    for (X509Certificate one : chain) {
      try {
        one.checkValidity(Date.from(at));
      } catch (CertificateExpiredException over) {
        throw new IllegalArgumentException(
            "certificates that have not expired; one ended " + one.getNotAfter().toInstant(), over);
      } catch (CertificateNotYetValidException early) {
        throw new IllegalArgumentException(
            "certificates that are valid already; one begins " + one.getNotBefore().toInstant(),
            early);
      }
    }
  }

  private static boolean belongs(X509Certificate certificate, PrivateKey key) {
    try {
      Signature signature = Signature.getInstance(algorithm(key));
      signature.initSign(key);
      signature.update(PROBE);
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      signature.update(PROBE);
      return signature.verify(signed);
    } catch (GeneralSecurityException ofAnotherKind) {
      return false;
    }
  }

  private static String algorithm(PrivateKey key) {
    return switch (key.getAlgorithm()) {
      case "EC" -> "SHA256withECDSA";
      case "RSA" -> "SHA256withRSA";
      default -> key.getAlgorithm();
    };
  }

  @Override
  public String toString() {
    return "TlsIdentity[" + certificate().getSerialNumber().toString(16) + "]";
  }
}
