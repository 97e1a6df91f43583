package dev.carillon.server.assets.search.index;

import dev.carillon.server.assets.field.Metadata;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/** Assets and queries out of a small vocabulary, so that they often meet. */
final class RandomQueries {

  private static final List<String> WORDS =
      List.of("boat", "Sea", "foo-13", "été", "a_b", "x.jpg", "13", "beach house", "Boats", "日本");
  private static final List<String> TEXT_FIELDS =
      List.of("status", "title", "description", "tags", "name", "cf_x", "priority");

  /** What can be asked of them, and of the text of a file. */
  private static final List<String> ASKED_FIELDS =
      Stream.concat(TEXT_FIELDS.stream(), Stream.of("textContent", "TEXTCONTENT")).toList();

  private static final List<String> PATHS = List.of("/", "/a", "/a/b c", "/A/B", "/a/b c/d", "/ab");
  private static final long DAY = 86_400_000;

  private final Random random;

  RandomQueries(long seed) {
    random = new Random(seed);
  }

  String id() {
    return any(List.of("-a_1", "b", "B", "c-d", "e"));
  }

  Metadata metadata() {
    Map<String, Object> values = new LinkedHashMap<>();
    String folder = any(PATHS);
    String name = any(WORDS).replace(' ', '-') + ".jpg";
    values.put("folderPath", folder);
    values.put("assetPath", folder.equals("/") ? "/" + name : folder + "/" + name);
    values.put("filename", name);
    values.put("name", name);
    for (String field : TEXT_FIELDS) {
      if (random.nextInt(3) == 0) {
        values.put(field, field.equals("tags") ? List.of(words(), words()) : words());
      }
    }
    if (random.nextBoolean()) {
      values.put("rating", random.nextBoolean() ? (Object) (long) random.nextInt(5) : 2.5);
    }
    if (random.nextBoolean()) {
      values.put("fileSize", (long) random.nextInt(4));
    }
    if (random.nextBoolean()) {
      values.put("assetCreated", Library.NOW.toEpochMilli() - random.nextInt(60) * DAY);
    }
    return Metadata.of(values);
  }

  /** The words in a file; none, as often as not. */
  String text() {
    return random.nextBoolean() ? "" : words() + " " + words();
  }

  String query(int depth) {
    return switch (random.nextInt(depth > 0 ? 20 : 13)) {
      case 0 -> any(WORDS);
      case 1 -> '"' + words() + '"' + any(List.of("", "~2", "~150", "^2"));
      case 2 -> any(ASKED_FIELDS) + ":" + any(List.of(word(), '"' + words() + '"', "*"));
      case 3 -> any(List.of("", "filename:", "status:", "cf_x:", "textContent:")) + wildcard();
      case 4 -> "rating:" + number();
      case 5 -> "assetCreated:" + time();
      case 6 -> any(List.of("folderPath:", "ancestorPaths:")) + '"' + any(PATHS) + '"';
      case 7 -> any(List.of("id:" + id(), "fileSize:[1 TO 2]", "fileSize:*", "assetPath:*.jpg"));
      case 8 -> any(TEXT_FIELDS.subList(0, 5)) + ":" + range();
      case 9 -> any(ASKED_FIELDS) + ":(" + any(WORDS) + any(List.of(" OR ", " ")) + word() + ")";
      case 10 -> any(PATHS) + any(List.of("", "/", "/foo-13.jpg", "/x.jpg.jpg"));
      case 11 -> any(List.of("*:*", "*", "noSuchField:boat", "folderPath:/a*", "id:(-a_1 B)"));
      case 12 -> any(ASKED_FIELDS) + ":" + word() + any(List.of("^3", "~", "~1", "~0.5"));
      case 13 -> any(List.of("-", "NOT ", "!")) + group(depth);
      case 14 -> group(depth) + any(List.of(" OR ", " || ")) + group(depth);
      case 15 -> group(depth) + any(List.of(" AND ", " && ")) + group(depth);
      case 16 -> group(depth) + " -" + group(depth) + " +" + group(depth);
      case 17 -> "-" + group(depth) + " !" + group(depth);
      case 18 -> group(depth) + "^2.5 OR NOT " + group(depth);
      default -> group(depth) + " " + group(depth);
    };
  }

  /** Characters without sense. */
  String noise() {
    List<String> atoms =
        List.of(
            "a",
            "boat",
            "rating",
            "assetCreated",
            "NOW",
            "@DAY",
            "-1YEAR",
            ":",
            "\"",
            "(",
            ")",
            "[",
            "]",
            "{",
            "}",
            " TO ",
            " AND ",
            " OR ",
            "NOT ",
            "-",
            "+",
            "!",
            "*",
            "?",
            "~",
            "^",
            "\\",
            "/",
            " ",
            "id:",
            "relatedTo:",
            "0",
            "99999999999999999999",
            "&&",
            "||",
            "é",
            "日",
            "\u0000",
            "\t",
            "\uD800",
            "\uFF0A",
            "tags:",
            ">",
            "<=",
            "#",
            "'",
            "*:*",
            "|",
            "ancestorPaths:");
    StringBuilder text = new StringBuilder();
    for (int n = 1 + random.nextInt(12); n > 0; n--) {
      text.append(
          random.nextInt(40) == 0 ? Character.toString(random.nextInt(0x3000)) : any(atoms));
    }
    return text.toString();
  }

  private String group(int depth) {
    return "(" + query(depth - 1) + ")";
  }

  private String range() {
    String ends = any(List.of("a", "*", "B", "boat")) + " TO " + any(List.of(word(), "*"));
    return any(List.of("[", "{")) + ends + any(List.of("]", "}"));
  }

  private String word() {
    return any(WORDS.stream().filter(word -> !word.contains(" ")).toList());
  }

  private String words() {
    List<String> some = new ArrayList<>();
    for (int n = 1 + random.nextInt(4); n > 0; n--) {
      some.add(any(WORDS));
    }
    return String.join(" ", some);
  }

  private String wildcard() {
    return any(
        List.of(
            "b*", "*oa*", "?oat", "foo-1*", "*.jp?", "f*3", "É*", "boat~1", "a_*", "*-1?",
            "baot~"));
  }

  private String number() {
    return any(List.of("2", "2.5", "[1 TO 3]", "{1 TO 3}", "[* TO 2.5}", ">2", "<=1", "*"));
  }

  private String time() {
    return any(
        List.of(
            "2026",
            "2026-06-01",
            "[NOW-1MONTH TO NOW]",
            "{NOW-3DAYS TO *]",
            "[NOW@DAY-2WEEKS TO *]",
            "[2026-05 TO 2026-05-20}",
            "*",
            ">NOW@MONTH"));
  }

  private <T> T any(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
