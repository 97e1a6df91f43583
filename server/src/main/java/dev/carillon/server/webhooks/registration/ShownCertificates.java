package dev.carillon.server.webhooks.registration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.http.tls.Pem;
import dev.carillon.hooks.http.tls.TlsIdentity;
import dev.carillon.hooks.webhook.ClientCertificate;
import dev.carillon.server.platform.digest.Digests;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.request.JsonFields;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The certificate that a webhook shows: taken as PEM, shown as what it says. The key goes in and
 * never comes out; wrong texts are not repeated in messages, as either may hold a key.
 */
public final class ShownCertificates {

  private static final String CHAIN = "clientCertificatePem";
  private static final String KEY = "clientKeyPem";
  private static final int PEM_MAX = 64 * 1024;

  private ShownCertificates() {}

  /**
   * The certificate of a body; empty where it says nothing of one.
   *
   * @throws Problem 400 where one part is missing, cannot be read, has ended, or does not fit
   */
  static Optional<ClientCertificate> read(JsonNode body, Instant now) {
    JsonNode chain = body.get(CHAIN);
    JsonNode key = body.get(KEY);
    if (chain == null && key == null) {
      return Optional.empty();
    }
    if (chain == null || key == null) {
      throw Problem.badField(
          chain == null ? CHAIN : KEY,
          "missing",
          "given together with the other one, or both omitted");
    }
    if (chain.isNull() && key.isNull()) {
      return Optional.of(ClientCertificate.NONE);
    }
    return Optional.of(checked(text(CHAIN, chain), text(KEY, key), now));
  }

  /**
   * The certificate of a webhook that is not saved; none where the body has none.
   *
   * @param url where it would be shown: only by TLS
   * @throws Problem 400 as for one that is saved, and where the URL is not https
   */
  public static ClientCertificate unsaved(JsonFields body, String url, Instant now) {
    ObjectNode given = JsonNodeFactory.instance.objectNode();
    for (String name : List.of(CHAIN, KEY)) {
      if (body.has(name)) {
        given.set(name, body.any(name));
      }
    }
    ClientCertificate certificate = read(given, now).orElse(ClientCertificate.NONE);
    if (!certificate.none() && !url.regionMatches(true, 0, "https:", 0, 6)) {
      throw Problem.badField(CHAIN, "…", "omitted, or 'url' https: over http none is shown");
    }
    return certificate;
  }

  private static String text(String field, JsonNode value) {
    if (!value.isTextual() || value.textValue().length() > PEM_MAX) {
      throw Problem.badField(
          field,
          "…",
          "PEM text of at most " + PEM_MAX + " characters; or null in both, for no certificate");
    }
    return value.textValue();
  }

  private static ClientCertificate checked(String chainText, String keyText, Instant now) {
    List<X509Certificate> chain = part(CHAIN, chainText, Pem::certificates);
    PrivateKey key = part(KEY, keyText, Pem::key);
    TlsIdentity identity = part(KEY, keyText, text -> new TlsIdentity(chain, key));
    part(
        CHAIN,
        chainText,
        text -> {
          identity.requireValid(now);
          return text;
        });
    return new ClientCertificate(chainText, keyText);
  }

  private static <T> T part(String field, String text, Function<String, T> reading) {
    try {
      return reading.apply(text);
    } catch (IllegalArgumentException wrong) {
      throw Problem.badField(field, "…", String.valueOf(wrong.getMessage()));
    }
  }

  /** As responses show it: what the certificate says; null for none. */
  static JsonNode shown(ClientCertificate certificate) {
    if (certificate.none()) {
      return JsonNodeFactory.instance.nullNode();
    }
    X509Certificate own = Pem.certificates(certificate.chain()).getFirst();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("subject", own.getSubjectX500Principal().getName());
    json.put("issuer", own.getIssuerX500Principal().getName());
    json.put("notAfter", own.getNotAfter().toInstant().toString());
    return json.put("sha256", fingerprint(own));
  }

  private static String fingerprint(X509Certificate certificate) {
    try {
      return Digests.sha256(certificate.getEncoded());
    } catch (CertificateEncodingException never) {
      throw new IllegalStateException("it was read from its encoded form", never);
    }
  }
}
