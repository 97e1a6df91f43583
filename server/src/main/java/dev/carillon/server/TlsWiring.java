package dev.carillon.server;

import dev.carillon.hooks.http.tls.TlsIdentity;
import dev.carillon.server.operations.health.Check;
import dev.carillon.server.platform.config.ListenerTransport;
import dev.carillon.server.platform.config.NetworkConfig;
import dev.carillon.server.platform.config.WatchedFile;
import dev.carillon.server.platform.http.jetty.Encryption;
import dev.carillon.server.platform.network.TrustedCas;
import java.time.Duration;
import java.time.Instant;
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

  /** The certificate that this server shows, from files that are watched. */
  private static final class OwnIdentity {

    private static final Duration SOON = Duration.ofDays(14);

    private final WatchedFile<TlsIdentity> files;
    private final InstantSource clock;

    /**
     * Reads it.
     *
     * @throws IllegalArgumentException if that cannot be done, or the key does not belong to it
     */
    OwnIdentity(ListenerTransport.Tls tls, InstantSource clock) {
      this.clock = clock;
      this.files =
          new WatchedFile<>(
              "tlsCertificate and tlsKey",
              List.of(tls.certificate(), tls.key()),
              texts -> TlsIdentity.read(texts.getFirst(), texts.getLast()));
    }

    /** As of this moment. */
    TlsIdentity now() {
      return files.get();
    }

    /** Whether it is about to end, and whether its files are well. */
    Check check() {
      String trouble = files.trouble();
      Instant end = now().certificate().getNotAfter().toInstant();
      Duration left = Duration.between(clock.instant(), end);
      if (left.isNegative()) {
        return Check.down("certificate", "This server's certificate ended " + end);
      }
      if (!trouble.isEmpty()) {
        return Check.degraded("certificate", trouble);
      }
      String ends = "This server's certificate ends " + end;
      return left.compareTo(SOON) < 0
          ? Check.degraded("certificate", ends + ", in " + left.toDays() + " days: renew it")
          : Check.up("certificate", ends);
    }
  }
}
