package dev.carillon.server.webhooks.registration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.http.address.AddressGuard;
import dev.carillon.hooks.http.address.Cidr;
import dev.carillon.hooks.http.address.Resolver;
import dev.carillon.server.webhooks.registration.UrlCheck.Verdict;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardedUrlsTest {

  /** Names spell their addresses: {@code 10-0-0-1.and.8-8-8-8.test}. */
  private static final Resolver NAMES =
      new Resolver() {
        @Override
        public List<InetAddress> resolve(String host, Duration deadline)
            throws NameNotFoundException, NameTimeoutException {
          if (host.equals("silent.test")) {
            throw new NameTimeoutException(host);
          }
          if (!host.matches("[0-9].*\\.test")) {
            throw new NameNotFoundException(host);
          }
          List<InetAddress> addresses = new ArrayList<>();
          for (String address : host.substring(0, host.length() - 5).split("\\.and\\.")) {
            addresses.add(address(address.replace('-', '.')));
          }
          return addresses;
        }
      };

  private List<Cidr> allowed = List.of();
  private boolean httpsOnly = false;
  private final UrlCheck check =
      new GuardedUrls(NAMES, () -> new AddressGuard(allowed, Set.of()), () -> httpsOnly);

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException notOne) {
      throw new AssertionError(text, notOne);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://8.8.8.8/hook",
        "http://8-8-8-8.test:8080/?a=b",
        "https://10-0-0-1.and.8-8-8-8.test"
      })
  void whatCanBeCalledIsAccepted(String url) {
    assertThat(check.check(url)).isEqualTo(new Verdict.Accepted());
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://nowhere.test", "https://silent.test"})
  void aNameThatDoesNotResolveYetIsDoubtful(String url) {
    assertThat(check.check(url))
        .isInstanceOfSatisfying(
            Verdict.Doubtful.class,
            doubtful -> assertThat(doubtful.warning()).contains(url.substring(8)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://10-0-0-1.test",
        "http://10-0-0-1.and.192-168-0-1.test",
        "http://169.254.169.254/latest"
      })
  void aBlockedAddressIsRefusedWithItsRangeAndTheWayToOpenIt(String url) {
    assertThat(check.check(url))
        .isInstanceOfSatisfying(
            Verdict.Refused.class,
            refused ->
                assertThat(refused.allowed())
                    .contains("blocked range")
                    .contains("webHooksAllowedNetworks="));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://8.8.8.8", "http:8.8.8.8", "//8.8.8.8", "http://u@8.8.8.8", "http://8.8.8.8:0",
        "http://0x08080808", "http://127.1", "http:///x", "javascript:alert(1)", "http://a b",
        "http://8.8.8.8\\@x"
      })
  void whatIsNoStrictUrlIsRefused(String url) {
    assertThat(check.check(url)).isInstanceOf(Verdict.Refused.class);
  }

  @Test
  void anOpenedRangeIsAcceptedAndTheRestStaysClosed() {
    allowed = List.of(Cidr.parse("10.0.0.0/24"));

    assertThat(check.check("http://10.0.0.1")).isEqualTo(new Verdict.Accepted());
    assertThat(check.check("http://10.0.1.1")).isInstanceOf(Verdict.Refused.class);
  }

  @Test
  void ourOwnListenerIsRefusedAndNothingIsSaidToOpenIt() {
    InetSocketAddress own = new InetSocketAddress(address("127.0.0.1"), 8080);
    UrlCheck loopback =
        new GuardedUrls(
            NAMES, () -> new AddressGuard(AddressGuard.LOOPBACK, Set.of(own)), () -> false);

    assertThat(loopback.check("http://127.0.0.1:8081/")).isEqualTo(new Verdict.Accepted());
    assertThat(loopback.check("http://127.0.0.1:8080/"))
        .isEqualTo(
            new Verdict.Refused("a URL that may be called, but 127.0.0.1 is this server itself"));
  }

  @Test
  void plainHttpIsRefusedWhereHttpsIsRequired() {
    httpsOnly = true;

    assertThat(check.check("https://8.8.8.8")).isEqualTo(new Verdict.Accepted());
    assertThat(check.check("http://8.8.8.8"))
        .isInstanceOfSatisfying(
            Verdict.Refused.class,
            refused -> assertThat(refused.allowed()).contains("webHooksRequireHttps"));
  }
}
