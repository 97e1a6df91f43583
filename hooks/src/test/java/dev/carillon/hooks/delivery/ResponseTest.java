package dev.carillon.hooks.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ResponseTest {

  private static final List<String> SECRETS = List.of("open-sesame", "1", "Bearer 12345678");

  @Test
  void whatARequestCarriedInSecretIsNotRepeated() {
    ReceiverResponse response =
        new ReceiverResponse(
            500,
            List.of(new Header("X-Echo", "got Bearer 12345678!"), new Header("X-Plain", "1")),
            "{\"key\":\"open-sesame\",\"again\":\"open-sesame\",\"one\":1}",
            47,
            true);

    ReceiverResponse cleaned = response.without(SECRETS);

    assertThat(cleaned.body()).isEqualTo("{\"key\":\"********\",\"again\":\"********\",\"one\":1}");
    assertThat(cleaned.headers())
        .containsExactly(new Header("X-Echo", "got ********!"), new Header("X-Plain", "1"));
    assertThat(cleaned.status()).isEqualTo(500);
    assertThat(cleaned.bodyBytes()).isEqualTo(47);
    assertThat(cleaned.cut()).isTrue();
    assertThat(new Outcome.Accepted(response).without(SECRETS))
        .isEqualTo(new Outcome.Accepted(cleaned));
    assertThat(new Outcome.Rejected(response).without(SECRETS))
        .isEqualTo(new Outcome.Rejected(cleaned));
  }

  @Test
  void aSecretOfWhichOnlyTheBeginningWasKeptIsNotRepeatedEither() {
    assertThat(cleaned("you sent open-sesam", true)).isEqualTo("you sent ********");
    assertThat(cleaned("you sent Bearer 1234", true)).isEqualTo("you sent ********");
    assertThat(cleaned("open-sesame, then open-ses", true)).isEqualTo("********, then ********");
    assertThat(cleaned("you sent open-ses", true))
        .as("8 characters")
        .isEqualTo("you sent ********");
    assertThat(cleaned("you sent open-se", true)).isEqualTo("you sent open-se");
    assertThat(cleaned("you sent open-sesam", false)).isEqualTo("you sent open-sesam");
  }

  private static String cleaned(String body, boolean cut) {
    return new ReceiverResponse(200, List.of(), body, body.length(), cut).without(SECRETS).body();
  }

  @Test
  void anAnswerThatRepeatsNothingStaysTheSameObject() {
    ReceiverResponse response =
        new ReceiverResponse(200, List.of(new Header("X", "1")), "1", 1, false);
    assertThat(response.without(SECRETS)).isSameAs(response);
  }
}
