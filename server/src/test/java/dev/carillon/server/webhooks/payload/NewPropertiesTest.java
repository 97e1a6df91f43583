package dev.carillon.server.webhooks.payload;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.platform.http.Json;
import dev.carillon.server.platform.json.ScriptJson;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class NewPropertiesTest {

  private static final NewProperties SINCE =
      new NewProperties(
          Map.of(
              "/coupon", 2, "/lines/~3/sku", 3, "/by/*/zip", 2, "/a~1b", 2, "/star~2", 2, "/x", 5));

  @Test
  void whatAVersionDoesNotKnowIsLeftOutAtAnyDepth() {
    JsonNode data =
        json(
            """
            {'id': 1, 'coupon': 'C', 'lines': [{'sku': 1, 'n': 2}, {'sku': 3}, 4],
             'by': {'home': {'zip': 1, 'city': 2}, 'work': {'zip': 3}},
             'a/b': 1, 'star*': 2, 'a': {'b': 3}}
            """);
    NewProperties found = SINCE.of(data);
    assertThat(found.since()).hasSize(5).doesNotContainKey("/x");
    assertThat(ScriptJson.text(found.without(data, 1)))
        .isEqualTo(
            "{'id':1,'lines':[{'n':2},{},4],'by':{'home':{'city':2},'work':{}},'a':{'b':3}}"
                .replace('\'', '"'));
    assertThat(ScriptJson.text(found.without(data, 2)))
        .contains("\"coupon\":\"C\"", "\"zip\":1", "\"a/b\":1")
        .doesNotContain("sku");
    assertThat(found.without(data, 3)).isEqualTo(data);
    assertThat(data.has("coupon")).isTrue();
  }

  @Test
  void deepDataIsLookedAtOnlyWhereSomethingIsNew() {
    JsonNode data = json("{'x':1,'a':".repeat(99) + "{'x':1}" + "}".repeat(99));
    NewProperties since = new NewProperties(Map.of("/x", 2, "/a/*/x", 3, "/a/a/a/x", 4, "/b/c", 2));
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () -> {
          NewProperties found = since.of(data);
          assertThat(found.since()).containsOnlyKeys("/x", "/a/a/a/x");
          JsonNode older = found.without(data, 1);
          assertThat(older.has("x")).isFalse();
          assertThat(older.at("/a").has("x")).isTrue();
          assertThat(older.at("/a/a").has("x"))
              .as("what holds for other names does not hold for one that is declared")
              .isTrue();
          assertThat(older.at("/a/a/a").has("x")).isFalse();
          assertThat(older.at("/a/a/a/a").has("x")).isTrue();
        });
  }

  @Test
  void numbersAndNamesAreAsJavaScriptPrintsThem() {
    assertThat(
            ScriptJson.text(
                json(
                    "{'b':1.0,'10':-0.0,'9':1e21,'01':9007199254740993,'a':[true,null,1E-7],"
                        + "'4294967295':0.1,'-1':100000000000000000000000}")))
        .isEqualTo(
            ("{'9':1e+21,'10':0,'b':1,'01':9007199254740992,'a':[true,null,1e-7],"
                    + "'4294967295':0.1,'-1':1e+23}")
                .replace('\'', '"'));
  }

  private static JsonNode json(String quoted) {
    return Json.read(quoted.replace('\'', '"'));
  }
}
