package dev.carillon.server.assets.search;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.assets.api.AssetJson;
import dev.carillon.server.assets.field.Field;
import dev.carillon.server.assets.field.FieldRegistry;
import dev.carillon.server.assets.field.FieldType;
import dev.carillon.server.assets.search.index.SearchRequest;
import dev.carillon.server.assets.search.index.SearchRequest.Facet;
import dev.carillon.server.assets.search.index.SearchRequest.Sort;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Params;
import dev.carillon.server.platform.http.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads a search from parameters or from a JSON body. */
public final class SearchParams {

  static final int NUM = 50;
  static final int NUM_MAX = 10_000;
  static final String STORAGE_PATH = "originalStoragePath";

  private final SortParam sorts;
  private final SearchBody bodies;

  public SearchParams(FieldRegistry registry) {
    this.sorts = new SortParam(registry);
    this.bodies = new SearchBody(sorts);
  }

  /**
   * The search that a call asks for.
   *
   * @throws Problem 400 naming the parameter that is not allowed
   */
  Search read(Call call) {
    Params params = call.params();
    String format = params.text("format").orElse("json");
    if (!format.equals("json")) {
      throw Problem.badField("format", format, "json");
    }
    Search.Extras extras =
        new Search.Extras(
            params.flag("returnHighlightedText", true),
            params.flag("returnThumbnailHits", false),
            AssetJson.wanted("expand", params.list("expand").orElse("")).contains(STORAGE_PATH),
            params.flag("logSearch", false));
    Optional<JsonNode> body = call.json().filter(SearchBody::asksForSomething);
    return body.isPresent()
        ? bodies.read(body.get(), params.text("q").orElse(""), extras)
        : params(params, extras);
  }

  private Search params(Params params, Search.Extras extras) {
    return new Search(
        new SearchRequest(
            params.text("q").orElse(""),
            params.number("start", 0, 0, Integer.MAX_VALUE),
            params.number("num", NUM, 0, NUM_MAX),
            sorts.list(params.list("sort").orElse("")),
            facets(params)),
        AssetJson.wanted("metadataToReturn", params.list("metadataToReturn").orElse("")),
        extras);
  }

  /** A selection counts only for a field that is among the facets. */
  private static List<Facet> facets(Params params) {
    return AssetJson.wanted("facets", params.list("facets").orElse("")).stream()
        .distinct()
        .map(field -> new Facet(field, selection(params, "facet." + field + ".selection")))
        .toList();
  }

  private static List<String> selection(Params params, String name) {
    return params.all(name).stream()
        .flatMap(list -> AssetJson.wanted(name, list).stream())
        .distinct()
        .toList();
  }

  /** Reads a search that came as JSON. */
  private record SearchBody(SortParam sorts) {

    /** Whether a body is a search at all, rather than something that came along. */
    static boolean asksForSomething(JsonNode body) {
      return Stream.of("query", "firstResult", "maxResultHits", "sorting", "facets")
          .anyMatch(body::has);
    }

    /**
     * The search.
     *
     * @param q the query of a body that has none of its own
     * @throws Problem 400 naming the key that is not allowed
     */
    Search read(JsonNode body, String q, Search.Extras extras) {
      JsonNode query = body.path("query");
      return new Search(
          new SearchRequest(
              query.isMissingNode() || query.isNull() ? q : JsonQuery.text(query),
              number(body, "firstResult", 0, Integer.MAX_VALUE),
              number(body, "maxResultHits", SearchParams.NUM, SearchParams.NUM_MAX),
              sorting(body),
              facets(body.path("facets"))),
          list("metadataToReturn", body.path("metadataToReturn")),
          new Search.Extras(
              flag(body, "returnHighlightedText", extras.highlights()),
              flag(body, "returnThumbnailHits", extras.thumbnailHits()),
              extras.storagePath()
                  || list("expand", body.path("expand")).contains(SearchParams.STORAGE_PATH),
              flag(body, "logSearch", extras.logged())));
    }

    private List<Sort> sorting(JsonNode body) {
      List<Sort> sorting = new ArrayList<>();
      for (JsonNode by : body.path("sorting")) {
        String name = by.path("field").asText();
        sorting.add(sorts.sort(name, by.path("descending").asBoolean(sorts.falls(name))));
      }
      return sorting;
    }

    /** A list of names, or an object of {@code {"field","selection"}} under any keys. */
    private static List<Facet> facets(JsonNode facets) {
      if (!facets.isObject()) {
        return list("facets", facets).stream()
            .distinct()
            .map(name -> new Facet(name, List.of()))
            .toList();
      }
      List<Facet> all = new ArrayList<>();
      for (Map.Entry<String, JsonNode> facet : facets.properties()) {
        String field = facet.getValue().path("field").asText(facet.getKey());
        all.add(new Facet(field, list("selection", facet.getValue().path("selection"))));
      }
      return all;
    }

    /** An array of texts, or one text with commas. */
    private static List<String> list(String name, JsonNode node) {
      if (node.isTextual()) {
        return AssetJson.wanted(name, node.textValue());
      }
      return AssetJson.wanted(name, node.valueStream().map(JsonNode::asText));
    }

    private static boolean flag(JsonNode body, String name, boolean absent) {
      JsonNode node = body.path(name);
      return switch (node.asText("")) {
        case "true", "1" -> true;
        case "false", "0" -> false;
        case "" -> absent;
        default -> throw Problem.badField(name, node.toString(), "true or false");
      };
    }

    private static int number(JsonNode body, String name, int absent, int max) {
      JsonNode node = body.path(name);
      if (node.isMissingNode() || node.isNull()) {
        return absent;
      }
      if (!node.canConvertToInt() || node.asInt() < 0 || node.asInt() > max) {
        throw Problem.badField(name, node.toString(), "a whole number from 0 to " + max);
      }
      return node.asInt();
    }
  }

  /** Reads by what hits are sorted: dates, numbers and relevance fall unless told otherwise. */
  record SortParam(FieldRegistry registry) {

    private static final String DESCENDING = "-desc";
    private static final String ASCENDING = "-asc";

    /** A comma list of {@code field}, {@code field-asc} and {@code field-desc}. */
    List<Sort> list(String text) {
      return AssetJson.wanted("sort", text).stream().map(this::one).toList();
    }

    private Sort one(String text) {
      if (text.endsWith(DESCENDING)) {
        return sort(text.substring(0, text.length() - DESCENDING.length()), true);
      }
      if (text.endsWith(ASCENDING)) {
        return sort(text.substring(0, text.length() - ASCENDING.length()), false);
      }
      return sort(text, falls(text));
    }

    Sort sort(String name, boolean descending) {
      if (!name.equals(SearchRequest.RELEVANCE)
          && !name.equals("id")
          && registry.find(name).isEmpty()) {
        throw Problem.badField(
            "sort", name, "fields or relevance, separated by commas, each with -asc or -desc");
      }
      return new Sort(name, descending);
    }

    boolean falls(String name) {
      return name.equals(SearchRequest.RELEVANCE)
          || registry
              .find(name)
              .map(Field::type)
              .filter(type -> type != FieldType.TEXT && type != FieldType.CHOICE)
              .isPresent();
    }
  }

  /** Writes a query that came as JSON in the query language. */
  static final class JsonQuery {

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
}
