package dev.carillon.server.platform.network;

import dev.carillon.hooks.http.address.AddressGuard;
import dev.carillon.hooks.http.address.Resolver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Looks a host up and lets only those of its addresses through that may be dialled. The client
 * dials exactly what comes out of here.
 */
final class GuardedLookUp implements DnsResolver {

  private static final Duration DEADLINE = Duration.ofSeconds(5);

  private final Resolver resolver;
  private final Supplier<AddressGuard> guard;

  GuardedLookUp(Resolver resolver, Supplier<AddressGuard> guard) {
    this.resolver = resolver;
    this.guard = guard;
  }

  @Override
  public List<InetSocketAddress> resolve(String host, int port) throws UnknownHostException {
    List<InetSocketAddress> allowed = new ArrayList<>();
    String objection = "";
    for (InetAddress address : addresses(host)) {
      InetSocketAddress target = new InetSocketAddress(address, port);
      var found = guard.get().objection(target);
      if (found.isEmpty()) {
        allowed.add(target);
      } else {
        objection = found.get();
      }
    }
    if (allowed.isEmpty()) {
      throw new BlockedException(objection);
    }
    return allowed;
  }

  private List<InetAddress> addresses(String host) throws UnknownHostException {
    try {
      return resolver.resolve(host, DEADLINE);
    } catch (Resolver.NameNotFoundException unknown) {
      UnknownHostException failure = new UnknownHostException(host);
      failure.initCause(unknown);
      throw failure;
    } catch (Resolver.NameTimeoutException silent) {
      UnknownHostException failure = new SilentException(host);
      failure.initCause(silent);
      throw failure;
    }
  }

  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    throw new UnknownHostException("an address is only of use together with a port: " + host);
  }

  @Override
  public String resolveCanonicalHostname(String host) {
    return host;
  }

  /** None of the addresses may be dialled. */
  static final class BlockedException extends UnknownHostException {
    private static final long serialVersionUID = 1L;
    private final String reason;

    BlockedException(String reason) {
      super(reason);
      this.reason = reason;
    }

    String reason() {
      return reason;
    }
  }

  /** No name server answered in time. */
  static final class SilentException extends UnknownHostException {
    private static final long serialVersionUID = 1L;

    SilentException(String host) {
      super(host);
    }
  }
}
