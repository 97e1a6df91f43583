package dev.carillon.server;

import dev.carillon.hooks.http.address.AddressGuard;
import dev.carillon.hooks.http.address.AllowedRange;
import dev.carillon.server.operations.health.Check;
import dev.carillon.server.platform.config.NetworkConfig;
import dev.carillon.server.platform.config.ServerConfig.Listen;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/**
 * Where this server itself can be reached, on any of its nodes: webhooks must not lead back to it.
 * Asked for each attempt, so that nothing here is looked up or listed while a caller waits.
 */
final class OwnAddresses {

  private static final System.Logger LOG = System.getLogger(OwnAddresses.class.getName());

  /** For so long the machine's addresses are taken as known. */
  private static final long INTERFACES_NANOS = 1_000_000_000;

  private final Listen listen;
  private final NetworkConfig outward;

  /** Asked with each attempt, so it is found out once. */
  private final boolean onlyUs;

  private final AtomicBoolean listing = new AtomicBoolean();
  private volatile int port;

  /** As they were bound, those included that only send callers on. */
  private volatile Set<InetSocketAddress> bound;

  /** As they were bound if to single addresses; else with every address of the machine. */
  private volatile Set<InetSocketAddress> own;

  /** Where other nodes that share the database listen. */
  private volatile Set<InetSocketAddress> others = Set.of();

  private volatile boolean everywhere;

  /** The header that a proxy gave itself away with; empty for none. */
  private volatile String undeclared = "";

  private volatile long listedAt;
  private volatile Made made;

  OwnAddresses(Listen listen, NetworkConfig outward) {
    this.listen = listen;
    this.outward = outward;
    this.onlyUs = listen.loopback() && outward.trustedProxies().isEmpty();
    this.port = listen.port();
    this.bound = asConfigured(listen);
    this.own = bound;
    list();
    this.made = make(List.of(), Map.of());
  }

  /** The addresses that the server is going to listen on, as far as they are known before. */
  private static Set<InetSocketAddress> asConfigured(Listen listen) {
    try {
      return Arrays.stream(InetAddress.getAllByName(listen.bind()))
          .map(address -> new InetSocketAddress(address, listen.port()))
          .collect(Collectors.toUnmodifiableSet());
    } catch (UnknownHostException unknown) {
      // it cannot be bound either, unless it is known by then
      return Set.of();
    }
  }

  /** It listens: links name this port, and these sockets are bound in all. */
  void on(int actualPort, Set<InetSocketAddress> sockets) {
    port = actualPort;
    bound = Set.copyOf(sockets);
    list();
  }

  /** Where this node listens. */
  Set<InetSocketAddress> own() {
    return own;
  }

  /** Other nodes listen there. */
  void others(Set<InetSocketAddress> sockets) {
    if (!others.equals(sockets)) {
      others = Set.copyOf(sockets);
    }
  }

  /** Where other machines find this one, if they do. */
  String urlOfMachine(String host) {
    boolean everywhere = listen.bind().equals("0.0.0.0") || listen.bind().equals("::");
    return everywhere ? outward.transport().scheme() + "://" + host + ":" + port : url();
  }

  String url() {
    String bind = listen.bind();
    boolean everywhere = bind.equals("0.0.0.0") || bind.equals("::");
    String host = everywhere || listen.loopback() ? "localhost" : bind;
    return outward.transport().scheme()
        + "://"
        + (host.contains(":") ? "[" + host + "]" : host)
        + ":"
        + port;
  }

  /**
   * A client that is not among {@code trustedProxies} sent a header that only proxies write. Then
   * others than this machine may call us, and loopback is closed for as long as this process runs.
   */
  void proxied(String header) {
    if (onlyUs && firstSign(header)) {
      LOG.log(System.Logger.Level.WARNING, closedBy(header));
    }
  }

  private synchronized boolean firstSign(String header) {
    if (!undeclared.isEmpty()) {
      return false;
    }
    undeclared = header;
    return true;
  }

  /** Whether there is an undeclared proxy in front of this server. */
  List<Check> checks() {
    String header = undeclared;
    return header.isEmpty() ? List.of() : List.of(Check.degraded("proxy", closedBy(header)));
  }

  private static String closedBy(String header) {
    return "A request had the header "
        + header
        + ", which proxies set, but trustedProxies in node.properties is empty: until"
        + " the server is restarted, webhooks may not reach loopback addresses. Add the"
        + " proxy to trustedProxies, or make sure that no program on this machine sends"
        + " such headers";
  }

  /**
   * The guard with these networks opened, and loopback where only this machine can call us: then an
   * administrator of webhooks can reach everything on the machine anyway. Who trusts a proxy lets
   * the network in, and so does who has one without saying so.
   *
   * @param admitted single sockets that are opened wherever we listen, and where they really are
   */
  AddressGuard guard(
      List<AllowedRange> allowed, Map<InetSocketAddress, InetSocketAddress> admitted) {
    listInTime();
    Made latest = made;
    if (latest.own.equals(own)
        && latest.others.equals(others)
        && latest.allowed.equals(allowed)
        && latest.loopback == loopback()
        && latest.guard.admitted().equals(admitted)) {
      return latest.guard;
    }
    Made fresh = make(allowed, admitted);
    made = fresh;
    return fresh.guard;
  }

  private boolean loopback() {
    return onlyUs && undeclared.isEmpty();
  }

  private Made make(
      List<AllowedRange> allowed, Map<InetSocketAddress, InetSocketAddress> admitted) {
    Set<InetSocketAddress> current = own;
    Set<InetSocketAddress> elsewhere = others;
    List<AllowedRange> opened = new ArrayList<>(allowed);
    boolean loopback = loopback();
    if (loopback) {
      AddressGuard.LOOPBACK.forEach(range -> opened.add(AllowedRange.everywhere(range)));
    }
    Set<InetSocketAddress> all = new HashSet<>(current);
    all.addAll(elsewhere);
    return new Made(allowed, current, elsewhere, loopback, new AddressGuard(opened, all, admitted));
  }

  /** Interfaces come and go. Who asks does not wait for the list: the last one is good enough. */
  private void listInTime() {
    if (everywhere
        && System.nanoTime() - listedAt >= INTERFACES_NANOS
        && listing.compareAndSet(false, true)) {
      Thread.ofVirtual()
          .name("carillon-interfaces")
          .start(
              () -> {
                try {
                  list();
                } finally {
                  listing.set(false);
                }
              });
    }
  }

  private synchronized void list() {
    Set<InetSocketAddress> all = new HashSet<>(bound);
    List<Integer> ports =
        bound.stream()
            .filter(socket -> socket.getAddress().isAnyLocalAddress())
            .map(InetSocketAddress::getPort)
            .toList();
    everywhere = !ports.isEmpty();
    if (everywhere) {
      try {
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .forEach(
                address -> ports.forEach(each -> all.add(new InetSocketAddress(address, each))));
      } catch (SocketException failure) {
        LOG.log(System.Logger.Level.WARNING, "This machine's addresses cannot be listed", failure);
        all.addAll(own);
      }
    }
    if (!own.equals(all)) {
      own = Set.copyOf(all);
    }
    listedAt = System.nanoTime();
  }

  /** The guard made last, and of what. */
  private record Made(
      List<AllowedRange> allowed,
      Set<InetSocketAddress> own,
      Set<InetSocketAddress> others,
      boolean loopback,
      AddressGuard guard) {}
}
