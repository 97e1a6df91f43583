package dev.carillon.server.attacks.prices;

import static dev.carillon.server.attacks.prices.Costly.encoded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.server.attacks.fuzz.Operation;
import dev.carillon.server.attacks.matrix.Probe;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** The costly requests that we know for one method of one route. */
final class CostlyRequests {

  private static final int QUERY_MAX = 50_000;
  private static final int BODY_MAX = 1_000_000;
  private static final List<Bodies> BODIES = List.of(Bodies.values());
  private static final List<Fill> FILLS = List.of(Fill.values());
  private static final List<String> HEADERS =
      List.of(
          "Accept",
          "Authorization",
          "Cookie",
          "Content-Disposition",
          "Content-Type",
          "Forwarded",
          "Idempotency-Key",
          "If-None-Match",
          "If-Range",
          "Origin",
          "Range",
          "User-Agent",
          "X-Forwarded-For");

  private final Probe probe;
  private final String target;
  private final Map<String, String> usual = new LinkedHashMap<>();
  private final Set<String> members = new LinkedHashSet<>();
  private final ObjectNode example;

  /**
   * Those for this one.
   *
   * @param target its path, ids and required parameters included
   */
  CostlyRequests(Probe probe, String target, Map<String, Operation> operations) {
    this.probe = probe;
    this.target = target;
    Operation operation = operations.get(probe.operation());
    JsonNode body = JsonNodeFactory.instance.missingNode();
    JsonNode schema = body;
    if (operation != null) {
      operation.query().forEach(p -> usual.put(p.path("name").asText(), exampleOf(p)));
      body = operation.described().at("/requestBody/content/application~1json/example");
      schema =
          Operation.resolved(
              operation.described().at("/requestBody/content/application~1json/schema"));
    }
    example = body instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode();
    schema.path("properties").fieldNames().forEachRemaining(members::add);
    example.fieldNames().forEachRemaining(members::add);
  }

  private static String exampleOf(JsonNode parameter) {
    return parameter.path("example").asText();
  }

  private boolean takesBody() {
    return !probe.method().equals("GET");
  }

  /** What would be costly if it were read: for callers who are refused. */
  List<Supplier<Costly>> unread(int number) {
    List<Supplier<Costly>> few = new ArrayList<>();
    if (takesBody()) {
      Bodies one = inTurn(BODIES, number);
      few.add(() -> one.request(probe.method(), target));
    }
    Fill fill = inTurn(FILLS, number);
    String header = inTurn(HEADERS, number);
    few.add(() -> header(header, fill));
    return few;
  }

  /** One for each parameter, and some more: which, is decided by this number. */
  List<Supplier<Costly>> some(int number) {
    List<Supplier<Costly>> some = unread(number);
    if (takesBody()) {
      some.add(() -> Bodies.LONG_PATHS.request(probe.method(), target));
    }
    int turn = number;
    for (String name : names()) {
      Fill fill = inTurn(FILLS, turn++);
      some.add(() -> with(name, fill));
      if (name.equals("q") || name.contains("ame") || name.contains("ath")) {
        some.add(() -> with(name, Fill.ACCENTS));
      }
    }
    Fill fill = inTurn(FILLS, turn);
    some.add(() -> path(fill));
    return some;
  }

  /** What nobody minds. */
  Costly harmless() {
    return Costly.of("", probe.method(), target, Map.of());
  }

  /** All of them, made one by one: each has a megabyte. Headers and paths take turns. */
  List<Supplier<Costly>> all(int number) {
    List<Supplier<Costly>> all = new ArrayList<>();
    if (takesBody()) {
      for (Bodies body : Bodies.values()) {
        all.add(() -> body.request(probe.method(), target));
      }
    }
    int turn = number;
    for (Fill fill : FILLS) {
      names().forEach(name -> all.add(() -> with(name, fill)));
      String header = inTurn(HEADERS, turn++);
      all.add(() -> header(header, fill));
      if (probe.path().endsWith("}")) {
        all.add(() -> path(fill));
      }
    }
    return all;
  }

  private static <T> T inTurn(List<T> all, int number) {
    return all.get(number % all.size());
  }

  private Set<String> names() {
    Set<String> names = new LinkedHashSet<>(usual.keySet());
    names.addAll(members);
    return names;
  }

  /** One parameter is much, the others are as in the description. */
  private Costly with(String name, Fill fill) {
    String shape = name + " of " + fill.name().toLowerCase(Locale.ROOT);
    if (takesBody() && members.contains(name)) {
      int length = fill == Fill.ACCENTS ? BODY_MAX / 2 : BODY_MAX * 9 / 10;
      ObjectNode body = example.deepCopy().put(name, fill.text(length));
      return Costly.of(shape, probe.method(), target, Costly.JSON, body.toString());
    }
    boolean inBody = takesBody() && probe.path().startsWith("/services");
    String whole = form(name, fill, inBody ? BODY_MAX : QUERY_MAX);
    String path = target.replaceAll("\\?.*", "");
    return inBody
        ? Costly.of(shape, probe.method(), path, Costly.FORM, whole)
        : Costly.of(shape, probe.method(), path + "?" + whole, Map.of());
  }

  private String form(String name, Fill fill, int max) {
    StringBuilder others = new StringBuilder();
    usual.forEach(
        (other, value) -> {
          if (!other.equals(name) && !value.isEmpty()) {
            others.append('&').append(encoded(other)).append('=').append(encoded(value));
          }
        });
    String value = encoded(fill.text(max));
    int room = Math.max(0, max - others.length() - name.length() - 1);
    int end = Math.min(room, value.length());
    int cut = value.lastIndexOf('%', end) > end - 3 ? value.lastIndexOf('%', end) : end;
    return encoded(name) + "=" + value.substring(0, Math.max(0, cut)) + others;
  }

  private Costly header(String name, Fill fill) {
    String value = fill.text(QUERY_MAX).replaceAll("[^ -~]", "~").strip();
    String shape = name + " of " + fill.name().toLowerCase(Locale.ROOT);
    return Costly.of(shape, probe.method(), target, Map.of(name, value));
  }

  /** The path goes on: pages take the rest of it, and the last variable is long. */
  private Costly path(Fill fill) {
    String rest = encoded(fill.text(QUERY_MAX / 3)).replace("%2F", "/").replace("+", "%20");
    int end = Math.min(rest.length(), QUERY_MAX);
    String path = target.replaceAll("\\?.*", "");
    String longer = path + rest.substring(0, end - end % 3);
    String shape = "path of " + fill.name().toLowerCase(Locale.ROOT);
    return Costly.of(shape, probe.method(), longer.replaceAll("%.?$", ""), Map.of());
  }
}
