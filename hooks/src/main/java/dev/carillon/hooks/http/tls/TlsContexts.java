package dev.carillon.hooks.http.tls;

import dev.carillon.hooks.webhook.ClientCertificate;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/** The TLS context of each certificate that is shown, the same one while nothing changes. */
@FunctionalInterface
public interface TlsContexts {

  /**
   * The context of who shows this certificate, or none.
   *
   * @throws IllegalArgumentException if it cannot be used; the words can stand behind "must be"
   */
  SSLContext of(ClientCertificate certificate);

  /** Contexts of who trusts these. */
  static TlsContexts trusting(TrustSettings trust) {
    return trusting(() -> trust);
  }

  /** Contexts of who trusts those of the moment; the same object while nothing changes. */
  static TlsContexts trusting(Supplier<TrustSettings> trust) {
    return new TlsContextCache(trust);
  }
}
