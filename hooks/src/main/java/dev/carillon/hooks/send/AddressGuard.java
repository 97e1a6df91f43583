package dev.carillon.hooks.send;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Decides which addresses may be dialled. Everything that is not the public internet is blocked,
 * but for what an operator opens. It looks at addresses, not names, and is asked at every attempt,
 * so that a name cannot change its meaning between a check and a call.
 *
 * @param allowed ranges that are opened
 * @param own our own listeners, which stay closed whatever is opened
 * @param admitted single sockets that may be dialled, whatever range their address is in
 */
public record AddressGuard(
    List<Cidr> allowed, Set<InetSocketAddress> own, Set<InetSocketAddress> admitted) {

  /** The loopback ranges, which a server that is bound to loopback lets through. */
  public static final List<Cidr> LOOPBACK =
      List.of(Cidr.parse("127.0.0.0/8"), Cidr.parse("::1/128"));

  /** The IANA special-purpose registries and what rivals block, put together. */
  private static final List<Cidr> BLOCKED =
      List.of(
              "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12",
              "192.0.0.0/24 192.0.2.0/24 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15",
              "198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4 255.255.255.255/32",
              "::/128 ::1/128 ::/96 64:ff9b::/96 64:ff9b:1::/48 100::/64 2001::/32 2001:db8::/32",
              "2002::/16 3fff::/20 5f00::/16 fc00::/7 fe80::/10 fec0::/10 ff00::/8")
          .stream()
          .flatMap(line -> Arrays.stream(line.split(" ")))
          .map(Cidr::parse)
          .toList();

  private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};
  private static final Cidr NAT64 = Cidr.parse("64:ff9b::/96");
  private static final Cidr COMPATIBLE = Cidr.parse("::/96");
  private static final Cidr SIX_TO_FOUR = Cidr.parse("2002::/16");
  private static final Cidr TEREDO = Cidr.parse("2001::/32");

  public AddressGuard {
    allowed = List.copyOf(allowed);
    own = Set.copyOf(own);
    admitted = Set.copyOf(admitted);
  }

  /** A guard that admits no single socket. */
  public AddressGuard(List<Cidr> allowed, Set<InetSocketAddress> own) {
    this(allowed, own, Set.of());
  }

  /** Why this address must not be dialled; empty if it may be. */
  public Optional<String> objection(InetSocketAddress target) {
    InetAddress address = target.getAddress();
    if (isOwn(target)) {
      return Optional.of(shown(address) + " is this server itself");
    }
    if (admitted.contains(target)) {
      return Optional.empty();
    }
    // what is opened are the addresses named, and not those that they stand for
    Optional<Cidr> inner =
        embedded(address).filter(carried -> !allows(carried)).flatMap(AddressGuard::blockedBy);
    if (inner.isPresent()) {
      return Optional.of(
          shown(address) + " stands for an address in the blocked range " + inner.get());
    }
    return allows(address)
        ? Optional.empty()
        : blockedBy(address).map(range -> shown(address) + " is in the blocked range " + range);
  }

  /** Whether this is one of our own listeners, which no allowed range opens. */
  public boolean isOwn(InetSocketAddress target) {
    return own.contains(target) || (isThisMachine(target.getAddress()) && listensAnywhere(target));
  }

  private static boolean isThisMachine(InetAddress address) {
    return address.isLoopbackAddress() || address.isAnyLocalAddress();
  }

  /** A listener on all addresses answers on the whole of 127.0.0.0/8. */
  private boolean listensAnywhere(InetSocketAddress target) {
    return own.stream()
        .anyMatch(
            listener ->
                listener.getAddress().isAnyLocalAddress()
                    && listener.getPort() == target.getPort());
  }

  private boolean allows(InetAddress address) {
    return allowed.stream().anyMatch(range -> range.contains(address));
  }

  private static Optional<Cidr> blockedBy(InetAddress address) {
    return BLOCKED.stream().filter(range -> range.contains(address)).findFirst();
  }

  /** The IPv4 address that an IPv6 one carries (RFC 4291, 6052, 3056, 4380). */
  private static Optional<InetAddress> embedded(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length != 16 || isThisMachine(address)) {
      return Optional.empty();
    }
    if (isMapped(bytes) || NAT64.contains(address) || COMPATIBLE.contains(address)) {
      return Optional.of(Literal.of(Arrays.copyOfRange(bytes, 12, 16)));
    }
    if (SIX_TO_FOUR.contains(address)) {
      return Optional.of(Literal.of(Arrays.copyOfRange(bytes, 2, 6)));
    }
    if (TEREDO.contains(address)) {
      byte[] inverted = Arrays.copyOfRange(bytes, 12, 16);
      for (int i = 0; i < 4; i++) {
        inverted[i] = (byte) ~inverted[i];
      }
      return Optional.of(Literal.of(inverted));
    }
    return Optional.empty();
  }

  /** ::ffff:0:0/96, which no range can name: the platform reads it as IPv4 nearly everywhere. */
  private static boolean isMapped(byte[] bytes) {
    return Arrays.equals(bytes, 0, MAPPED.length, MAPPED, 0, MAPPED.length);
  }

  private static String shown(InetAddress address) {
    return address.getHostAddress();
  }
}
