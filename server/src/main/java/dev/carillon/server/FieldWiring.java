package dev.carillon.server;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.server.assets.UndeclaredNameRows;
import dev.carillon.server.assets.field.CustomFields;
import dev.carillon.server.assets.field.DisplayFormats;
import dev.carillon.server.assets.field.LibraryFields;
import dev.carillon.server.assets.search.index.QueryFilters;
import dev.carillon.server.assets.search.query.QueryLanguage;
import dev.carillon.server.operations.health.Check;
import dev.carillon.server.platform.config.ClusterSettings;
import dev.carillon.server.webhooks.payload.AssetEventMerger;
import dev.carillon.server.webhooks.payload.AssetFilterReader;
import dev.carillon.server.webhooks.payload.AssetViewers;
import dev.carillon.server.webhooks.payload.JsonPayloadRenderer;
import dev.carillon.server.webhooks.payload.SearchQuery;
import dev.carillon.server.webhooks.template.PayloadTemplates;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Supplier;

/**
 * The fields of the library, and what follows from them.
 *
 * @param timeZone in which dates are shown, and read where they say none
 * @param queries the language of queries about fields
 * @param filters the same queries, as filters of webhooks
 * @param payloads renders what webhooks are sent
 * @param merger makes one event of those that webhooks debounce
 * @param templates runs the templates of webhooks
 */
record FieldWiring(
    LibraryFields fields,
    Supplier<ZoneId> timeZone,
    QueryLanguage queries,
    AssetFilterReader filters,
    JsonPayloadRenderer payloads,
    AssetEventMerger merger,
    PayloadTemplates templates) {

  /**
   * With the fields that ship and those of an administrator's file.
   *
   * @param templates of webhooks
   */
  static FieldWiring open(
      Path own, Supplier<ClusterSettings> settings, PayloadTemplates templates) {
    Supplier<ZoneId> timeZone = () -> settings.get().timeZone();
    LibraryFields fields =
        new LibraryFields(CustomFields.open(own), () -> settings.get().refusesUnknownFields());
    QueryLanguage queries = new QueryLanguage(fields, timeZone);
    JsonPayloadRenderer payloads =
        new JsonPayloadRenderer(fields, new DisplayFormats(timeZone), templates);
    return new FieldWiring(
        fields,
        timeZone,
        queries,
        SearchQuery.filters(new QueryFilters(queries), new AssetViewers()),
        payloads,
        new AssetEventMerger(fields, payloads),
        templates);
  }

  /** Keeps undeclared names in the database. */
  void keepIn(Database database, InstantSource clock) {
    fields.keepIn(new UndeclaredNameRows(database, clock));
  }

  /** How many names are fields without being declared, and whether templates work. */
  List<Check> checks() {
    List<String> complaints = templates.complaints();
    return List.of(
        names(),
        complaints.isEmpty()
            ? Check.up("templates", "No template of a webhook failed within the last hour")
            : Check.degraded("templates", String.join(". ", complaints)));
  }

  private Check names() {
    int count = fields.undeclared(false);
    int custom = fields.undeclared(true);
    int most = LibraryFields.UNDECLARED_MAX;
    String detail =
        ("%,d of %,d names, and %,d of %,d that begin with cf_, are fields without a"
                + " line in config/fields.csv")
            .formatted(count, most, custom, most);
    return count < most && custom < most
        ? Check.up("fields", detail)
        : Check.degraded("fields", detail + ": requests with further names are rejected");
  }
}
