package dev.carillon.server.http.jetty;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.Connection;

/** Closes what one address opens beyond its share, so that others can still connect. */
final class AddressLimit implements Connection.Listener {

  private final int share;
  private final Map<InetAddress, Integer> open = new ConcurrentHashMap<>();

  AddressLimit(int connectionsMax) {
    share = HttpLimits.Crowd.share(connectionsMax);
  }

  @Override
  public void onOpened(Connection connection) {
    if (open.merge(address(connection), 1, Integer::sum) > share) {
      connection.getEndPoint().close();
    }
  }

  @Override
  public void onClosed(Connection connection) {
    open.computeIfPresent(address(connection), (from, count) -> count > 1 ? count - 1 : null);
  }

  private static InetAddress address(Connection connection) {
    return connection.getEndPoint().getRemoteSocketAddress() instanceof InetSocketAddress ip
        ? ip.getAddress()
        : InetAddress.getLoopbackAddress();
  }
}
