package dev.carillon.server.assets.search.opensearch;

import dev.carillon.hooks.http.tls.Pem;
import dev.carillon.hooks.http.tls.TrustSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** The authorities that the certificate of OpenSearch may come from. */
final class TrustedAuthorities {

  private TrustedAuthorities() {}

  /**
   * Those in a PEM file, and the public ones.
   *
   * @throws OpenSearchTrouble if the file cannot be read
   */
  static SSLContext in(Path file) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      TrustManager manager = TrustSettings.with(Pem.certificates(Files.readString(file))).manager();
      context.init(null, new TrustManager[] {manager}, new SecureRandom());
      return context;
    } catch (IOException | GeneralSecurityException | IllegalArgumentException unreadable) {
      throw new OpenSearchTrouble(
          "the file of searchTrustedCas cannot be read", file + ": " + unreadable, 0, unreadable);
    }
  }
}
