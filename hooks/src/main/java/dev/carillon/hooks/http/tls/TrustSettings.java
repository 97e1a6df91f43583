package dev.carillon.hooks.http.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Whom to trust. Two of these are the same only where they are one object.
 *
 * @param manager decides
 */
public record TrustSettings(X509TrustManager manager) {

  /**
   * Whom the platform trusts: read by whoever asks first, since a hundred certificates take time.
   */
  public static TrustSettings platform() {
    return Platform.TRUSTED;
  }

  /** Whom the platform trusts, and these authorities. */
  public static TrustSettings with(List<X509Certificate> more) {
    try {
      KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
      all.load(null, null);
      int number = 0;
      for (X509Certificate known : platform().manager.getAcceptedIssuers()) {
        all.setCertificateEntry("platform-" + number++, known);
      }
      for (X509Certificate one : more) {
        all.setCertificateEntry("own-" + number++, one);
      }
      return new TrustSettings(manager(all));
    } catch (GeneralSecurityException | IOException every) {
      throw new IllegalStateException("every Java platform has key stores in memory", every);
    }
  }

  private static X509TrustManager manager(@org.jspecify.annotations.Nullable KeyStore store) {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return Arrays.stream(factory.getTrustManagers())
          .filter(X509TrustManager.class::isInstance)
          .map(X509TrustManager.class::cast)
          .findFirst()
          .orElseThrow();
    } catch (GeneralSecurityException broken) {
      throw new IllegalStateException(
          "this Java platform has no trusted certificate authorities", broken);
    }
  }

  /** Loaded with the first question. */
  private static final class Platform {
    private static final TrustSettings TRUSTED = new TrustSettings(manager(null));
  }
}
