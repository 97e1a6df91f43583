package dev.carillon.hooks.http;

import dev.carillon.hooks.delivery.ErrorClass;
import dev.carillon.hooks.http.address.Resolver;
import dev.carillon.hooks.http.response.ResponseFault;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/** Knows the addresses of a route's host. */
final class DnsLookup {

  private static final Duration DEADLINE = Duration.ofSeconds(5);

  private final Resolver resolver;
  private final long freshNanos;

  /**
   * A look-up.
   *
   * @param fresh for how long an answer counts as that of this moment
   */
  DnsLookup(Resolver resolver, Duration fresh) {
    this.resolver = resolver;
    this.freshNanos = fresh.toNanos();
  }

  /** All addresses, whether they may be dialled or not. */
  List<InetAddress> addresses(Route route, Progress progress) throws IOException {
    List<InetAddress> known = known(route);
    if (!known.isEmpty()) {
      return known;
    }
    List<InetAddress> addresses = resolve(route.key().host(), progress);
    route.found(new Route.Found(addresses, Progress.now()));
    return addresses;
  }

  /** The addresses, if no resolver has to be asked; else empty. */
  List<InetAddress> known(Route route) {
    if (!route.literal().isEmpty()) {
      return route.literal();
    }
    Route.Found latest = route.found();
    return Progress.now() - latest.at() < freshNanos ? latest.addresses() : List.of();
  }

  /** Asks the resolver now. */
  List<InetAddress> resolve(String host, Progress progress) throws IOException {
    progress.enter(Progress.Phase.LOOK_UP);
    try {
      Duration left = Duration.ofNanos(Math.max(1, progress.left()));
      List<InetAddress> addresses =
          resolver.resolve(host, left.compareTo(DEADLINE) < 0 ? left : DEADLINE);
      if (addresses.isEmpty()) {
        throw new Resolver.NameNotFoundException(host);
      }
      return List.copyOf(addresses);
    } catch (Resolver.NameNotFoundException unknown) {
      throw new ResponseFault(ErrorClass.DNS_NOT_FOUND, "no address for " + host);
    } catch (Resolver.NameTimeoutException silent) {
      throw new ResponseFault(
          ErrorClass.DNS_TIMEOUT, "no response from the name server for " + host);
    }
  }
}
