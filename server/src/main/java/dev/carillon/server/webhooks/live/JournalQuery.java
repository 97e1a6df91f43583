package dev.carillon.server.webhooks.live;

import dev.carillon.hooks.delivery.DeliveryFilter.Span;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Journal.Recorded;
import dev.carillon.hooks.event.Journal.Wanted;
import dev.carillon.hooks.event.SnapshotReader;
import dev.carillon.hooks.webhook.EventFilter;
import dev.carillon.server.assets.event.AssetSnapshot;
import dev.carillon.server.assets.event.FolderSnapshot;
import dev.carillon.server.platform.http.Params;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.request.TimeText;
import dev.carillon.server.webhooks.deliverylog.DeliveryFilterReader;
import dev.carillon.server.webhooks.payload.AssetCriteria;
import dev.carillon.server.webhooks.payload.AssetCriteria.WildcardSelection;
import dev.carillon.server.webhooks.payload.AssetFilter;
import dev.carillon.server.webhooks.payload.AssetFilterReader;
import dev.carillon.server.webhooks.payload.CustomEventSnapshot;
import dev.carillon.server.webhooks.payload.EventSubject;
import java.util.List;

/**
 * Which events of the journal a caller wants.
 *
 * @param wanted by type and subject: what the store finds
 * @param filter folder and query, as a webhook has them; {@link EventFilter#ALL} = neither
 * @param folder the folder, in or below which the event is; empty = anywhere
 * @param byQuery whether there is a query: then only events about assets are wanted
 * @param time when it was recorded
 * @param full whether payloads have all fields
 */
record JournalQuery(
    Wanted wanted, EventFilter filter, String folder, boolean byQuery, Span time, boolean full) {

  private static final int SUBJECT_MAX = 200;
  private static final int FOLDER_MAX = 1_000;
  private static final int QUERY_MAX = 10_000;

  /**
   * Reads {@code type}, {@code asset}, {@code folder}, {@code query}, {@code from}, {@code to} and
   * {@code payload}.
   *
   * @param filters compiles folder and query as it does for webhooks
   * @throws Problem 400 naming the parameter that is wrong
   */
  static JournalQuery of(Params params, AssetFilterReader filters) {
    String subject = bounded(params, "asset", SUBJECT_MAX);
    Wanted wanted =
        new Wanted(DeliveryFilterReader.types("type", params.text("type").orElse("")), subject);
    String folder = bounded(params, "folder", FOLDER_MAX);
    String query = bounded(params, "query", QUERY_MAX);
    Span time = TimeText.span(params.text("from").orElse(""), params.text("to").orElse(""));
    return new JournalQuery(
        wanted,
        filter(folder, query, filters),
        folder,
        !query.isBlank(),
        time,
        params.text("payload").orElse("").equals("full"));
  }

  private static EventFilter filter(String folder, String query, AssetFilterReader filters) {
    List<String> folders = folder.isEmpty() ? List.of() : List.of(folder);
    try {
      return filters.compile(new AssetCriteria(List.of(), folders, query, WildcardSelection.UNSET));
    } catch (IllegalArgumentException malformed) {
      throw Problem.badField("query", query, "a query that can be read: " + malformed.getMessage());
    }
  }

  private static String bounded(Params params, String key, int max) {
    String text = params.text(key).orElse("");
    if (text.length() > max) {
      throw Problem.badField(key, text.substring(0, 100) + "…", "at most " + max + " characters");
    }
    return text;
  }

  /** Whether events are looked at here, beyond what the store finds. */
  boolean looksAtEach() {
    return looksInside() || !time.equals(Span.ALWAYS);
  }

  /** Whether what is stored of an event is read to decide. */
  private boolean looksInside() {
    return filter instanceof AssetFilter;
  }

  /** Whether an event that the store found is wanted; one whose stored form is unknown is not. */
  boolean matches(Recorded event, SnapshotReader snapshots) {
    if (event.time().isBefore(time.from()) || !event.time().isBefore(time.to())) {
      return false;
    }
    if (!looksInside()) {
      return true;
    }
    try {
      Event whole =
          new Event(
              event.id(),
              event.type(),
              event.subject(),
              event.time(),
              snapshots.read(event.type(), event.snapshot()));
      return switch (whole.snapshot()) {
        case AssetSnapshot _ -> filter.matches(whole);
        case FolderSnapshot of -> matches(of);
        case CustomEventSnapshot custom ->
            switch (custom.subject()) {
              case EventSubject.OfAsset _ -> filter.matches(whole);
              case EventSubject.OfFolder(var of) -> matches(of);
              case EventSubject.OfOther _ -> false;
            };
        default -> false;
      };
    } catch (IllegalArgumentException unreadable) {
      return false;
    }
  }

  private boolean matches(FolderSnapshot of) {
    return !byQuery && ((AssetFilter) filter).covers(of.folderPath());
  }
}
