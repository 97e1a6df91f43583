package dev.carillon.server;

import dev.carillon.hooks.send.AddressGuard;
import dev.carillon.hooks.send.Opened;
import dev.carillon.server.config.Outward;
import dev.carillon.server.config.ServerConfig.Listen;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Where this server itself can be reached: webhooks must not lead back to it. */
final class Listeners {

  /** For so long the machine's addresses are taken as known: a guard is asked for each attempt. */
  private static final long GUARD_NANOS = 1_000_000_000;

  private final Listen listen;
  private final Outward outward;
  private volatile int port;

  /** All of them, those included that only send callers on. */
  private volatile Set<Integer> ports;

  private volatile Made made;

  Listeners(Listen listen, Outward outward) {
    this.listen = listen;
    this.outward = outward;
    this.port = listen.port();
    this.ports = Set.of(port);
    this.made =
        new Made(List.of(), ports, System.nanoTime() - GUARD_NANOS, make(List.of(), Set.of()));
  }

  /** It listens on this port, and on these in all. */
  void on(int actualPort, Set<Integer> actualPorts) {
    port = actualPort;
    ports = Set.copyOf(actualPorts);
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
   * The guard with these networks opened, and loopback where only this machine can call us: then
   * whoever can register a webhook can reach everything on the machine anyway. Who trusts a proxy
   * lets the network in.
   *
   * @param admitted single sockets that are opened wherever we listen
   */
  AddressGuard guard(List<Opened> allowed, Set<InetSocketAddress> admitted) {
    Made latest = made;
    long now = System.nanoTime();
    if (latest.ports.equals(ports)
        && latest.allowed.equals(allowed)
        && latest.guard.admitted().equals(admitted)
        && now - latest.at < GUARD_NANOS) {
      return latest.guard;
    }
    AddressGuard fresh = make(allowed, admitted);
    AddressGuard same = fresh.equals(latest.guard) ? latest.guard : fresh;
    made = new Made(allowed, ports, now, same);
    return same;
  }

  private AddressGuard make(List<Opened> allowed, Set<InetSocketAddress> admitted) {
    List<Opened> opened = new ArrayList<>(allowed);
    if (listen.loopback() && outward.trustedProxies().isEmpty()) {
      AddressGuard.LOOPBACK.forEach(range -> opened.add(Opened.everywhere(range)));
    }
    return new AddressGuard(opened, own(), admitted);
  }

  private Set<InetSocketAddress> own() {
    Set<InetSocketAddress> own = new HashSet<>();
    for (InetAddress address : addresses()) {
      ports.forEach(each -> own.add(new InetSocketAddress(address, each)));
    }
    return own;
  }

  private List<InetAddress> addresses() {
    try {
      List<InetAddress> bound =
          new ArrayList<>(Arrays.asList(InetAddress.getAllByName(listen.bind())));
      if (bound.stream().anyMatch(InetAddress::isAnyLocalAddress)) {
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .forEach(bound::add);
      }
      return bound;
    } catch (UnknownHostException | SocketException unknown) {
      return List.of(InetAddress.getLoopbackAddress());
    }
  }

  /** The guard made last, and of what. */
  private record Made(List<Opened> allowed, Set<Integer> ports, long at, AddressGuard guard) {}
}
