package dev.carillon.server.platform.http.header;

import dev.carillon.hooks.http.address.Cidr;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

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

  private static final String OTHER_FORWARDED = "X-Forwarded";

  /** No proxy is trusted. */
  public static final TrustedProxies NONE = new TrustedProxies(List.of());

  public TrustedProxies {
    networks = List.copyOf(networks);
  }

  /** The first of these headers that only proxies write, whether or not it is believed. */
  public static Optional<String> signOf(Iterable<String> headers) {
    for (String header : headers) {
      if (header.equalsIgnoreCase("Forwarded")
          || header.regionMatches(true, 0, OTHER_FORWARDED, 0, OTHER_FORWARDED.length())
          || header.equalsIgnoreCase("Via")
          || header.equalsIgnoreCase("X-Real-IP")) {
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
    return !networks.isEmpty() && networks.stream().anyMatch(one -> one.contains(address));
  }

  /**
   * What one proxy says about its client.
   *
   * @param caller as it was written
   * @param scheme empty where it says none
   * @param host empty where it says none
   */
  private record ForwardedHop(String caller, String scheme, String host) {

    private static final Pattern QUAD =
        Pattern.compile("(25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}");
    private static final Pattern V6 = Pattern.compile("[0-9A-Fa-f]*:[0-9A-Fa-f:.]+");
    private static final Pattern HOST =
        Pattern.compile("([0-9A-Za-z._-]{1,253}|\\[[0-9A-Fa-f:.]+])(:[0-9]{1,5})?");

    /** The caller's address, if it is one. */
    Optional<InetAddress> address() {
      String text =
          caller.startsWith("[")
              ? caller.replaceFirst("^\\[([^]]*)](:[0-9]+)?$", "$1")
              : caller.replaceFirst("^([0-9.]+):[0-9]+$", "$1");
      if (!QUAD.matcher(text).matches() && !V6.matcher(text).matches()) {
        return Optional.empty();
      }
      try {
        return Optional.of(InetAddress.ofLiteral(text));
      } catch (IllegalArgumentException notOne) {
        return Optional.empty();
      }
    }

    /** Of {@code X-Forwarded-For}, {@code -Proto} and {@code -Host}. */
    static List<ForwardedHop> all(String callers, String schemes, String hosts) {
      List<String> names = items(callers);
      List<String> spoken = items(schemes);
      List<String> asked = items(hosts);
      List<ForwardedHop> hops = new ArrayList<>();
      for (int i = 0; i < names.size(); i++) {
        hops.add(of(names.get(i), at(spoken, i, names.size()), at(asked, i, names.size())));
      }
      return hops;
    }

    /** Of {@code Forwarded} (RFC 7239). */
    static List<ForwardedHop> all(String forwarded) {
      List<ForwardedHop> hops = new ArrayList<>();
      for (String element : items(forwarded)) {
        HeaderValue values = HeaderValue.of(";" + element);
        hops.add(
            of(
                values.param("for").orElse(""),
                values.param("proto").orElse(""),
                values.param("host").orElse("")));
      }
      return hops;
    }

    private static ForwardedHop of(String caller, String scheme, String host) {
      String lower = scheme.toLowerCase(Locale.ROOT);
      return new ForwardedHop(
          caller,
          lower.equals("http") || lower.equals("https") ? lower : "",
          HOST.matcher(host).matches() ? host : "");
    }

    /** The item of this hop where each has one, else the last: that of the nearest proxy. */
    private static String at(List<String> items, int index, int hops) {
      if (items.isEmpty()) {
        return "";
      }
      return items.size() == hops ? items.get(index) : items.getLast();
    }

    /** What stands between commas; none of the headers has one inside quotes that would count. */
    private static List<String> items(String header) {
      List<String> items = new ArrayList<>();
      for (String item : header.split(",")) {
        if (!item.isBlank()) {
          items.add(item.strip());
        }
      }
      return items;
    }
  }
}
