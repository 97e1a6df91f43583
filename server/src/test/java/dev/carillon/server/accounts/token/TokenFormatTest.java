package dev.carillon.server.accounts.token;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class TokenFormatTest {

  private static final String DIGITS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  private final SecureRandom random = new SecureRandom();

  @Test
  void theFormCanBeToldByAProgramThatKnowsNothingElse() {
    Set<String> all = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      String text = TokenFormat.random(random).text();
      assertThat(text).matches("crl_[0-9A-Za-z]{43}[0-9A-Za-z]{6}");
      CRC32 crc = new CRC32();
      crc.update(text.substring(4, 47).getBytes(US_ASCII));
      long checksum = 0;
      for (char digit : text.substring(47).toCharArray()) {
        checksum = checksum * 62 + DIGITS.indexOf(digit);
      }
      assertThat(checksum).isEqualTo(crc.getValue());
      assertThat(TokenFormat.read(text)).hasValueSatisfying(read -> same(read, text));
      all.add(text);
    }
    assertThat(all).hasSize(1_000);
  }

  private static void same(TokenFormat read, String text) {
    assertThat(read.text()).isEqualTo(text);
    assertThat(read.toString()).doesNotContain(text.substring(8, 16));
  }

  @Test
  void oneMistypedCharacterIsSeenWithoutAskingAnybody() {
    String text = TokenFormat.random(random).text();
    for (int i = 0; i < text.length(); i++) {
      char other = text.charAt(i) == 'x' ? 'y' : 'x';
      String wrong = text.substring(0, i) + other + text.substring(i + 1);
      assertThat(TokenFormat.read(wrong)).as(wrong).isEmpty();
    }
    assertThat(TokenFormat.read(text + "x")).isEmpty();
    assertThat(TokenFormat.read(text.substring(1))).isEmpty();
    assertThat(TokenFormat.read("")).isEmpty();
  }
}
