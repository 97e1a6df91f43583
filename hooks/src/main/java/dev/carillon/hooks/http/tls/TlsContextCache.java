package dev.carillon.hooks.http.tls;

import dev.carillon.hooks.webhook.ClientCertificate;
import java.security.GeneralSecurityException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** Contexts that were made, until the trust changes. */
final class TlsContextCache implements TlsContexts {

  private static final int CONTEXTS_MAX = 1_000;

  private final ConcurrentHashMap<ClientCertificate, Made> kept = new ConcurrentHashMap<>();
  private final Supplier<TrustSettings> trust;

  TlsContextCache(Supplier<TrustSettings> trust) {
    this.trust = trust;
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // as Trust says
  public SSLContext of(ClientCertificate certificate) {
    TrustSettings now = trust.get();
    Made made = kept.get(certificate);
    if (made != null && made.trust == now) {
      return made.context;
    }
    if (kept.size() >= CONTEXTS_MAX) {
      kept.clear();
    }
    return kept.compute(
            certificate,
            (same, before) ->
                before != null && before.trust == now ? before : new Made(now, make(same, now)))
        .context;
  }

  private static SSLContext make(ClientCertificate certificate, TrustSettings trust) {
    TlsIdentity identity =
        certificate.none() ? null : TlsIdentity.read(certificate.chain(), certificate.key());
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          new KeyManager[] {new ShownCertificate(identity)},
          new TrustManager[] {trust.manager()},
          null);
      return context;
    } catch (GeneralSecurityException broken) {
      throw new IllegalStateException("this Java platform has no TLS", broken);
    }
  }

  private record Made(TrustSettings trust, SSLContext context) {}
}
