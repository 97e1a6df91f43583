package dev.carillon.server.assets.share;

import dev.carillon.server.assets.field.Dates;
import dev.carillon.server.assets.field.RelativeTime;
import dev.carillon.server.assets.folder.TreePath;
import dev.carillon.server.platform.http.Params;
import dev.carillon.server.platform.http.Problem;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Reads what a call wants of an auth key.
 *
 * @param zone in which a day ends
 * @param now the engine's time
 * @param asked tells what the fields of a query are
 */
record AuthKeyParams(Supplier<ZoneId> zone, LongSupplier now, QueriedFields asked) {

  /** Kept as they are given. */
  private static final List<String> OPTIONS =
      List.of(
          "importFolderPath",
          "notifyEmail",
          "query",
          "sort",
          "viewMode",
          "thumbnailFields",
          "listviewFields",
          "filmstripFields",
          "thumbnailZoomLevel",
          "listviewZoomLevel",
          "filmstripZoomLevel",
          "downloadPresetIds");

  /** What the fields of the query were when it was given; never a parameter. */
  static final String QUERY_FIELDS = "queryFields";

  private static final int SUBJECT_MAX = 500;
  private static final int TEXT_MAX = 10_000;
  private static final int ASSETS_MAX = 1000;

  /**
   * When the key ends: a day ends at its end. A plus that was sent as it is in a query string is a
   * space by now.
   *
   * @throws Problem 400 where it is no date, or past
   */
  long validUntil(Params params) {
    String text = params.required("validUntil").strip();
    long read =
        new Dates(zone)
            .read(text)
            .or(() -> fromNow(text.replace(' ', '+')))
            .orElseThrow(
                () ->
                    Problem.badField(
                        "validUntil",
                        text,
                        "a date such as 2026-12-31, 2026-12-31T18:00:00Z or NOW+1MONTH"));
    boolean day = text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    long until = day ? endOfDay(read) : read;
    if (until <= now.getAsLong()) {
      throw Problem.badField("validUntil", text, "in the future");
    }
    return until;
  }

  private Optional<Long> fromNow(String text) {
    return RelativeTime.read(text, Instant.ofEpochMilli(now.getAsLong()), zone.get())
        .filter(moment -> new Dates(zone).read(Long.toString(moment)).isPresent());
  }

  private long endOfDay(long start) {
    return Instant.ofEpochMilli(start).atZone(zone.get()).plusDays(1).toInstant().toEpochMilli()
        - 1;
  }

  /**
   * What a new key shares.
   *
   * @throws Problem 400
   */
  AuthKey.Terms terms(Params params) {
    List<String> assets = ids(params, "assetIds");
    List<String> containers = containers(params);
    AuthKey.Grants grants = grants(params, new AuthKey.Grants(false, false, false, false));
    boolean query = params.text("query").isPresent();
    if (assets.isEmpty() && containers.isEmpty() && !query && !grants.requestUpload()) {
      throw Problem.badRequest(
          "'assetIds', 'containerId' or 'query' is required, unless 'requestUpload' is true");
    }
    return new AuthKey.Terms(
        limited(params.required("subject"), "subject", SUBJECT_MAX),
        limited(params.text("description").orElse(""), "description", TEXT_MAX),
        assets,
        containers,
        grants,
        options(params, Map.of()));
  }

  /**
   * A key after a change. What a call does not say stays as it is, and so do the assets.
   *
   * @throws Problem 400
   */
  AuthKey changed(AuthKey key, Params params) {
    AuthKey.Terms before = key.terms();
    List<String> containers = containers(params);
    AuthKey.Terms terms =
        new AuthKey.Terms(
            limited(params.text("subject").orElse(before.subject()), "subject", SUBJECT_MAX),
            limited(
                params.text("description").orElse(before.description()), "description", TEXT_MAX),
            before.assetIds(),
            containers.isEmpty() ? before.containerIds() : containers,
            grants(params, before.grants()),
            options(params, before.options()));
    long until = params.text("validUntil").isPresent() ? validUntil(params) : key.validUntil();
    return new AuthKey(key.key(), key.owner(), key.createdAt(), until, key.state(), terms);
  }

  /** The ids in a comma list, each once. */
  static List<String> ids(Params params, String name) {
    List<String> ids = params.items(name);
    if (ids.size() > ASSETS_MAX) {
      throw Problem.badRequest("'" + name + "' holds more than " + ASSETS_MAX + " ids");
    }
    return ids;
  }

  private static List<String> containers(Params params) {
    List<String> all = new ArrayList<>(ids(params, "containerId"));
    all.addAll(ids(params, "containerIds"));
    return all.stream().distinct().toList();
  }

  private static AuthKey.Grants grants(Params params, AuthKey.Grants before) {
    boolean original = params.flag("downloadOriginal", before.downloadOriginal());
    return new AuthKey.Grants(
        original,
        params.flag("downloadPreview", before.downloadPreview()),
        params.flag("requestApproval", before.requestApproval()),
        params.flag("requestUpload", before.requestUpload()));
  }

  private Map<String, String> options(Params params, Map<String, String> before) {
    Map<String, String> options = new LinkedHashMap<>(before);
    for (String name : OPTIONS) {
      params.text(name).ifPresent(value -> options.put(name, limited(value, name, TEXT_MAX)));
    }
    Branding.read(params, options);
    params.text("query").ifPresent(query -> options.put(QUERY_FIELDS, asked.of(query)));
    params
        .text("notifyEmail")
        .ifPresent(
            list -> options.put("notifyEmail", String.join(", ", ReplyMails.addresses(list))));
    params
        .text("importFolderPath")
        .ifPresent(
            path ->
                options.put("importFolderPath", TreePath.parse("importFolderPath", path).text()));
    return options;
  }

  private static String limited(String text, String name, int max) {
    if (text.length() > max) {
      throw Problem.badField(name, text, "at most " + max + " characters long");
    }
    return text;
  }
}
