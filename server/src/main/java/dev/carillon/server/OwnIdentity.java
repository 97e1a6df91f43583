package dev.carillon.server;

import dev.carillon.hooks.http.tls.TlsIdentity;
import dev.carillon.server.operations.health.Check;
import dev.carillon.server.platform.config.ListenerTransport;
import dev.carillon.server.platform.config.WatchedFile;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** The certificate that this server shows, from files that are watched. */
final class OwnIdentity {

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
