package dev.carillon.server.platform.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.platform.http.JsonPieces.Listed;
import java.io.ByteArrayOutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonPiecesTest {

  @Test
  void theBytesAreThoseOfTheWhole() {
    Map<String, Object> before = new LinkedHashMap<>();
    before.put("ünïcode \"quoted\"", null);
    before.put("number", 1.5);
    List<Object> elements = List.of("one", Map.of("two", List.of(2)), List.of());
    Map<String, Object> whole = new LinkedHashMap<>(before);
    whole.put("list", elements);
    whole.put("last", true);
    assertThat(
            text(
                JsonPieces.answer(
                    new Listed(before, "list", elements.iterator(), () -> Map.of("last", true)),
                    0)))
        .isEqualTo(new String(Json.write(whole), UTF_8));
  }

  @Test
  void aListMayHoldOthersAndNothingElse() {
    Listed inner = new Listed(Map.of("name", "a"), "children", List.of().iterator(), Map::of);
    Listed outer =
        new Listed(Map.of("name", "b"), "children", List.of(inner, 7).iterator(), Map::of);
    assertThat(text(JsonPieces.answer(List.of(outer, "x").iterator(), 0)))
        .isEqualTo("[{\"name\":\"b\",\"children\":[{\"name\":\"a\",\"children\":[]},7]},\"x\"]");
    assertThat(text(JsonPieces.answer(List.of().iterator(), 0))).isEqualTo("[]");
  }

  private static String text(Response answer) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Response.Pieces pieces = ((Response.Piecewise) answer).pieces();
    while (pieces.next(out)) {
      assertThat(out.size()).isPositive();
    }
    return out.toString(UTF_8);
  }
}
