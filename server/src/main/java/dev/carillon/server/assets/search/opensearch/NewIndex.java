package dev.carillon.server.assets.search.opensearch;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.server.assets.search.query.AssetDocuments;
import dev.carillon.server.assets.search.query.IndexedFields;

/** What OpenSearch is told of an index that is made, as {@link IndexLayout} says. */
final class NewIndex {

  /** Positions between two values of one field, over which no phrase should reach. */
  private static final int GAP = 100;

  /** Of each of some thousand names there can be a few. */
  private static final int FIELDS_MAX = 20_000;

  /** Folders that a user sees, and assets that are related to one. */
  private static final int TERMS_MAX = 1_000_000;

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private NewIndex() {}

  /**
   * A new index.
   *
   * @param alias what it is called as long as it is built
   * @param state what is kept in its mapping
   */
  static ObjectNode of(String alias, ObjectNode state) {
    ObjectNode index = JSON.objectNode();
    index
        .putObject("settings")
        .putObject("index")
        // what was written is made visible by who wrote it
        .put("refresh_interval", "-1")
        // a request that was on its way for so long does not bring back what was removed
        .put("gc_deletes", "10m")
        .put("max_terms_count", TERMS_MAX)
        .put("mapping.total_fields.limit", FIELDS_MAX);
    ObjectNode mappings = index.putObject("mappings");
    mappings.set("_meta", state);
    mappings.put("date_detection", false).put("numeric_detection", false);
    mappings.putObject("_source").put("enabled", false);
    ObjectNode properties = mappings.putObject("properties");
    properties.putObject(IndexLayout.ORDER).put("type", "keyword").put("index", false);
    properties.set(IndexedFields.ID, terms());
    properties.set(AssetDocuments.PRESENT, terms());
    ArrayNode templates = mappings.putArray("dynamic_templates");
    templates.add(template("t:*", cut("positions").put("position_increment_gap", GAP)));
    templates.add(template("w:*", cut("docs")));
    templates.add(template("k:*", terms()));
    templates.add(template("s:*", JSON.objectNode().put("type", "keyword")));
    templates.add(template("d:*", JSON.objectNode().put("type", "double")));
    templates.add(template("l:*", JSON.objectNode().put("type", "long")));
    index.putObject("aliases").putObject(alias);
    return index;
  }

  private static ObjectNode template(String names, ObjectNode mapping) {
    ObjectNode template = JSON.objectNode();
    template
        .putObject(names.substring(0, 1))
        .put("match", names)
        .put("match_mapping_type", "*")
        .set("mapping", mapping);
    return template;
  }

  private static ObjectNode cut(String kept) {
    return JSON.objectNode()
        .put("type", "text")
        .put("analyzer", "whitespace")
        .put("norms", false)
        .put("index_options", kept);
  }

  /** Whole terms, whose rareness counts for the relevance as that of words does. */
  private static ObjectNode terms() {
    return JSON.objectNode()
        .put("type", "text")
        .put("analyzer", "keyword")
        .put("norms", false)
        .put("index_options", "docs");
  }
}
