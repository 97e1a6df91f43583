package dev.carillon.server.platform.http.header;

import dev.carillon.hooks.http.address.Cidr;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The proxies before this server. What they say about the caller is believed, from the nearest one
 * outwards, up to the first that is not among them; what others say is ignored.
 *
 * @param networks of these proxies; empty for none
 */
public record TrustedProxies(List<Cidr> networks) {

  /** How many proxies a request may have come through. */
  public static final int HOPS_MAX = 20;

  private static final List<String> HEADERS =
      List.of("Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host");

  private static final List<String> OTHER_SIGNS = List.of("via", "x-real-ip");

  /** No proxy is trusted. */
  public static final TrustedProxies NONE = new TrustedProxies(List.of());

  public TrustedProxies {
    networks = List.copyOf(networks);
  }

  /** The first of these headers that only proxies write, whether or not it is believed. */
  public static Optional<String> signOf(Iterable<String> headers) {
    for (String header : headers) {
      String name = header.toLowerCase(Locale.ROOT);
      if (name.equals("forwarded")
          || name.startsWith("x-forwarded")
          || OTHER_SIGNS.contains(name)) {
        return Optional.of(header);
      }
    }
    return Optional.empty();
  }

  /**
   * The header that names more than {@value #HOPS_MAX} proxies, of a request that is believed.
   *
   * @param peer who is at the other end of the connection
   * @param header as in {@link #client}
   */
  public Optional<String> tooLong(InetAddress peer, UnaryOperator<String> header) {
    return trusted(peer)
        ? HEADERS.stream().filter(name -> commas(header.apply(name)) >= HOPS_MAX).findFirst()
        : Optional.empty();
  }

  private static long commas(String text) {
    return text.chars().filter(c -> c == ',').count();
  }

  /**
   * Where a request comes from; empty where a proxy passes on two accounts of it, of which a caller
   * may have written one.
   *
   * @param peer who is at the other end of the connection
   * @param header the value of a header; where it was sent several times, with commas between
   */
  public Optional<ClientAddress> client(InetAddress peer, UnaryOperator<String> header) {
    if (!trusted(peer)) {
      return Optional.of(ClientAddress.of(peer));
    }
    String standard = header.apply("Forwarded");
    String callers = header.apply("X-Forwarded-For");
    String schemes = header.apply("X-Forwarded-Proto");
    String hosts = header.apply("X-Forwarded-Host");
    if (standard.isEmpty()) {
      // a proxy that does not name the caller may still say how it was called
      ForwardedHop nearest = ForwardedHop.all("?", schemes, hosts).getFirst();
      return Optional.of(
          outwards(
              new ClientAddress(peer, nearest.scheme(), nearest.host()),
              ForwardedHop.all(callers, schemes, hosts)));
    }
    return (callers + schemes + hosts).isEmpty()
        ? Optional.of(outwards(ClientAddress.of(peer), ForwardedHop.all(standard)))
        : Optional.empty();
  }

  private ClientAddress outwards(ClientAddress nearest, List<ForwardedHop> hops) {
    ClientAddress client = nearest;
    for (ForwardedHop hop : hops.reversed()) {
      Optional<InetAddress> caller = hop.address();
      if (caller.isEmpty() || !trusted(client.address())) {
        break;
      }
      client = new ClientAddress(caller.get(), hop.scheme(), hop.host());
    }
    return client;
  }

  /** Whether this is one of them. */
  public boolean trusted(InetAddress address) {
    return networks.stream().anyMatch(network -> network.contains(address));
  }
}
