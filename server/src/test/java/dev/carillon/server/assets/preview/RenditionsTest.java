package dev.carillon.server.assets.preview;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.assets.preview.rendition.RenditionService.Who;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class RenditionsTest {

  private static Who guest(String address) {
    return Who.guest("ann", InetAddress.ofLiteral(address));
  }

  @Test
  void guestsOfOneNetworkHaveOneShareAndUsersTheirOwn() {
    assertThat(guest("2001:db8:1:2::1").name())
        .isEqualTo(guest("2001:db8:1:2:ffff:ffff:ffff:ffff").name())
        .isNotEqualTo(guest("2001:db8:1:3::1").name());
    assertThat(guest("192.0.2.1").name()).isNotEqualTo(guest("192.0.2.2").name());
    assertThat(guest("192.0.2.1").guest()).isTrue();
    Who ann = new Who("ann", InetAddress.ofLiteral("192.0.2.1"));
    assertThat(ann.name()).isEqualTo("ann");
    assertThat(ann.guest()).isFalse();
  }
}
