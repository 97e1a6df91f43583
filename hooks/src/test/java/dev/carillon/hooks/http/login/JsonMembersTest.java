package dev.carillon.hooks.http.login;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonMembersTest {

  @Test
  void textsAndNumbersOfTheOuterObjectAreRead() {
    assertThat(
            JsonMembers.of(
                """
                 { "access_token" : "a\\"\\\\\\/b\\u00e4\\n", "expires_in":3600,"x":{"access_token":
                 "inner","y":[{"}":"]"}]},"list":["a","{"],"flag":true,"none":null,"n":-1.5e3 ,
                 "twice":"1","twice":"2"}\t"""))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "access_token", "a\"\\/bä\n",
                "expires_in", "3600",
                "n", "-1.5e3",
                "twice", "2"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "[]", "\"a\"", "1", "{", "{\"a\"}", "{\"a\":1,}", "<html>", "{}"})
  void whatIsNoObjectHasNoMembers(String text) {
    assertThat(JsonMembers.of(text)).isEmpty();
  }
}
