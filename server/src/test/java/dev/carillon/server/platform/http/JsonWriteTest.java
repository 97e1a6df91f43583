package dev.carillon.server.platform.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class JsonWriteTest {

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8).build();

  @Test
  void everyValueIsWrittenAsTheMapperWritesIt() throws JsonProcessingException {
    Map<String, Object> inner = new LinkedHashMap<>();
    inner.put("none", null);
    inner.put("text", "Ünused \"quoted\" \u0001 \uD83D\uDE00 /");
    inner.put("numbers", List.of(1, 2L, 3.5, -0.0, 1e300, (short) 4, Long.MIN_VALUE));
    inner.put("flags", Arrays.asList(true, null, false));
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("object", inner);
    all.put("sorted", new TreeMap<>(Map.of("b", 1, "a", List.of())));
    all.put("byNumber", new TreeMap<>(Map.of(2, "two", 1, "one")));
    all.put("empty", Map.of());
    all.put("set", Set.of("one"));
    all.put("record", new Point(1, "x"));
    all.put("records", List.of(new Point(1, "x"), new Point(2, "y")));
    all.put("array", new int[] {1, 2});
    all.put("choice", Effect.ONE);
    all.put("tree", MAPPER.readTree("{\"a\":[1,null]}"));
    all.put("deep", nested(50));

    assertThat(Json.write(all)).isEqualTo(MAPPER.writeValueAsBytes(all));
    for (Object value : all.values()) {
      assertThat(Json.text(value)).isEqualTo(new String(MAPPER.writeValueAsBytes(value), UTF_8));
    }
  }

  @Test
  void aLongDocumentIsWrittenWhole() throws JsonProcessingException {
    List<Object> many = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      many.add(Map.of("name", "value " + i));
    }

    assertThat(Json.text(many)).isEqualTo(MAPPER.writeValueAsString(many));
  }

  private static Object nested(int depth) {
    return depth == 0 ? "end" : List.of(Map.of("in", nested(depth - 1)));
  }

  private record Point(int x, String name) {}

  private enum Effect {
    ONE
  }
}
