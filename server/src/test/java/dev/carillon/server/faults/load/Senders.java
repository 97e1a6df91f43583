package dev.carillon.server.faults.load;

import dev.carillon.hooks.delivery.Sender;
import dev.carillon.hooks.http.HttpSender;
import dev.carillon.hooks.http.HttpSettings;
import dev.carillon.hooks.http.HttpSettings.Limits;
import dev.carillon.hooks.http.address.AddressGuard;
import dev.carillon.server.platform.network.DnsResolver;
import java.time.Duration;
import java.util.Set;

/** Which sender is tested: the one that the server is wired with. */
public final class Senders {

  /** Shorter than the tests, so that they see connections come and go. */
  private static final Duration IDLE = Duration.ofSeconds(3);

  private Senders() {}

  /** A sender that may reach loopback addresses. */
  public static Sender ofTheServer() {
    AddressGuard guard = new AddressGuard(AddressGuard.LOOPBACK, Set.of());
    HttpSettings usual = HttpSettings.standard();
    Limits limits =
        new Limits(usual.limits().connections(), usual.limits().connectionsPerRoute(), IDLE);
    HttpSettings settings =
        new HttpSettings(usual.connectTimeout(), limits, usual.tls(), usual.outbound());
    return new HttpSender(new DnsResolver(), () -> guard, settings);
  }
}
