package dev.carillon.hooks.http.tls;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Certificates and private keys as PEM text (RFC 7468). What is wrong is an {@link
 * IllegalArgumentException} whose words can stand behind "must be"; none repeats a part of a key.
 */
public final class Pem {

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*+)-----END \\1-----");
  private static final String CERTIFICATE = "CERTIFICATE";
  private static final String KEY = "PRIVATE KEY";
  private static final List<String> ALGORITHMS = List.of("EC", "RSA", "EdDSA");

  private Pem() {}

  /** All certificates of the text, at least one. */
  public static List<X509Certificate> certificates(String text) {
    List<X509Certificate> certificates = new ArrayList<>();
    Matcher blocks = BLOCK.matcher(text);
    while (blocks.find()) {
      if (blocks.group(1).equals(CERTIFICATE)) {
        certificates.add(certificate(bytes(blocks.group(2))));
      }
    }
    if (certificates.isEmpty()) {
      throw new IllegalArgumentException(
          "PEM with at least one -----BEGIN CERTIFICATE----- block, the webhook's own"
              + " certificate first");
    }
    return certificates;
  }

  /** The only private key of the text. */
  public static PrivateKey key(String text) {
    Matcher blocks = BLOCK.matcher(text);
    PrivateKey key = null;
    while (blocks.find()) {
      String label = blocks.group(1);
      if (label.equals(KEY) && key == null) {
        key = key(bytes(blocks.group(2)));
      } else if (label.endsWith(KEY)) {
        throw new IllegalArgumentException(
            "one PKCS #8 key without a password, not "
                + label
                + "; convert it with: openssl pkcs8 -topk8 -nodes -in key.pem");
      }
    }
    if (key == null) {
      throw new IllegalArgumentException("PEM with one -----BEGIN PRIVATE KEY----- block");
    }
    return key;
  }

  private static byte[] bytes(String base64) {
    try {
      return Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException broken) {
      throw new IllegalArgumentException("PEM with valid base64 in its blocks", broken);
    }
  }

  private static X509Certificate certificate(byte[] encoded) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(encoded));
    } catch (CertificateException broken) {
      throw new IllegalArgumentException("PEM of X.509 certificates that can be read", broken);
    }
  }

  private static PrivateKey key(byte[] encoded) {
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
      } catch (InvalidKeySpecException another) {
        // the next one may know it
      } catch (GeneralSecurityException every) {
        throw new IllegalStateException("every Java platform has " + algorithm, every);
      }
    }
    throw new IllegalArgumentException("an EC, RSA or Ed25519 key in PKCS #8 that can be read");
  }
}
