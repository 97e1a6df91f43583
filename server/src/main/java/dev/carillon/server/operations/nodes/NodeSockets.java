package dev.carillon.server.operations.nodes;

import dev.carillon.hooks.jdbc.Sql;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where nodes listen, in their rows: a line for each address and port. Webhooks must not lead to
 * the API of any of them.
 */
final class NodeSockets {

  /** A machine has fewer addresses. */
  private static final int LINES_MAX = 1_000;

  private static final int NODES_MAX = 1_000;

  /** Of nodes that reported lately, dead ones among them: their ports may be in use again. */
  private static final String OTHERS =
      """
      select name, sockets from server_nodes
      where epoch <> ?
        and seen_at > (extract(epoch from clock_timestamp()) * 1000)::bigint - 60000
      order by epoch desc limit ?
      """;

  private NodeSockets() {}

  /** As a row keeps them. */
  static String text(Set<InetSocketAddress> sockets) {
    return sockets.stream()
        .map(socket -> literal(socket.getAddress()) + " " + socket.getPort())
        .sorted()
        .limit(LINES_MAX)
        .collect(Collectors.joining("\n"));
  }

  /** Without the name of an interface, which means nothing elsewhere. */
  private static String literal(InetAddress address) {
    return address.getHostAddress().replaceFirst("%.*", "");
  }

  /**
   * The sockets of the other nodes that mean them on this machine too.
   *
   * @param epoch of this node
   * @param name of this node
   */
  static Set<InetSocketAddress> others(Connection connection, long epoch, String name)
      throws SQLException {
    Set<InetSocketAddress> all = new HashSet<>();
    Sql.each(
        connection,
        OTHERS,
        row -> {
          boolean here = machine(row.getString(1)).equals(machine(name));
          all.addAll(read(row.getString(2), here));
        },
        epoch,
        NODES_MAX);
    return all;
  }

  /**
   * What a row says; lines that cannot be read say nothing.
   *
   * @param here whether its node is on this machine: then loopback addresses are the same
   */
  static List<InetSocketAddress> read(String text, boolean here) {
    return text.lines()
        .flatMap(line -> socket(line).stream())
        .filter(socket -> here || !local(socket.getAddress()))
        .toList();
  }

  private static Optional<InetSocketAddress> socket(String line) {
    int end = line.indexOf(' ');
    if (end < 1) {
      return Optional.empty();
    }
    try {
      InetAddress address = InetAddress.ofLiteral(line.substring(0, end));
      return Optional.of(new InetSocketAddress(address, Integer.parseInt(line.substring(end + 1))));
    } catch (IllegalArgumentException unreadable) {
      return Optional.empty();
    }
  }

  private static boolean local(InetAddress address) {
    return address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || address.isLinkLocalAddress();
  }

  private static String machine(String name) {
    return name.substring(0, Math.max(0, name.lastIndexOf(':')));
  }
}
