package dev.carillon.server.faults.load;

import dev.carillon.hooks.send.AddressGuard;
import dev.carillon.hooks.send.HttpSender;
import dev.carillon.hooks.send.Sender;
import dev.carillon.server.send.DnsResolver;
import java.util.Set;

/** Which sender is tested: the one that the server is wired with. */
public final class Senders {

  private Senders() {}

  /** A sender that may reach loopback addresses. */
  public static Sender ofTheServer() {
    AddressGuard guard = new AddressGuard(AddressGuard.LOOPBACK, Set.of());
    return new HttpSender(new DnsResolver(), () -> guard);
  }
}
