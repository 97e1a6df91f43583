package dev.carillon.server;

import dev.carillon.hooks.send.AddressGuard;
import dev.carillon.hooks.send.Opened;
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
  private volatile int port;
  private volatile Made made;

  Listeners(Listen listen) {
    this.listen = listen;
    this.port = listen.port();
    this.made =
        new Made(List.of(), port, System.nanoTime() - GUARD_NANOS, make(List.of(), Set.of()));
  }

  /** It listens on this port. */
  void on(int actualPort) {
    port = actualPort;
  }

  String url() {
    String bind = listen.bind();
    boolean everywhere = bind.equals("0.0.0.0") || bind.equals("::");
    String host = everywhere || listen.loopback() ? "localhost" : bind;
    return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  /**
   * The guard with these networks opened, and loopback where only this machine can call us: then
   * whoever can register a webhook can reach everything on the machine anyway.
   *
   * @param admitted single sockets that are opened wherever we listen
   */
  AddressGuard guard(List<Opened> allowed, Set<InetSocketAddress> admitted) {
    Made latest = made;
    long now = System.nanoTime();
    if (latest.port == port
        && latest.allowed.equals(allowed)
        && latest.guard.admitted().equals(admitted)
        && now - latest.at < GUARD_NANOS) {
      return latest.guard;
    }
    AddressGuard fresh = make(allowed, admitted);
    AddressGuard same = fresh.equals(latest.guard) ? latest.guard : fresh;
    made = new Made(allowed, port, now, same);
    return same;
  }

  private AddressGuard make(List<Opened> allowed, Set<InetSocketAddress> admitted) {
    List<Opened> opened = new ArrayList<>(allowed);
    if (listen.loopback()) {
      AddressGuard.LOOPBACK.forEach(range -> opened.add(Opened.everywhere(range)));
    }
    return new AddressGuard(opened, own(), admitted);
  }

  private Set<InetSocketAddress> own() {
    Set<InetSocketAddress> own = new HashSet<>();
    for (InetAddress address : addresses()) {
      own.add(new InetSocketAddress(address, port));
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
  private record Made(List<Opened> allowed, int port, long at, AddressGuard guard) {}
}
