package dev.carillon.hooks.http.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Whom to trust. Two of these are the same only where they are one object.
 *
 * @param manager decides
 */
public record TrustSettings(X509TrustManager manager) {

  private static final String NONE =
      "this Java platform has no trusted certificate authorities, or they cannot be read";

  private static final Lock READING = new ReentrantLock();
  private static volatile @Nullable TrustSettings platform;

  /**
   * Whom the platform trusts: read when it is asked for first, since a hundred certificates take
   * time.
   *
   * @throws IllegalStateException if they cannot be read, or there are none; then the next caller
   *     reads again
   */
  public static TrustSettings platform() {
    TrustSettings known = platform;
    if (known != null) {
      return known;
    }
    READING.lock();
    try {
      TrustSettings now = platform;
      if (now == null) {
        now = new TrustSettings(manager(null));
        if (now.manager.getAcceptedIssuers().length == 0) {
          throw new IllegalStateException(NONE);
        }
        platform = now;
      }
      return now;
    } finally {
      READING.unlock();
    }
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

  private static X509TrustManager manager(@Nullable KeyStore store) {
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
      throw new IllegalStateException(NONE, broken);
    }
  }
}
