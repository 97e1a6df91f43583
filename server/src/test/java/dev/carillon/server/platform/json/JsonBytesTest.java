package dev.carillon.server.platform.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonBytesTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** One of each kind of character: by how many bytes it takes, and how it is escaped. */
  private static final List<String> PIECES =
      List.of(
          "a", "Z9 /", "\"", "\\", "\n", "\t", "\u0001", "\u001f", "\u007f", "é", "€", "😀", "𐀀");

  @Test
  void commasStandBetweenMembersAndItemsAndNowhereElse() {
    byte[] json =
        JsonBytes.object(
            out -> {
              out.name("empty").object().endObject();
              out.name("list").array().number(1).text("two").array().endArray().endArray();
              out.name("object").object().name("a").nothing().name("b").flag(true).endObject();
              out.name("whole").whole("[1,2]".getBytes(UTF_8)).name("double").number(1.5);
            });
    assertThat(new String(json, UTF_8))
        .isEqualTo(
            "{\"empty\":{},\"list\":[1,\"two\",[]],\"object\":{\"a\":null,\"b\":true},"
                + "\"whole\":[1,2],\"double\":1.5}");
  }

  @Test
  void numbersAreWrittenToTheirLastDigit() {
    JsonBytes out = new JsonBytes(0).array();
    out.number(Long.MIN_VALUE).number(Long.MAX_VALUE).number(0.1).number(1e300).number(Double.NaN);
    assertThat(out.endArray().text())
        .isEqualTo("[-9223372036854775808,9223372036854775807,0.1,1.0E300,\"NaN\"]");
  }

  @Test
  void everyTextReadsAsItWasWrittenWhereverItsOddCharactersStand() throws JsonProcessingException {
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int left = random.nextInt(40); left > 0; left--) {
        text.append(PIECES.get(random.nextInt(4) == 0 ? random.nextInt(PIECES.size()) : 0));
      }
      JsonBytes out = new JsonBytes(random.nextInt(30)).object().name(text.toString());
      String json = out.text(text.toString()).endObject().text();
      assertThat(MAPPER.readTree(json).get(text.toString()).asText()).isEqualTo(text.toString());
      assertThat(out.bytes()).isEqualTo(json.getBytes(UTF_8));
      assertThat(json).doesNotContain("\n", "\t", "\u0001", "\u001f");
    }
  }

  @Test
  void halvesOfPairsThatStandAloneAreEscapedInLowerCase() {
    assertThat(new JsonBytes(0).text("a\ud83d").text()).isEqualTo("\"a\\ud83d\"");
    assertThat(new JsonBytes(0).text("\ude00b\ud83d\ude00").text()).isEqualTo("\"\\ude00b😀\"");
    assertThat(new JsonBytes(0).text("\u001b\b\f\r").text()).isEqualTo("\"\\u001b\\b\\f\\r\"");
  }
}
