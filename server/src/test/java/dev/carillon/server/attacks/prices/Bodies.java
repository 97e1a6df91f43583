package dev.carillon.server.attacks.prices;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Bodies that are costly wherever they are sent, each of at most a megabyte. */
enum Bodies {
  /** 13 keys of 50,000 letters above all the zeros for which there is room. */
  LONG_PATHS(Costly.JSON, Bodies::longPaths),
  MANY_KEYS(Costly.JSON, () -> Fill.KEYS.text(900_000)),
  ARRAYS_IN_ARRAYS(Costly.JSON, () -> "{\"a\":" + Fill.ARRAYS.text(900_000) + "}"),
  NUMBERS(Costly.JSON, () -> "{\"a\":[0" + ("," + "9".repeat(900)).repeat(1100) + "]}"),
  ONE_BAD_KEY(
      Costly.JSON,
      () -> {
        String key = "\"" + " (start marker at ".repeat(2700) + "\":0";
        return "{" + key + "," + key + "}";
      }),
  MANY_PARAMETERS(
      Costly.FORM,
      () -> IntStream.range(0, 9_900).mapToObj(i -> "p" + i + "=%41%4").collect(joined())),
  ONE_PARAMETER(
      Costly.FORM,
      () -> IntStream.range(0, 9_900).mapToObj(i -> "username=" + i).collect(joined())),
  AMPERSANDS(Costly.FORM, () -> "&".repeat(1_000_000)),
  MANY_PARTS(parts("B"), Bodies::manyParts),
  PARTS_LIKE_ENDS(parts("a".repeat(200)), () -> "--" + "a".repeat(200) + "\r\n" + ends()),
  LINE_ENDS(parts("B".repeat(200)), () -> "\n".repeat(160_000));

  private final String type;

  @SuppressWarnings("ImmutableEnumChecker") // each makes the same text again
  private final Supplier<String> making;

  Bodies(String type, Supplier<String> making) {
    this.type = type;
    this.making = making;
  }

  Costly request(String method, String target) {
    byte[] body = making.get().getBytes(US_ASCII);
    Map<String, String> headers = Map.of("Content-Type", type);
    return new Costly(
        name().toLowerCase(Locale.ROOT), method, target, headers, body, this == LINE_ENDS);
  }

  private static String parts(String boundary) {
    return "multipart/form-data; boundary=" + boundary;
  }

  private static Collector<CharSequence, ?, String> joined() {
    return Collectors.joining("&");
  }

  static String longPaths() {
    List<String> open = new ArrayList<>();
    for (int i = 0; i < 13; i++) {
      open.add("\"" + "k".repeat(49_998) + (char) ('a' + i) + "\":{");
    }
    return "{" + String.join("", open) + "\"z\":[0" + ",0".repeat(198_900) + "]" + "}".repeat(14);
  }

  private static String manyParts() {
    String filler = "x".repeat(800);
    return IntStream.range(0, 990)
            .mapToObj(
                i ->
                    "--B\r\nContent-Disposition: form-data; name=\"p"
                        + i
                        + "\"; y=\""
                        + "\\\";".repeat(20)
                        + "\r\n\r\n"
                        + filler
                        + "\r\n")
            .collect(Collectors.joining())
        + "--B--\r\n";
  }

  private static String ends() {
    return "Content-Disposition: form-data; name=\"a\"\r\n\r\n"
        + ("\r\n--" + "a".repeat(199) + "b").repeat(4900)
        + "\r\n--"
        + "a".repeat(200)
        + "--\r\n";
  }
}
