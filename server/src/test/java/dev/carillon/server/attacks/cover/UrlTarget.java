package dev.carillon.server.attacks.cover;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.hooks.http.address.AddressGuard;
import dev.carillon.hooks.http.address.TargetUrl;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** URLs of webhooks, and the guard where they name an address. */
public final class UrlTarget {

  private static final AddressGuard GUARD = new AddressGuard(List.of(), Set.of());

  private UrlTarget() {}

  /** Reads one. */
  public static void fuzzerTestOneInput(byte[] bytes) {
    TargetUrl url;
    try {
      url = TargetUrl.parse(new String(bytes, UTF_8));
    } catch (IllegalArgumentException refused) {
      return;
    }
    String host = url.host();
    String again = "http://" + (host.contains(":") ? "[" + host + "]" : host) + "/";
    Optional<InetAddress> literal = url.literal();
    boolean good =
        host.matches("[a-z0-9._:-]{1,253}")
            && url.port() >= 1
            && url.port() <= 65535
            && TargetUrl.parse(again).host().equals(host)
            && (literal.isPresent() || !numeric(host));
    if (!good) {
      throw new AssertionError("read as " + url);
    }
    literal.ifPresent(UrlTarget::judge);
  }

  /** Whether the platform's look-up would take it for a number. */
  private static boolean numeric(String host) {
    return host.matches("(0x[0-9a-f]*|[0-9]+)(\\.(0x[0-9a-f]*|[0-9]+)){0,3}");
  }

  private static void judge(InetAddress address) {
    boolean closed = GUARD.objection(new InetSocketAddress(address, 80)).isPresent();
    boolean local =
        address.isLoopbackAddress()
            || address.isAnyLocalAddress()
            || address.isLinkLocalAddress()
            || address.isSiteLocalAddress()
            || address.isMulticastAddress();
    if (local && !closed) {
      throw new AssertionError("let pass: " + address);
    }
  }
}
