package dev.carillon.hooks.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.hooks.delivery.ErrorClass;
import dev.carillon.hooks.http.response.ResponseFault;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.Base64;

/** Asks a proxy for a tunnel to a checked address (RFC 9110, section 9.3.6). */
final class ProxyTunnel {

  private ProxyTunnel() {}

  /** Afterwards the connection's bytes go to its address. */
  static void open(Connection connection, ProxySettings.Proxy proxy) throws IOException {
    String authority = authority(connection.address());
    String credentials =
        proxy.username().isEmpty()
            ? ""
            : "Proxy-Authorization: Basic " + credentials(proxy) + "\r\n";
    String request =
        "CONNECT %s HTTP/1.1\r\nHost: %s\r\n%s\r\n".formatted(authority, authority, credentials);
    byte[] bytes = request.getBytes(UTF_8);
    connection.transport().write(bytes, 0, bytes.length);
    int status = connection.reader().readTunnelStatus();
    if (status >= 300) {
      throw new ResponseFault(
          ErrorClass.CONNECT_FAILED,
          "the proxy responded with " + status + " to CONNECT " + authority);
    }
  }

  private static String credentials(ProxySettings.Proxy proxy) {
    return Base64.getEncoder()
        .encodeToString((proxy.username() + ":" + proxy.password()).getBytes(UTF_8));
  }

  private static String authority(InetSocketAddress address) {
    String literal = address.getAddress().getHostAddress();
    boolean v6 = address.getAddress() instanceof Inet6Address;
    return (v6 ? "[" + literal + "]" : literal) + ":" + address.getPort();
  }
}
