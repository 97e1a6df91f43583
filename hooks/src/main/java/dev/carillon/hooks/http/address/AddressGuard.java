package dev.carillon.hooks.http.address;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decides which addresses may be dialled. Everything that is not the public internet is blocked,
 * but for what an operator opens. It looks at addresses, not names, and is asked about the very
 * address that is dialled, so that a name cannot change its meaning between a check and a call.
 * {@code Dialer} asks it before it makes a connection, and {@code ConnectionPool.good} before a
 * kept one is used again, once the guard has changed.
 *
 * <p>An IPv6 address that carries an IPv4 one must pass as both: opening the range of a translator
 * opens nothing behind it.
 *
 * @param allowed what is opened
 * @param own our own listeners, which stay closed whatever is opened
 * @param admitted single sockets that may be dialled, whatever range their address is in, each with
 *     the one that is dialled in its place
 */
public record AddressGuard(
    List<AllowedRange> allowed,
    Set<InetSocketAddress> own,
    Map<InetSocketAddress, InetSocketAddress> admitted) {

  /** The loopback ranges, which a server that is bound to loopback lets through. */
  public static final List<Cidr> LOOPBACK =
      List.of(Cidr.parse("127.0.0.0/8"), Cidr.parse("::1/128"));

  /**
   * The IANA special-purpose registries whole, what rivals block, and Azure's wire server, which
   * gives a machine its settings at a public address.
   */
  private static final List<Cidr> BLOCKED =
      List.of(
              "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 168.63.129.16/32 169.254.0.0/16",
              "172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.31.196.0/24 192.52.193.0/24",
              "192.88.99.0/24 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 198.51.100.0/24",
              "203.0.113.0/24 224.0.0.0/4 240.0.0.0/4 255.255.255.255/32",
              "::/128 ::1/128 ::/96 ::ffff:0:0:0/96 64:ff9b::/96 64:ff9b:1::/48 100::/64",
              "100:0:0:1::/64 2001::/32 2001:2::/48 2001:10::/28 2001:20::/28 2001:30::/28",
              "2001::/23 2001:db8::/32 2002::/16 2620:4f:8000::/48 3fff::/20 5f00::/16 fc00::/7",
              "fe80::/10 fec0::/10 ff00::/8")
          .stream()
          .flatMap(line -> Arrays.stream(line.split(" ")))
          .map(Cidr::parse)
          .toList();

  /** Not parsed: the platform takes such an address for the IPv4 one. */
  private static final Cidr MAPPED =
      new Cidr(
          AddressLiteral.of(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 0, 0, 0, 0}), 96);

  /** The IPv4 address is in the last 32 bits; of the local prefix only this form is understood. */
  private static final List<Cidr> LAST_BITS =
      List.of(
          Cidr.parse("::/96"),
          MAPPED,
          Cidr.parse("::ffff:0:0:0/96"),
          Cidr.parse("64:ff9b::/96"),
          Cidr.parse("64:ff9b:1::/48"));

  private static final Cidr SIX_TO_FOUR = Cidr.parse("2002::/16");
  private static final Cidr TEREDO = Cidr.parse("2001::/32");

  public AddressGuard {
    allowed = List.copyOf(allowed);
    own = Set.copyOf(own);
    admitted = Map.copyOf(admitted);
  }

  /** A guard that opens these ranges for every host, and admits no single socket. */
  public AddressGuard(List<Cidr> allowed, Set<InetSocketAddress> own) {
    this(allowed.stream().map(AllowedRange::everywhere).toList(), own, Map.of());
  }

  /** Why this address of a host must not be dialled; empty if it may be. */
  public Optional<String> objection(String host, InetSocketAddress target) {
    InetAddress address = target.getAddress();
    if (isOwn(target)) {
      return Optional.of(shown(address) + " is this server itself");
    }
    if (admitted.containsKey(target)) {
      return Optional.empty();
    }
    Optional<InetAddress> inner = embedded(address);
    if (!MAPPED.contains(address)) {
      Optional<Cidr> range = closed(host, address);
      if (range.isPresent()) {
        return Optional.of(shown(address) + " is in the blocked range " + range.get());
      }
    }
    return inner
        .flatMap(carried -> closed(host, carried))
        .map(range -> shown(address) + " contains an address in the blocked range " + range);
  }

  /** Why this address, given as such, must not be dialled; empty if it may be. */
  public Optional<String> objection(InetSocketAddress target) {
    return objection("", target);
  }

  /**
   * The address that is dialled for an allowed target: the target itself, unless another one was
   * set for it.
   */
  public InetSocketAddress dialled(InetSocketAddress target) {
    return admitted.getOrDefault(target, target);
  }

  /** Whether this is one of our own listeners, which no allowed range opens. */
  public boolean isOwn(InetSocketAddress target) {
    InetAddress inner = embedded(target.getAddress()).orElse(target.getAddress());
    return listens(target) || listens(new InetSocketAddress(inner, target.getPort()));
  }

  private boolean listens(InetSocketAddress target) {
    return own.contains(target) || own.stream().anyMatch(listener -> reaches(target, listener));
  }

  /**
   * A listener on all addresses answers on the whole of 127.0.0.0/8, and who dials 0.0.0.0 or ::
   * comes to loopback.
   */
  private static boolean reaches(InetSocketAddress target, InetSocketAddress listener) {
    InetAddress dialled = target.getAddress();
    InetAddress bound = listener.getAddress();
    boolean here = dialled.isAnyLocalAddress() || dialled.isLoopbackAddress();
    return target.getPort() == listener.getPort()
        && here
        && (bound.isAnyLocalAddress() || dialled.isAnyLocalAddress());
  }

  /** The blocked range that the address is in, unless it is opened for this host. */
  private Optional<Cidr> closed(String host, InetAddress address) {
    return allowed.stream().anyMatch(opened -> opened.means(host, address))
        ? Optional.empty()
        : blockedBy(address);
  }

  private static Optional<Cidr> blockedBy(InetAddress address) {
    return BLOCKED.stream().filter(range -> range.contains(address)).findFirst();
  }

  /** The IPv4 address that an IPv6 one carries (RFC 4291, 2765, 6052, 3056, 4380, 5214). */
  private static Optional<InetAddress> embedded(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length != 16 || address.isLoopbackAddress() || address.isAnyLocalAddress()) {
      return Optional.empty();
    }
    if (isIsatap(bytes) || LAST_BITS.stream().anyMatch(range -> range.contains(address))) {
      return Optional.of(AddressLiteral.of(Arrays.copyOfRange(bytes, 12, 16)));
    }
    if (SIX_TO_FOUR.contains(address)) {
      return Optional.of(AddressLiteral.of(Arrays.copyOfRange(bytes, 2, 6)));
    }
    if (TEREDO.contains(address)) {
      byte[] inverted = Arrays.copyOfRange(bytes, 12, 16);
      for (int i = 0; i < 4; i++) {
        inverted[i] = (byte) ~inverted[i];
      }
      return Optional.of(AddressLiteral.of(inverted));
    }
    return Optional.empty();
  }

  /** Behind any prefix: the local or the universal form of the interface. */
  private static boolean isIsatap(byte[] bytes) {
    return (bytes[8] & 0xfd) == 0 && bytes[9] == 0 && bytes[10] == 0x5e && bytes[11] == (byte) 0xfe;
  }

  private static String shown(InetAddress address) {
    return AddressLiteral.text(address);
  }
}
