package dev.carillon.server.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.assets.content.RequestSecrets;
import dev.carillon.server.assets.content.RequestSecrets.Use;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestSecretsTest {

  private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
  private static final byte[] KEY = {1, 2, 3};

  private static RequestSecrets at(Instant time) {
    return new RequestSecrets(KEY, () -> time);
  }

  @Test
  void aSecretLastsAsLongAsItWasIssuedForAndOutlivesARestart() {
    String secret = at(NOON).issue("a", Use.ORIGINAL, Duration.ofMinutes(30), "ann");
    assertThat(at(NOON.plusSeconds(1799)).admits(secret, "a", Use.ORIGINAL)).contains("ann");
    assertThat(at(NOON.plusSeconds(1800)).admits(secret, "a", Use.ORIGINAL)).isEmpty();
  }

  @Test
  void aSecretMayHaveNoEnd() {
    String secret = at(NOON).issue("a", Use.ORIGINAL, RequestSecrets.FOREVER, "ann");
    Instant late = NOON.plus(Duration.ofDays(36_500));
    assertThat(at(late).admits(secret, "a", Use.ORIGINAL)).contains("ann");
    assertThat(at(late).admits(secret, "b", Use.ORIGINAL)).isEmpty();
    assertThat(RequestSecrets.endless(secret)).isTrue();
    String week = at(NOON).issue("a", Use.ORIGINAL, Duration.ofDays(7), "ann");
    assertThat(RequestSecrets.endless(week)).isFalse();
    String forged = secret.substring(0, secret.indexOf('.')) + week.substring(week.indexOf('.'));
    assertThat(at(NOON).admits(forged, "a", Use.ORIGINAL)).isEmpty();
  }

  @Test
  void aSecretIsForOneAssetOneUseAndOneKey() {
    String secret = at(NOON).issue("a", Use.PREVIEW, Duration.ofMinutes(30), "ann");
    assertThat(at(NOON).admits(secret, "b", Use.PREVIEW)).isEmpty();
    assertThat(at(NOON).admits(secret, "a", Use.ORIGINAL)).isEmpty();
    assertThat(new RequestSecrets(new byte[] {9}, () -> NOON).admits(secret, "a", Use.PREVIEW))
        .isEmpty();
  }

  @Test
  void aLaterTimeCannotBeWrittenIntoASecret() {
    String secret = at(NOON).issue("a", Use.PREVIEW, Duration.ofMinutes(30), "ann");
    String later = Long.toString(NOON.plusSeconds(99_999).getEpochSecond(), 36);
    assertThat(at(NOON).admits(later + secret.substring(secret.indexOf('.')), "a", Use.PREVIEW))
        .isEmpty();
  }

  @Test
  void anotherMakerCannotBeWrittenIntoASecret() {
    String secret = at(NOON).issue("a", Use.PREVIEW, Duration.ofMinutes(30), "ann");
    String[] parts = secret.split("\\.");
    String other = at(NOON).issue("a", Use.PREVIEW, Duration.ofMinutes(30), "bob").split("\\.")[1];
    assertThat(at(NOON).admits(parts[0] + "." + other + "." + parts[2], "a", Use.PREVIEW))
        .isEmpty();
    assertThat(at(NOON).admits(secret, "a", Use.PREVIEW)).contains("ann");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "x", "zzzzzzzzzz.", "-1..AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
  void whatIsNoSecretAdmitsNobody(String text) {
    assertThat(at(NOON).admits(text, "a", Use.PREVIEW)).isEmpty();
  }
}
