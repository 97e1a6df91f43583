package dev.carillon.server.platform.http.jetty;

import dev.carillon.server.platform.http.header.ClientAddress;
import dev.carillon.server.platform.http.header.TrustedProxies;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.Connection;

/**
 * Closes what one address opens beyond its share, so that others can still connect. A trusted proxy
 * speaks for many.
 */
final class AddressLimit implements Connection.Listener {

  private final TrustedProxies proxies;
  private final int share;
  private final Map<InetAddress, Integer> open = new ConcurrentHashMap<>();

  AddressLimit(int connectionsMax, TrustedProxies proxies) {
    this.proxies = proxies;
    share = HttpLimits.Crowd.share(connectionsMax);
  }

  @Override
  public void onOpened(Connection connection) {
    InetAddress from = address(connection);
    if (open.merge(ClientAddress.counted(from), 1, Integer::sum) > share
        && !proxies.trusted(from)) {
      connection.getEndPoint().close();
    }
  }

  @Override
  public void onClosed(Connection connection) {
    open.computeIfPresent(
        ClientAddress.counted(address(connection)), (from, count) -> count > 1 ? count - 1 : null);
  }

  private static InetAddress address(Connection connection) {
    return connection.getEndPoint().getRemoteSocketAddress() instanceof InetSocketAddress ip
        ? ip.getAddress()
        : InetAddress.getLoopbackAddress();
  }
}
