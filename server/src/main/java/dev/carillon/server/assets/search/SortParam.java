package dev.carillon.server.assets.search;

import dev.carillon.server.assets.api.AssetJson;
import dev.carillon.server.assets.field.Field;
import dev.carillon.server.assets.field.FieldRegistry;
import dev.carillon.server.assets.field.FieldType;
import dev.carillon.server.assets.search.index.SearchRequest;
import dev.carillon.server.assets.search.index.SearchRequest.Sort;
import dev.carillon.server.platform.http.Problem;
import java.util.List;

/** Reads by what hits are sorted: dates, numbers and relevance fall unless told otherwise. */
final class SortParam {

  private static final String DESCENDING = "-desc";
  private static final String ASCENDING = "-asc";

  private final FieldRegistry registry;

  SortParam(FieldRegistry registry) {
    this.registry = registry;
  }

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
