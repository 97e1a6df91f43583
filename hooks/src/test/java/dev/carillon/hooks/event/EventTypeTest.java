package dev.carillon.hooks.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carillon.hooks.validation.ValidationException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventTypeTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "asset_create",
        "order.placed",
        "OrderPlaced",
        "com.acme.order.placed.v1",
        "order-placed",
        "order:placed",
        "orders/placed",
        "OrderEvents$Placed",
        "2fa.enabled",
        "x"
      })
  void namesThatPeopleUseAreAllowedAndKeepTheirCase(String name) {
    assertThat(new EventType(name).name()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ".placed",
        "_x",
        "order placed",
        "order\nplaced",
        "order.*",
        "ordér",
        "a%",
        "a'b",
        "a,b",
        "a\u0000",
        "😀"
      })
  void everyOtherNameIsRefusedWithTheRule(String name) {
    assertThatExceptionOfType(ValidationException.class)
        .isThrownBy(() -> new EventType(name))
        .withMessageContaining("'type' must be an event type: 1 to 200 characters")
        .withMessageNotContaining("\n")
        .withMessageNotContaining("\u0000");
  }

  @Test
  void aNameHasAtMost200Characters() {
    assertThat(new EventType("x".repeat(200)).name()).hasSize(200);
    assertThatExceptionOfType(ValidationException.class)
        .isThrownBy(() -> new EventType("x".repeat(201)))
        .withMessageEndingWith("x…'");
  }

  @ParameterizedTest
  @CsvSource({
    "*, order.placed, true",
    "order.*, order.placed, true",
    "order.*, order.item.added, true",
    "order.*, order., true",
    "order.*, order, false",
    "order.*, orders.placed, false",
    "*.placed, order.placed, true",
    "*.placed, order.placed.v1, false",
    "order.*.v1, order.placed.v1, true",
    "order.*.v1, order.v1, false",
    "*placed*, order.placed, true",
    "*a*b*, xxaxxbxx, true",
    "*a*b*, xxbxxaxx, false",
    "Order.*, order.placed, false",
    "order.placed, order.placed, true",
    "order.placed, order_placed, false",
    "a**b, ab, true",
  })
  void aWildcardStandsForAnyCharactersAndNothingElseDoes(
      String pattern, String name, boolean fits) {
    assertThat(new EventTypePattern(pattern).matches(new EventType(name))).isEqualTo(fits);
    assertThat(new EventType(name).isOneOf(List.of("no", pattern))).isEqualTo(fits);
  }

  @Test
  void patternsFitWhatTheSameRegularExpressionsFit() {
    Random random = new Random(7);
    int fitting = 0;
    for (int round = 0; round < 20_000; round++) {
      String pattern = some(random, "ab.*", 1 + random.nextInt(7));
      String name = "a" + some(random, "ab.", random.nextInt(7));
      boolean fits = name.matches(pattern.replace(".", "\\.").replace("*", ".*"));
      assertThat(new EventTypePattern(pattern).matches(new EventType(name)))
          .as("%s of %s", pattern, name)
          .isEqualTo(fits);
      fitting += fits ? 1 : 0;
    }
    assertThat(fitting).isGreaterThan(1_000);
  }

  @Test
  void thePriceOfAPatternIsBounded() {
    String pattern = "*a".repeat(99) + "*b";
    EventType name = new EventType("a".repeat(200));
    for (int round = 0; round < 10_000; round++) {
      assertThat(new EventTypePattern(pattern).matches(name)).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "order *", "a\nb", "a%", "ordér.*"})
  void whatIsNoPatternIsRefused(String pattern) {
    assertThatExceptionOfType(ValidationException.class)
        .isThrownBy(() -> new EventTypePattern(pattern))
        .withMessageContaining("'type' must be an event type or a pattern such as order.*");
  }

  private static String some(Random random, String characters, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(characters.charAt(random.nextInt(characters.length())));
    }
    return text.toString();
  }
}
