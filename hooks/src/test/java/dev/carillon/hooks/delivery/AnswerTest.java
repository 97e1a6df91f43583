package dev.carillon.hooks.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerTest {

  private static final List<String> SECRETS = List.of("open-sesame", "1", "Bearer 12345678");

  @Test
  void whatARequestCarriedInSecretIsNotRepeated() {
    Answer answer =
        new Answer(
            500,
            List.of(
                new Answer.Header("X-Echo", "got Bearer 12345678!"),
                new Answer.Header("X-Plain", "1")),
            "{\"key\":\"open-sesame\",\"again\":\"open-sesame\",\"one\":1}",
            47,
            true);

    Answer cleaned = answer.without(SECRETS);

    assertThat(cleaned.body()).isEqualTo("{\"key\":\"********\",\"again\":\"********\",\"one\":1}");
    assertThat(cleaned.headers())
        .containsExactly(
            new Answer.Header("X-Echo", "got ********!"), new Answer.Header("X-Plain", "1"));
    assertThat(cleaned.status()).isEqualTo(500);
    assertThat(cleaned.bodyBytes()).isEqualTo(47);
    assertThat(cleaned.cut()).isTrue();
    assertThat(new Outcome.Accepted(answer).without(SECRETS))
        .isEqualTo(new Outcome.Accepted(cleaned));
    assertThat(new Outcome.Rejected(answer).without(SECRETS))
        .isEqualTo(new Outcome.Rejected(cleaned));
  }

  @Test
  void anAnswerThatRepeatsNothingStaysTheSameObject() {
    Answer answer = new Answer(200, List.of(new Answer.Header("X", "1")), "1", 1, false);
    assertThat(answer.without(SECRETS)).isSameAs(answer);
  }
}
