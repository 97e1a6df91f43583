package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.http.address.AddressGuard;
import dev.carillon.hooks.http.address.AllowedRange;
import dev.carillon.server.platform.config.NetworkConfig;
import dev.carillon.server.platform.config.ServerConfig.Listen;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A server does not call itself, whatever became of the name that it was bound to. */
class OwnAddressesTest {

  private static final int PORT = 8443;

  @Test
  void theAddressesThatWereBoundCountAndNotWhatTheNameMeansNow() {
    OwnAddresses listeners =
        new OwnAddresses(new Listen("nowhere.invalid", 8080), NetworkConfig.STANDARD);
    InetSocketAddress socket = socket(InetAddress.ofLiteral("192.0.2.7"));
    listeners.on(PORT, Set.of(socket));
    AddressGuard guard = guard(listeners);
    assertThat(guard.isOwn(socket)).isTrue();
    assertThat(guard.own()).containsExactly(socket);
    assertThat(guard(listeners)).as("nothing has changed").isSameAs(guard);
  }

  @Test
  void whoIsBoundToAllAddressesIsReachedAtEachOfThem() throws SocketException {
    OwnAddresses listeners = new OwnAddresses(new Listen("0.0.0.0", 8080), NetworkConfig.STANDARD);
    listeners.on(PORT, Set.of(socket(InetAddress.ofLiteral("0.0.0.0"))));
    AddressGuard guard = guard(listeners);
    assertThat(NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses))
        .isNotEmpty()
        .allMatch(address -> guard.isOwn(socket(address)));
  }

  @Test
  void loopbackIsOpenUntilAProxyGivesItselfAway() {
    OwnAddresses listeners =
        new OwnAddresses(new Listen("127.0.0.1", 8080), NetworkConfig.STANDARD);
    InetSocketAddress neighbour = socket(InetAddress.ofLiteral("127.0.0.1"));
    AddressGuard before = guard(listeners);
    assertThat(before.objection(neighbour)).isEmpty();
    assertThat(listeners.checks()).isEmpty();

    listeners.proxied("X-Forwarded-For");
    listeners.proxied("Via");

    assertThat(guard(listeners).objection(neighbour)).isPresent();
    assertThat(listeners.checks())
        .singleElement()
        .satisfies(
            check -> assertThat(check.detail()).contains("X-Forwarded-For", "trustedProxies"));
  }

  /** Anybody may send headers to a server that all can call: that is no news to its operator. */
  @Test
  void headersTellNothingOfAServerThatOthersMayCallAnyway() {
    OwnAddresses listeners = new OwnAddresses(new Listen("0.0.0.0", 8080), NetworkConfig.STANDARD);
    listeners.proxied("X-Forwarded-For");
    assertThat(listeners.checks()).isEmpty();
  }

  /** Whatever an operator has opened. */
  @Test
  void theListenersOfOtherNodesAreOursToo() {
    OwnAddresses listeners = new OwnAddresses(new Listen("0.0.0.0", 8080), NetworkConfig.STANDARD);
    InetSocketAddress other = new InetSocketAddress(InetAddress.ofLiteral("10.1.2.3"), 9090);
    InetSocketAddress beside = new InetSocketAddress(other.getAddress(), 9091);
    List<AllowedRange> opened = List.of(AllowedRange.parse("10.0.0.0/8"));
    assertThat(listeners.guard(opened, Map.of()).objection(other)).isEmpty();

    listeners.others(Set.of(other));

    AddressGuard guard = listeners.guard(opened, Map.of());
    assertThat(guard.objection(other).orElse("")).contains("is this server itself");
    assertThat(guard.objection(beside)).isEmpty();
    listeners.others(Set.of(other));
    assertThat(listeners.guard(opened, Map.of())).as("nothing has changed").isSameAs(guard);
    listeners.others(Set.of());
    assertThat(listeners.guard(opened, Map.of()).objection(other)).isEmpty();
  }

  private static InetSocketAddress socket(InetAddress address) {
    return new InetSocketAddress(address, PORT);
  }

  private static AddressGuard guard(OwnAddresses listeners) {
    return listeners.guard(List.of(), Map.of());
  }
}
