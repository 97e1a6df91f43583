package dev.carillon.hooks.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestHeadTest {

  @Test
  void theLinesComeBackAsTheyWere() {
    List<Header> headers =
        List.of(
            new Header("A", ""),
            new Header("B", " : x: "),
            new Header("Content-Type", "\u00e4\tb"),
            new Header("A", "again"));
    assertThat(RequestHead.of(headers).headers()).isEqualTo(headers);
    assertThat(RequestHead.of(List.of()).headers()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r", "\n", "\0", "\u001f", "\u007f", "\u0100", "a\r\nb: c"})
  void aCharacterThatNoHeaderMayHaveIsRefused(String text) {
    assertThatThrownBy(() -> RequestHead.of(List.of(new Header("name", text))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> RequestHead.of(List.of(new Header("name" + text, "value"))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aNameThatEndsEarlierOnTheWireIsRefused() {
    assertThatThrownBy(() -> RequestHead.of(List.of(new Header("a: b", "value"))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void onlyTheNamesArePrinted() {
    RequestHead head = RequestHead.of(List.of(new Header("Authorization", "Bearer secret")));
    assertThat(head.toString()).contains("Authorization").doesNotContain("secret");
  }
}
