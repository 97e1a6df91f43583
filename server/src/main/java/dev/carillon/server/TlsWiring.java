package dev.carillon.server;

import dev.carillon.server.operations.health.Check;
import dev.carillon.server.platform.config.ListenerTransport;
import dev.carillon.server.platform.config.NetworkConfig;
import dev.carillon.server.platform.http.jetty.Encryption;
import dev.carillon.server.platform.network.TrustedCas;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * TLS on both sides, put together.
 *
 * @param encryption of our own listener
 * @param own looks at our own certificate; nothing where there is none
 * @param cas who vouches for receivers
 */
record TlsWiring(Encryption encryption, Supplier<List<Check>> own, TrustedCas cas) {

  /**
   * As it was configured.
   *
   * @throws IllegalArgumentException if a file cannot be used
   */
  static TlsWiring of(NetworkConfig outward, InstantSource clock) {
    TrustedCas cas = new TrustedCas(outward);
    return switch (outward.transport()) {
      case ListenerTransport.Plain plain -> new TlsWiring(new Encryption.None(), List::of, cas);
      case ListenerTransport.Tls tls -> {
        OwnIdentity identity = new OwnIdentity(tls, clock);
        yield new TlsWiring(
            new Encryption.Tls(identity::now, tls.redirectPort()),
            () -> List.of(identity.check()),
            cas);
      }
    };
  }

  /** How its files are. */
  List<Check> checks() {
    List<Check> checks = new ArrayList<>(own.get());
    cas.trouble()
        .map(
            trouble ->
                trouble.isEmpty()
                    ? Check.up("authorities", "The file of httpTrustedCas is valid")
                    : Check.degraded("authorities", trouble))
        .ifPresent(checks::add);
    return checks;
  }
}
