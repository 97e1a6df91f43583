package dev.carillon.server.accounts.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.platform.digest.Hmac;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What people type to say which program they mean. */
class PairingCodeTest {

  private final SecureRandom random = new SecureRandom();

  @Test
  void aCodeIsEightLettersInTwoGroupsWithoutVowels() {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      String text = PairingCode.random(random).text();
      assertThat(text).matches("[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}");
      seen.add(text);
    }
    assertThat(seen).hasSize(1_000);
  }

  @Test
  void itIsReadHoweverItIsTyped() {
    PairingCode code = new PairingCode("WDJBMJHT");
    for (String typed : new String[] {"WDJB-MJHT", "wdjbmjht", " wdjb mjht ", "W-D-J-B-M-J-H-T"}) {
      assertThat(PairingCode.read(typed)).as(typed).contains(code);
    }
    for (String typed :
        new String[] {"", "WDJB", "WDJB-MJHTX", "WDJB-MJHA", "WDJB-MJH1", "ŴDJB-MJHT"}) {
      assertThat(PairingCode.read(typed)).as(typed).isEmpty();
    }
  }

  @Test
  void whatIsStoredNeedsTheKeyAndNoTextShowsIt() {
    PairingCode code = PairingCode.random(random);
    Hmac key = new Hmac(new byte[32]);
    assertThat(code.stored(key)).isEqualTo(code.stored(new Hmac(new byte[32])));
    assertThat(code.stored(key)).isNotEqualTo(code.stored(new Hmac(new byte[] {1})));
    assertThat(code.toString()).doesNotContain(code.letters());
  }
}
