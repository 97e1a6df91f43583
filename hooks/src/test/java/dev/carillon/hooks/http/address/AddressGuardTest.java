package dev.carillon.hooks.http.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressGuardTest {

  private static final AddressGuard STRICT = new AddressGuard(List.of(), Set.of());

  /** Each blocked range at its first and last address, and the open addresses beside it. */
  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, 0.255.255.255, , 1.0.0.0",
    "10.0.0.0, 10.255.255.255, 9.255.255.255, 11.0.0.0",
    "100.64.0.0, 100.127.255.255, 100.63.255.255, 100.128.0.0",
    "127.0.0.0, 127.255.255.255, 126.255.255.255, 128.0.0.0",
    "168.63.129.16, 168.63.129.16, 168.63.129.15, 168.63.129.17",
    "169.254.0.0, 169.254.255.255, 169.253.255.255, 169.255.0.0",
    "172.16.0.0, 172.31.255.255, 172.15.255.255, 172.32.0.0",
    "192.0.0.0, 192.0.0.255, 191.255.255.255, 192.0.1.0",
    "192.0.2.0, 192.0.2.255, 192.0.1.255, 192.0.3.0",
    "192.31.196.0, 192.31.196.255, 192.31.195.255, 192.31.197.0",
    "192.52.193.0, 192.52.193.255, 192.52.192.255, 192.52.194.0",
    "192.175.48.0, 192.175.48.255, 192.175.47.255, 192.175.49.0",
    "192.88.99.0, 192.88.99.255, 192.88.98.255, 192.88.100.0",
    "192.168.0.0, 192.168.255.255, 192.167.255.255, 192.169.0.0",
    "198.18.0.0, 198.19.255.255, 198.17.255.255, 198.20.0.0",
    "198.51.100.0, 198.51.100.255, 198.51.99.255, 198.51.101.0",
    "203.0.113.0, 203.0.113.255, 203.0.112.255, 203.0.114.0",
    "224.0.0.0, 239.255.255.255, 223.255.255.255, ",
    "240.0.0.0, 255.255.255.255, , ",
    "::, ::ffff:ffff, , ::1:0:0:0",
    "::ffff:0:0:0, ::ffff:0:ffff:ffff, ::fffe:ffff:ffff:ffff, ::ffff:1:0:0",
    "64:ff9b::, 64:ff9b::ffff:ffff, 64:ff9a:ffff::, 64:ff9b::1:0:0",
    "64:ff9b:1::, 64:ff9b:1:ffff:ffff:ffff:ffff:ffff, 64:ff9b:0:ffff::, 64:ff9b:2::",
    "100::, 100::ffff:ffff:ffff:ffff, ff:ffff::, ",
    "100:0:0:1::, 100::1:ffff:ffff:ffff:ffff, , 100:0:0:2::",
    "2001::, 2001:0:ffff:ffff:ffff:ffff:ffff:ffff, 2000:ffff::, ",
    "2001:2::, 2001:2:0:ffff:ffff:ffff:ffff:ffff, , ",
    "2001:10::, 2001:3f:ffff:ffff:ffff:ffff:ffff:ffff, , ",
    "2001:1::, 2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff, , 2001:200::",
    "2001:db8::, 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff, 2001:db7::, 2001:db9::",
    "2002::, 2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff, 2001:ffff::, 2003::",
    "2620:4f:8000::, 2620:4f:8000:ffff:ffff:ffff:ffff:ffff, 2620:4f:7fff::, 2620:4f:8001::",
    "3fff::, 3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff, 3ffe:ffff::, 3fff:1000::",
    "5f00::, 5f00:ffff:ffff:ffff:ffff:ffff:ffff:ffff, 5eff:ffff::, 5f01::",
    "fc00::, fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, fbff:ffff::, fe00::",
    "fe80::, febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff, fe7f:ffff::, ",
    "fec0::, feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, , ",
    "ff00::, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, , ",
  })
  void blocksTheRangeAndNothingBesideIt(String first, String last, String before, String after)
      throws Exception {
    assertThat(STRICT.objection(target(first))).as(first).isPresent();
    assertThat(STRICT.objection(target(last))).as(last).isPresent();
    for (String open : new String[] {before, after}) {
      if (open != null) {
        assertThat(STRICT.objection(target(open))).as(open).isEmpty();
      }
    }
  }

  @Test
  void anAllowedRangeOpensJustThat() throws Exception {
    AddressGuard guard = new AddressGuard(List.of(Cidr.parse("10.1.0.0/16")), Set.of());
    assertThat(guard.objection(target("10.1.2.3"))).isEmpty();
    assertThat(guard.objection(target("10.2.0.1"))).isPresent();
    assertThat(guard.objection(target("127.0.0.1"))).isPresent();
  }

  @Test
  void ourOwnListenerStaysClosedWhateverIsOpened() throws Exception {
    AddressGuard guard = new AddressGuard(AddressGuard.LOOPBACK, Set.of(target("127.0.0.1")));
    assertThat(guard.objection(target("127.0.0.1"))).isPresent();
    assertThat(guard.objection(target("127.0.0.1", 81))).isEmpty();
  }

  @Test
  void aListenerOnAllAddressesIsOursOnAllOfThisMachine() throws Exception {
    for (String any : List.of("0.0.0.0", "::")) {
      AddressGuard guard =
          new AddressGuard(
              List.of(Cidr.parse("127.0.0.0/8"), Cidr.parse("0.0.0.0/8")), Set.of(target(any)));
      assertThat(guard.objection(target("127.0.0.2"))).isPresent();
      assertThat(guard.objection(target("0.0.0.0"))).isPresent();
      assertThat(guard.objection(target("127.0.0.2", 81))).isEmpty();
    }
  }

  @Test
  void anAdmittedSocketOpensNothingElseAndNeverOurOwnListener() throws Exception {
    AddressGuard guard =
        new AddressGuard(
            List.of(),
            Set.of(target("127.0.0.1", 82)),
            Map.of(
                target("127.0.0.1", 81),
                target("127.0.0.1", 83),
                target("127.0.0.1", 82),
                target("127.0.0.1", 82)));
    assertThat(guard.objection(target("127.0.0.1", 81))).isEmpty();
    assertThat(guard.dialled(target("127.0.0.1", 81))).isEqualTo(target("127.0.0.1", 83));
    assertThat(guard.objection(target("127.0.0.1", 83))).isPresent();
    assertThat(guard.dialled(target("127.0.0.1", 80))).isEqualTo(target("127.0.0.1", 80));
    assertThat(guard.objection(target("127.0.0.1", 80))).isPresent();
    assertThat(guard.objection(target("127.0.0.2", 81))).isPresent();
    assertThat(guard.objection(target("127.0.0.1", 82))).isPresent();
  }

  @Test
  void aRangeOpenedForOneHostIsClosedForTheOthers() throws Exception {
    AddressGuard guard =
        new AddressGuard(
            List.of(AllowedRange.parse("Hooks.test.=10.1.0.0/16")), Set.of(), Map.of());
    assertThat(guard.objection("hooks.test", target("10.1.2.3"))).isEmpty();
    assertThat(guard.objection("hooks.test", target("10.2.0.1"))).isPresent();
    assertThat(guard.objection("other.test", target("10.1.2.3"))).isPresent();
    assertThat(guard.objection("10.1.2.3", target("10.1.2.3"))).isPresent();
  }

  @Test
  void openingTheRangeOfATranslatorOpensNothingBehindIt() throws Exception {
    List<Cidr> translators =
        List.of(
                "::/96",
                "::ffff:0:0:0/96",
                "64:ff9b::/96",
                "64:ff9b:1::/48",
                "2001::/32",
                "2002::/16")
            .stream()
            .map(Cidr::parse)
            .toList();
    AddressGuard guard = new AddressGuard(translators, Set.of());
    for (String closed :
        List.of(
            "::7f00:1",
            "::ffff:0:a9fe:a9fe",
            "64:ff9b::a00:1",
            "64:ff9b:1::a9fe:a9fe",
            "2001::80ff:fffe",
            "2002:7f00:1::")) {
      assertThat(guard.objection(target(closed))).as(closed).isPresent();
    }
    for (String open :
        List.of(
            "::ffff:0:808:808",
            "64:ff9b::808:808",
            "64:ff9b:1::808:808",
            "2001::f7f7:f7f7",
            "2002:808:808::")) {
      assertThat(guard.objection(target(open))).as(open).isEmpty();
    }
  }

  /** ISATAP: behind any prefix, in the local and the universal form of the interface. */
  @Test
  void aTunnelsAddressIsJudgedByTheOneItCarries() throws Exception {
    for (String closed :
        List.of(
            "2a00:1::5efe:a9fe:a9fe",
            "2a00:1::200:5efe:7f00:1",
            "2a00:1::5efe:a83f:8110",
            "fe80::5efe:808:808")) {
      assertThat(STRICT.objection(target(closed))).as(closed).isPresent();
    }
    for (String open : List.of("2a00:1::5efe:808:808", "2a00:1::100:5efe:a9fe:a9fe")) {
      assertThat(STRICT.objection(target(open))).as(open).isEmpty();
    }
  }

  @Test
  void anAddressThatStandsForOurListenerIsOurs() throws Exception {
    List<Cidr> everything = List.of(Cidr.parse("0.0.0.0/0"), Cidr.parse("::/0"));
    AddressGuard guard = new AddressGuard(everything, Set.of(target("127.0.0.1")));
    for (String own :
        List.of("127.0.0.1", "0.0.0.0", "::", "64:ff9b::7f00:1", "2002:7f00:1::", "::7f00:1")) {
      assertThat(guard.objection(target(own))).as(own).isPresent();
      assertThat(guard.objection(target(own, 81))).as(own).isEmpty();
    }
    byte[] mapped = new byte[16];
    mapped[10] = (byte) 0xff;
    mapped[11] = (byte) 0xff;
    mapped[12] = 127;
    mapped[15] = 1;
    InetAddress raw = Inet6Address.getByAddress("", mapped, -1);
    assertThat(guard.objection(new InetSocketAddress(raw, 80))).isPresent();
    assertThat(STRICT.objection(new InetSocketAddress(raw, 80))).isPresent();
  }

  /** An operator may open a range of translated addresses, but not what stands behind it. */
  @ParameterizedTest
  @CsvSource({
    "64:ff9b::/96, 64:ff9b::808:808, 64:ff9b::7f00:1",
    "64:ff9b::/96, 64:ff9b::808:808, 64:ff9b::a9fe:a9fe",
    "::/96, ::8.8.8.8, ::10.0.0.1",
    "2002::/16, 2002:808:808::1, 2002:c0a8:1::1",
    "2001::/32, 2001:0:1::f7f7:f7f7, 2001:0:1::5601:5601",
  })
  void anAddressThatCarriesABlockedOneStaysClosed(String opened, String open, String closed)
      throws Exception {
    AddressGuard guard = new AddressGuard(List.of(Cidr.parse(opened)), Set.of());
    assertThat(guard.objection(target(open))).isEmpty();
    assertThat(guard.objection(target(closed)).orElse(""))
        .contains("contains an address in the blocked range");
    AddressGuard both =
        new AddressGuard(List.of(Cidr.parse(opened), Cidr.parse("0.0.0.0/0")), Set.of());
    assertThat(both.objection(target(closed))).isEmpty();
  }

  @Test
  void aMappedAddressIsTheOneItMaps() throws Exception {
    byte[] mapped = new byte[16];
    mapped[10] = mapped[11] = -1;
    mapped[12] = 10;
    mapped[15] = 1;
    InetAddress address = Inet6Address.getByAddress(null, mapped, -1);
    assertThat(STRICT.objection(new InetSocketAddress(address, 80))).isPresent();
    mapped[12] = mapped[13] = 8;
    InetAddress open = Inet6Address.getByAddress(null, mapped, -1);
    assertThat(STRICT.objection(new InetSocketAddress(open, 80))).isEmpty();
  }

  @Test
  void theObjectionNamesTheAddressAndTheRange() throws Exception {
    assertThat(STRICT.objection(target("10.1.2.3")))
        .hasValue("10.1.2.3 is in the blocked range 10.0.0.0/8");
    AddressGuard own = new AddressGuard(AddressGuard.LOOPBACK, Set.of(target("127.0.0.1")));
    assertThat(own.objection(target("127.0.0.1"))).hasValue("127.0.0.1 is this server itself");
  }

  /** A listener on one address is not ours on another machine. */
  @Test
  void whatListensAnywhereIsOursOnThisMachineOnly() throws Exception {
    AddressGuard guard = new AddressGuard(List.of(), Set.of(target("0.0.0.0")));
    assertThat(guard.isOwn(target("127.0.0.9"))).isTrue();
    assertThat(guard.isOwn(target("8.8.8.8"))).isFalse();
    assertThat(guard.objection(target("8.8.8.8"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/9, 10.127.255.255, 10.128.0.0",
    "10.0.0.0/12, 10.15.255.255, 10.16.0.0",
    "10.1.2.3, 10.1.2.3, 10.1.2.2",
    "10.1.2.3/32, 10.1.2.3, 10.1.2.4",
    "fc00::/7, fdff::, fe00::",
    "2001:db8::1, 2001:db8::1, 2001:db8::2",
    "0.0.0.0/0, 255.255.255.255, ::1",
  })
  void aRangeEndsWhereItsPrefixSays(String range, String last, String beyond) throws Exception {
    Cidr cidr = Cidr.parse(range);
    assertThat(cidr.contains(Literals.address(last))).isTrue();
    assertThat(cidr.contains(Literals.address(beyond))).isFalse();
    assertThat(cidr.toString()).endsWith("/" + cidr.prefix());
    assertThat(Cidr.parse(cidr.toString())).isEqualTo(cidr);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.0/33",
        "10.0.0.1/8",
        "x/8",
        "10.0.0.0/",
        "10.0.0.0/08",
        "1.2.3/8",
        "10.128.0.0/8",
        "/8",
        "::1/129",
        "fe80::1/64",
        "fe80:0:0:1::/63"
      })
  void refusesWhatIsNoRange(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Cidr.parse(text));
  }

  private static InetSocketAddress target(String address) throws Exception {
    return target(address, 80);
  }

  private static InetSocketAddress target(String address, int port) throws Exception {
    return new InetSocketAddress(Literals.address(address), port);
  }
}
