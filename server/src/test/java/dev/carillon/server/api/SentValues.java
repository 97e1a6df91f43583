package dev.carillon.server.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Random values for fields of all kinds, good and bad, each with how it is to be read back. */
final class SentValues {

  /** The fields that an administrator has declared. */
  static final List<String> DECLARED =
      List.of(
          "embargo, date, one, yes, yes, Embargo",
          "price, decimal, one, yes, yes, Price",
          "pages, number, one, yes, yes, Pages",
          "cf_words, text, many, yes, yes, Words",
          "season, choice, one, yes, no, Season, spring=Spring|autumn=Autumn",
          "locked, text, one, no, yes, Locked");

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final List<String> LETTERS =
      List.of("a", "Z", "é", "ß", "名", "😀", " ", "\"", "\\", "<", ":", "*", "\n", "0", "-");

  private SentValues() {}

  /** One to four of them, each of another name. */
  static List<Sent> some(Random random) {
    Map<String, Sent> sent = new LinkedHashMap<>();
    for (int count = 1 + random.nextInt(4); count > 0; count--) {
      Sent one = one(random);
      sent.put(one.name(), one);
    }
    return List.copyOf(sent.values());
  }

  private static Sent one(Random random) {
    return switch (random.nextInt(16)) {
      case 0 ->
          text(List.of("title", "status", "description", "teaser").get(random.nextInt(4)), random);
      case 1 -> number("rating", random);
      case 2 -> number("pages", random);
      case 3 -> decimal(random.nextBoolean() ? "price" : "usageFee", random);
      case 4 -> day(random);
      case 5 -> moment(random.nextBoolean() ? "dueDate" : "licenseEndDate", random);
      case 6 -> choice("season", List.of("spring", "autumn", "winter"), random);
      case 7 -> choice("labelColor", List.of("Red", "Gray", "red"), random);
      case 8 -> many(List.of("cf_words", "subject", "followers").get(random.nextInt(3)), random);
      case 9 ->
          kept(List.of("fileSize", "locked", "sceId", "relationCreator").get(random.nextInt(4)));
      case 10 -> impossible(random);
      case 11 -> text("cf_undeclared" + random.nextInt(5), random);
      default -> text(name(random), random);
    };
  }

  /** A name that nobody declared; some differ from a field by case alone. */
  private static String name(Random random) {
    List<String> starts =
        List.of("Status", "x", "größe", "article.id", "a-b", "TITLE", "constructor");
    return starts.get(random.nextInt(starts.size()))
        + (random.nextBoolean() ? "" : random.nextInt(9));
  }

  private static Sent impossible(Random random) {
    List<String> names =
        List.of("1st", "a b", "dc:title", "relatedTo", "😀", "a/b", "x".repeat(101));
    return new Sent(names.get(random.nextInt(names.size())), JSON.textNode("v"), read -> false);
  }

  private static Sent kept(String name) {
    // only relations have some of them, and those as they were sent
    return new Sent(name, JSON.textNode("5"), read -> read.asText().equals("5"), true);
  }

  private static Sent text(String name, Random random) {
    StringBuilder text = new StringBuilder("v");
    for (int length = random.nextInt(8); length > 0; length--) {
      text.append(LETTERS.get(random.nextInt(LETTERS.size())));
    }
    String value = text.append("v").toString();
    return new Sent(name, JSON.textNode(value), read -> read.asText().equals(value));
  }

  private static Sent number(String name, Random random) {
    if (random.nextInt(4) == 0) {
      return bad(name, random.nextBoolean() ? "many" : "4.5");
    }
    long value = random.nextLong(-500_000, 500_000);
    return new Sent(
        name, JSON.numberNode(value), read -> read.isNumber() && read.asLong() == value);
  }

  private static Sent decimal(String name, Random random) {
    if (random.nextInt(5) == 0) {
      return bad(name, "3,5");
    }
    double value = random.nextInt(1_000_000) / 1000.0;
    return new Sent(
        name,
        JSON.textNode(String.valueOf(value)),
        read -> read.isNumber() && read.asDouble() == value);
  }

  private static Sent day(Random random) {
    if (random.nextInt(5) == 0) {
      return bad("embargo", "abc");
    }
    String value = LocalDate.ofEpochDay(random.nextInt(60_000) - 20_000).toString();
    return new Sent("embargo", JSON.textNode(value), of(value, "formatted"));
  }

  private static Sent moment(String name, Random random) {
    if (random.nextInt(5) == 0) {
      return bad(name, "2026-02-31");
    }
    long value = random.nextInt();
    return new Sent(
        name, JSON.textNode(Instant.ofEpochMilli(value).toString()), of("" + value, "value"));
  }

  private static Sent choice(String name, List<String> values, Random random) {
    String value = values.get(random.nextInt(values.size()));
    return value.equals(values.getLast())
        ? bad(name, value)
        : new Sent(name, JSON.textNode(value), of(value, "value"));
  }

  /** As a hit shows it beside how it reads; relations show the bare value. */
  private static Predicate<JsonNode> of(String value, String member) {
    return read ->
        read.isObject()
            ? read.path(member).asText().equals(value)
            : read.asText().equals(value) || day(read).equals(value);
  }

  private static String day(JsonNode millis) {
    return LocalDate.ofEpochDay(Math.floorDiv(millis.asLong(), 86_400_000L)).toString();
  }

  private static Sent many(String name, Random random) {
    Set<String> values = new TreeSet<>();
    ArrayNode array = JSON.arrayNode();
    for (int count = 2 + random.nextInt(3); count > 0; count--) {
      String value = "w" + random.nextInt(20);
      if (values.add(value)) {
        array.add(value);
      }
    }
    return new Sent(
        name,
        array,
        read -> {
          List<String> found = new ArrayList<>();
          read.forEach(element -> found.add(element.asText()));
          return new TreeSet<>(found).equals(values);
        });
  }

  private static Sent bad(String name, String value) {
    return new Sent(name, JSON.textNode(value), read -> false);
  }

  /**
   * One value.
   *
   * @param test whether this is how it is read back
   * @param keptByServer whether a super user's is ignored with a note
   */
  record Sent(String name, JsonNode json, Predicate<JsonNode> test, boolean keptByServer) {

    Sent(String name, JsonNode json, Predicate<JsonNode> test) {
      this(name, json, test, false);
    }

    boolean is(JsonNode read) {
      return test.test(read);
    }

    /** The part of the name that a message shows. */
    String shown() {
      return name.substring(0, Math.min(100, name.length()));
    }
  }
}
