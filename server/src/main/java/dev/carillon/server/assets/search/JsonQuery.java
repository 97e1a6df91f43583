package dev.carillon.server.assets.search;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.platform.http.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes a query that came as JSON in the query language. */
final class JsonQuery {

  private static final Pattern FIELD = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,99}");
  private static final Pattern SPECIAL = Pattern.compile("[\\s+\\-!(){}\\[\\]^\"~:\\\\/&|]");
  private static final Pattern BARE_PATH = Pattern.compile("\\s*/[^\\\\:*?\"<>|#;]*");
  private static final int DEPTH_MAX = 20;
  private static final String EVERYTHING = "*:*";

  private JsonQuery() {}

  /**
   * The query as text.
   *
   * @throws Problem 400 where it is malformed
   */
  static String text(JsonNode query) {
    return text(query, 0);
  }

  private static String text(JsonNode query, int depth) {
    if (depth > DEPTH_MAX) {
      throw Problem.badRequest("The query is nested more than " + DEPTH_MAX + " levels deep");
    }
    if (query.isTextual()) {
      return query.textValue();
    }
    for (Map.Entry<String, JsonNode> entry : query.properties()) {
      JsonNode content = entry.getValue();
      switch (entry.getKey()) {
        case "QueryStringQuery" -> {
          return queryString(content.path("queryString").asText(), depth > 0);
        }
        case "TermQuery" -> {
          return field(content)
              + ":\""
              + content.path("value").asText().replaceAll("([\\\\\"])", "\\\\$1")
              + "\"";
        }
        case "WildcardQuery" -> {
          return wildcard(field(content), content.path("wildcardValue").asText());
        }
        case "BoolQuery" -> {
          return elements(content, depth);
        }
        default -> {
          // other keys are not the query's
        }
      }
    }
    throw Problem.badField(
        "query",
        query.toString(),
        "one of QueryStringQuery, BoolQuery, TermQuery and WildcardQuery");
  }

  private static String elements(JsonNode bool, int depth) {
    List<String> must = new ArrayList<>();
    List<String> should = new ArrayList<>();
    for (JsonNode element : bool.path("elements")) {
      String part = "(" + text(element.path("query"), depth + 1) + ")";
      String operator = element.path("operator").asText("MUST");
      switch (operator) {
        case "MUST" -> must.add("+" + part);
        case "MUST_NOT" -> must.add("-" + part);
        case "SHOULD" -> should.add(part);
        default -> throw Problem.badField("operator", operator, "MUST, SHOULD or MUST_NOT");
      }
    }
    // beside what must be, what should be decides nothing
    if (must.stream().noneMatch(part -> part.startsWith("+")) && !should.isEmpty()) {
      must.add("+(" + String.join(" OR ", should) + ")");
    }
    return must.isEmpty() ? EVERYTHING : String.join(" ", must);
  }

  /** Inside another query an empty one, or a bare path, must be spelt out. */
  private static String queryString(String text, boolean inside) {
    if (!inside) {
      return text;
    }
    if (text.isBlank()) {
      return EVERYTHING;
    }
    return BARE_PATH.matcher(text).matches()
        ? "assetPath:\"%1$s\" OR ancestorPaths:\"%1$s\"".formatted(text.strip())
        : text;
  }

  /** A path is one value; elsewhere each word of the pattern has to be found. */
  private static String wildcard(String field, String pattern) {
    if (field.endsWith("Path") || field.endsWith("Paths")) {
      return field + ":" + escaped(pattern);
    }
    return Arrays.stream(pattern.strip().split("\\s+"))
        .map(word -> field + ":" + escaped(word))
        .collect(Collectors.joining(" AND "));
  }

  private static String escaped(String pattern) {
    return SPECIAL.matcher(pattern).replaceAll("\\\\$0");
  }

  private static String field(JsonNode content) {
    String name = content.path("name").asText();
    if (!FIELD.matcher(name).matches()) {
      throw Problem.badField("name", name, "a field's name");
    }
    return name;
  }
}
