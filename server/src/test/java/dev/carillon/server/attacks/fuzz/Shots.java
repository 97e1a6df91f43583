package dev.carillon.server.attacks.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.server.attacks.Visitor;
import dev.carillon.server.attacks.fuzz.Shot.Aim;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Makes the requests: the same ones for the same seed and the same answers. */
final class Shots {

  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String PARTS = "multipart/form-data; boundary=cut";
  private static final List<String> METHODS = List.of("GET", "POST", "PUT", "PATCH", "DELETE");

  /** Logging out, or in again, would end the session of all later requests. */
  private static final Set<String> ENDING = Set.of("logout", "logoutByGet", "login", "loginByGet");

  /** These end log-ins of whoever calls, or slow them down; API tokens go on. */
  private static final Set<String> OWN =
      Set.of("changePassword", "endMyOtherSessions", "endMySession", "revealSecret", "createToken");

  private final Random random;
  private final Values values;
  private final List<Operation> operations;

  Shots(long seed, Known known, List<Operation> operations) {
    this.random = new Random(seed);
    this.values = new Values(random, known);
    this.operations = operations;
  }

  /** The n-th request: each operation in turn. */
  Shot shot(int n) {
    Operation operation = operations.get(n % operations.size());
    values.at(operation.path());
    int kind = random.nextInt(20);
    if (kind == 0 && !operation.access().equals("anyone")) {
      return right(operation, Visitor.ANONYMOUS, Aim.STRANGER);
    }
    if (kind == 1) {
      return wrongMethod(operation);
    }
    if (kind < 10 && operation.strict()) {
      Shot wrong = wrong(operation);
      if (wrong != null) {
        return wrong;
      }
    }
    return right(operation, visitor(operation, kind == 10), Aim.ANY);
  }

  private Visitor visitor(Operation operation, boolean plain) {
    if (ENDING.contains(operation.id())) {
      return Visitor.ANONYMOUS;
    }
    if (OWN.contains(operation.id())) {
      boolean user = plain || operation.access().equals("user");
      return user ? Visitor.TOKEN_USER : Visitor.SUPER_API;
    }
    if (plain) {
      return Visitor.USER;
    }
    boolean session = !operation.method().equals("GET") && random.nextInt(4) == 0;
    return session ? Visitor.SESSION : Visitor.SUPER_PRO;
  }

  /** The operation's own examples. */
  Shot example(Operation operation, Visitor visitor) {
    List<String> query = new ArrayList<>();
    for (JsonNode parameter : operation.query()) {
      if (parameter.has("example") || parameter.path("required").asBoolean()) {
        query.add(pair(parameter.path("name").asText(), parameter.path("example").asText("x")));
      }
    }
    JsonNode json = operation.described().at("/requestBody/content/application~1json");
    String body = json.has("example") ? bytes(json.path("example").toString()) : "";
    return new Shot(
        operation,
        operation.method(),
        target(operation, query, true),
        body,
        body.isEmpty() ? "" : "application/json",
        visitor,
        Aim.EXAMPLE);
  }

  private Shot wrongMethod(Operation operation) {
    Set<String> there = new TreeSet<>();
    operations.stream()
        .filter(other -> other.path().equals(operation.path()))
        .forEach(other -> there.add(other.method()));
    List<String> others = METHODS.stream().filter(m -> !there.contains(m)).toList();
    return others.isEmpty()
        ? right(operation, Visitor.ANONYMOUS, Aim.ANY)
        : new Shot(
            operation,
            values.pick(others),
            target(operation, List.of(), true),
            "",
            "",
            Visitor.SUPER_PRO,
            Aim.METHOD);
  }

  private Shot right(Operation operation, Visitor visitor, Aim aim) {
    List<String> query = new ArrayList<>();
    for (JsonNode parameter : operation.query()) {
      if (parameter.path("required").asBoolean() || random.nextInt(3) == 0) {
        String name = parameter.path("name").asText();
        query.add(pair(name, flat(values.right(name, parameter.path("schema")))));
      }
    }
    Body body = body(operation);
    return new Shot(
        operation,
        operation.method(),
        target(operation, query, false),
        body.bytes(),
        body.type(),
        visitor,
        aim);
  }

  private record Body(String type, String bytes) {
    static final Body NONE = new Body("", "");
  }

  private Body body(Operation operation) {
    List<Map.Entry<String, JsonNode>> kinds =
        new ArrayList<>(operation.described().at("/requestBody/content").properties());
    if (kinds.isEmpty()) {
      return Body.NONE;
    }
    Map.Entry<String, JsonNode> kind = values.pick(kinds);
    JsonNode schema = kind.getValue().path("schema");
    return switch (kind.getKey()) {
      case FORM -> new Body(FORM, String.join("&", pairs(schema)));
      case "multipart/form-data" -> new Body(PARTS, parts(schema));
      case "application/json" -> new Body("application/json", json(schema));
      default -> new Body(kind.getKey(), bytes(values.any() + " "));
    };
  }

  private String json(JsonNode schema) {
    String text = values.right("", schema).toString();
    return bytes(random.nextInt(20) == 0 ? text.substring(0, text.length() / 2) + " " : text);
  }

  private List<String> pairs(JsonNode schema) {
    List<String> pairs = new ArrayList<>();
    values
        .right("", schema)
        .properties()
        .forEach(member -> pairs.add(pair(member.getKey(), flat(member.getValue()))));
    if (random.nextInt(4) == 0) {
      pairs.add(pair(values.any(), values.any()));
    }
    return pairs;
  }

  private String parts(JsonNode schema) {
    StringBuilder text = new StringBuilder();
    values
        .right("", schema)
        .properties()
        .forEach(
            member -> {
              boolean file = member.getKey().equals("Filedata");
              text.append("--cut\r\nContent-Disposition: form-data; name=\"")
                  .append(member.getKey())
                  .append(file ? "\"; filename=\"" + values.any().replaceAll("[\"\r\n]", "") : "")
                  .append("\"\r\n\r\n")
                  .append(flat(member.getValue()))
                  .append("\r\n");
            });
    return bytes(text + "--cut--\r\n");
  }

  /** One thing in it is not as described; null where nothing can be wrong. */
  private @Nullable Shot wrong(Operation operation) {
    JsonNode schema = operation.described().at("/requestBody/content/application~1json/schema");
    List<JsonNode> parameters = operation.query();
    boolean inBody = !schema.isMissingNode() && (parameters.isEmpty() || random.nextBoolean());
    if (operation.loose()) {
      return null;
    }
    List<String> query = new ArrayList<>();
    String body = "";
    if (inBody) {
      JsonNode broken = broken(Operation.resolved(schema));
      if (broken == null) {
        return null;
      }
      body = bytes(broken.toString());
    } else if (!parameters.isEmpty() && random.nextInt(3) > 0) {
      JsonNode parameter = values.pick(parameters);
      String text = wrongText(parameter.path("schema"));
      if (text.isEmpty()) {
        return null;
      }
      query.add(pair(parameter.path("name").asText(), text));
    } else {
      query.add("unheardOf=1");
    }
    return new Shot(
        operation,
        operation.method(),
        target(operation, query, true),
        body,
        body.isEmpty() ? "" : "application/json",
        Visitor.SUPER_PRO,
        Aim.WRONG);
  }

  private @Nullable JsonNode broken(JsonNode schema) {
    if (!(values.right("", schema) instanceof ObjectNode body) || !schema.has("properties")) {
      return null;
    }
    List<String> required = new ArrayList<>();
    schema.path("required").forEach(name -> required.add(name.asText()));
    int kind = random.nextInt(3);
    if (kind == 0 && !required.isEmpty()) {
      body.remove(values.pick(required));
    } else if (kind == 1 && !schema.path("additionalProperties").asBoolean()) {
      body.put("unheardOf", 1);
    } else {
      List<Map.Entry<String, JsonNode>> all =
          new ArrayList<>(schema.path("properties").properties());
      Map.Entry<String, JsonNode> one = values.pick(all);
      JsonNode wrong = values.wrong(one.getValue());
      if (wrong.isNull()) {
        return null;
      }
      body.set(one.getKey(), wrong);
    }
    return body;
  }

  /** In a query all is text: only some schemas can be missed. */
  private String wrongText(JsonNode schema) {
    JsonNode one = schema.path("type").asText().equals("array") ? schema.path("items") : schema;
    boolean any =
        one.path("type").asText().equals("string")
            && !one.has("enum")
            && !one.has("pattern")
            && !one.has("format");
    if (any) {
      int most = one.path("maxLength").asInt();
      return most == 0 ? "" : "x".repeat(most + 1);
    }
    return values.pick(List.of("no such thing", "-99999999999999999999", "ü"));
  }

  private String target(Operation operation, List<String> query, boolean examples) {
    String path = operation.path();
    Map<String, String> chosen = new LinkedHashMap<>();
    for (JsonNode variable : operation.variables()) {
      String name = variable.path("name").asText();
      boolean example = examples || random.nextInt(10) == 0;
      String value =
          example
              ? variable.path("example").asText("none")
              : random.nextInt(8) == 0 ? values.any() : values.known(name);
      chosen.put(name, value.isEmpty() ? "none" : value);
    }
    for (Map.Entry<String, String> variable : chosen.entrySet()) {
      path = path.replace("{" + variable.getKey() + "}", encoded(variable.getValue()));
    }
    return path + (query.isEmpty() ? "" : "?" + String.join("&", query));
  }

  private static String pair(String name, String value) {
    return encoded(name) + "=" + encoded(value);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }

  private static String flat(JsonNode value) {
    if (value.isArray()) {
      List<String> items = new ArrayList<>();
      value.forEach(item -> items.add(item.asText()));
      return String.join(",", items);
    }
    return value.isValueNode() ? value.asText() : value.toString();
  }

  /** UTF-8 bytes, each as one character. */
  private static String bytes(String text) {
    return new String(text.getBytes(UTF_8), ISO_8859_1);
  }
}
