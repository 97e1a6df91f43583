package dev.carillon.server.webhooks.payload;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Snapshot;
import dev.carillon.hooks.webhook.EventFilter;
import dev.carillon.hooks.webhook.FilterKey;
import dev.carillon.server.assets.event.AssetSnapshot;
import dev.carillon.server.assets.search.index.QueryVerdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Asks asset events for changed fields, folders and a query, for what the change is to these, and
 * for what the webhook's viewer may see; events of folders and auth keys are asked for the viewer
 * only. Events of custom types about an asset are asked as those of assets are, but not for changed
 * fields. Filters with equal criteria are equal.
 */
public final class AssetFilter implements EventFilter {

  private static final FilterKey.Dimension CHANGED_FIELDS =
      event -> changedAsset(event).map(asset -> asset.changed().keySet());

  private static final FilterKey.Dimension FOLDERS =
      event -> asset(event).map(asset -> aboveAll(asset.folders()));

  private final AssetCriteria criteria;
  private final List<String> folders;
  private final AssetQuery query;
  private final ScopedView view;

  /**
   * A filter.
   *
   * @param query what the criteria's query was compiled to
   */
  AssetFilter(AssetCriteria criteria, AssetQuery query, AssetViewers viewers) {
    this.criteria = criteria;
    this.folders = criteria.folders().stream().map(AssetFilter::normal).toList();
    this.query = query;
    this.view = new ScopedView(criteria.scope(), viewers, this::covers);
  }

  /** What was asked for. */
  public AssetCriteria criteria() {
    return criteria;
  }

  /** The fields that the query names although they do not exist: they match nothing. */
  public Set<String> unknownFields() {
    return query.unknownFields();
  }

  /** Why the query lets no asset through, where it cannot be read any more; else empty. */
  public String complaint() {
    return query.complaint();
  }

  /** Whether there is no such viewer any more, or the user is disabled: so nothing is sent. */
  public boolean viewerGone() {
    return view.viewerGone();
  }

  @Override
  public boolean matches(Event event) {
    if (!criteria.scope().equals(AssetScope.ALL)) {
      return triggered(event) && view.of(event).wanted();
    }
    return triggered(event) && asset(event).filter(asset -> !covers(asset, event.time())).isEmpty();
  }

  @Override
  public Optional<Snapshot> shown(Event event) {
    Optional<Snapshot> shown =
        criteria.scope().equals(AssetScope.ALL)
            ? Optional.of(event.snapshot())
            : view.of(event).shown();
    Optional<Integer> version = criteria.versions().of(event.type());
    return version.isEmpty() ? shown : shown.map(snapshot -> at(version.get(), snapshot));
  }

  private static Snapshot at(int version, Snapshot snapshot) {
    return snapshot instanceof CustomEventSnapshot custom ? custom.at(version) : snapshot;
  }

  /**
   * What this filter finds out about an event, for people who ask why a webhook gets it or not: how
   * the change is to folders and query, and whether the viewer sees the asset in both states.
   */
  public FilterVerdict verdict(Event event) {
    return view.of(event);
  }

  /** The same of an event between these states. */
  FilterVerdict verdict(Event event, AssetStates states) {
    return view.of(event, states);
  }

  /** Whether one of the trigger fields changed, or none is asked for. */
  public boolean triggeredBy(AssetSnapshot asset) {
    return triggeredBy(asset.changed().keySet());
  }

  /** Whether the asset is in one of the folders, or none is asked for. */
  public boolean within(AssetSnapshot asset) {
    return within(asset.folders());
  }

  /**
   * Whether the query finds the asset.
   *
   * @param now what {@code NOW} means in the query
   */
  public boolean found(AssetSnapshot asset, Instant now) {
    return query.matches(asset, now);
  }

  /** What each part of the query finds of the asset; empty where there is no query to show. */
  public Optional<QueryVerdict> explained(AssetSnapshot asset, Instant now) {
    return query.explained(asset, now);
  }

  @Override
  public List<FilterKey> needs() {
    List<FilterKey> needs = new ArrayList<>(needsOfQuery());
    if (!folders.isEmpty()) {
      needs.add(new FilterKey(FOLDERS, Set.copyOf(folders)));
    }
    if (!criteria.triggerFields().isEmpty()) {
      needs.add(new FilterKey(CHANGED_FIELDS, Set.copyOf(criteria.triggerFields())));
    }
    return needs;
  }

  /** For {@code LEFT} the query matches the state before the change, else the state shown. */
  private List<FilterKey> needsOfQuery() {
    List<FilterChange> changes = criteria.scope().changes();
    if (!changes.contains(FilterChange.LEFT)) {
      return query.needs();
    }
    return changes.size() == 1 ? query.needsBefore() : query.needsEither();
  }

  /** The asset that an event is about, one of a custom type too. */
  public static Optional<AssetSnapshot> asset(Event event) {
    return asset(event.snapshot());
  }

  /** The asset that a snapshot shows. */
  public static Optional<AssetSnapshot> asset(Snapshot snapshot) {
    return switch (snapshot) {
      case AssetSnapshot asset -> Optional.of(asset);
      case CustomEventSnapshot custom -> custom.asset();
      default -> Optional.empty();
    };
  }

  /** The places and all folders that they lie in, up to the root. */
  private static Set<String> aboveAll(Set<String> places) {
    Set<String> above = new HashSet<>(Set.of("/"));
    for (String place : places) {
      String folder = normal(place);
      above.add(folder);
      for (int slash = folder.lastIndexOf('/');
          slash > 0;
          slash = folder.lastIndexOf('/', slash - 1)) {
        above.add(folder.substring(0, slash));
      }
    }
    return above;
  }

  /** The asset whose change an event is. Events of custom types are about no change. */
  private static Optional<AssetSnapshot> changedAsset(Event event) {
    return event.snapshot() instanceof AssetSnapshot asset ? Optional.of(asset) : Optional.empty();
  }

  private boolean triggered(Event event) {
    return !(event.snapshot() instanceof AssetSnapshot asset)
        || triggeredBy(asset.changed().keySet());
  }

  private boolean triggeredBy(Set<String> changed) {
    List<String> wanted = criteria.triggerFields();
    return wanted.isEmpty() || wanted.stream().anyMatch(changed::contains);
  }

  /** Whether an asset that is or was in these places is in the folders, and the query finds it. */
  private boolean covers(AssetSnapshot asset, Instant time) {
    return within(asset.folders()) && query.matches(asset, time);
  }

  private boolean within(Set<String> places) {
    return folders.isEmpty() || places.stream().map(AssetFilter::normal).anyMatch(this::covers);
  }

  /** Whether a place, written with a slash in front, is one of the folders or below one. */
  public boolean covers(String place) {
    for (String folder : folders) {
      if (place.equals(folder) || place.startsWith(folder.endsWith("/") ? folder : folder + "/")) {
        return true;
      }
    }
    return false;
  }

  /** With a slash in front and none behind; the root is {@code /}. */
  private static String normal(String folder) {
    int end = folder.length();
    while (end > 0 && folder.charAt(end - 1) == '/') {
      end--;
    }
    String trimmed = folder.substring(0, end);
    return trimmed.startsWith("/") ? trimmed : "/" + trimmed;
  }

  @Override
  public String text() {
    return criteria.text();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AssetFilter that && criteria.equals(that.criteria);
  }

  @Override
  public int hashCode() {
    return criteria.hashCode();
  }

  @Override
  public String toString() {
    return "AssetFilter[" + text() + "]";
  }
}
