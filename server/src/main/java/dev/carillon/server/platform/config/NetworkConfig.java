package dev.carillon.server.platform.config;

import dev.carillon.hooks.http.address.Cidr;
import java.nio.file.Path;
import java.util.List;

/**
 * How a node meets the network, on both sides.
 *
 * @param transport how requests come in
 * @param trustedProxies whose word about the caller is believed
 * @param trustedCas a file of authorities that receivers' certificates may come from, besides those
 *     of the platform; an empty path for none
 */
public record NetworkConfig(
    ListenerTransport transport, List<Cidr> trustedProxies, Path trustedCas) {

  /** In the clear, no proxy, no further authority. */
  public static final NetworkConfig STANDARD =
      new NetworkConfig(new ListenerTransport.Plain(), List.of(), Path.of(""));

  public NetworkConfig {
    trustedProxies = List.copyOf(trustedProxies);
  }

  /** Whether there are further authorities. */
  public boolean moreCas() {
    return !trustedCas.toString().isEmpty();
  }

  static NetworkConfig of(Path home, PropertyValues values) {
    String certificate = values.value(NodeKeys.TLS_CERTIFICATE);
    String key = values.value(NodeKeys.TLS_KEY);
    String cas = values.value(NodeKeys.HTTP_TRUSTED_CAS);
    if (certificate.isEmpty() && !key.isEmpty()) {
      throw new IllegalArgumentException("tlsKey is set, but tlsCertificate is not");
    }
    ListenerTransport transport =
        certificate.isEmpty()
            ? new ListenerTransport.Plain()
            : new ListenerTransport.Tls(
                home.resolve(certificate).normalize(),
                home.resolve(key.isEmpty() ? certificate : key).normalize(),
                values.value(NodeKeys.HTTP_REDIRECT_PORT));
    return new NetworkConfig(
        transport,
        values.value(NodeKeys.TRUSTED_PROXIES),
        cas.isEmpty() ? Path.of("") : home.resolve(cas).normalize());
  }
}
