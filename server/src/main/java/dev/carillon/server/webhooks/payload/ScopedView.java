package dev.carillon.server.webhooks.payload;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Snapshot;
import dev.carillon.server.assets.event.AssetSnapshot;
import dev.carillon.server.assets.event.FieldChange;
import dev.carillon.server.assets.event.FileText;
import dev.carillon.server.assets.event.FolderSnapshot;
import dev.carillon.server.assets.field.Metadata;
import dev.carillon.server.assets.folder.TreePath;
import dev.carillon.server.assets.folder.UserPermissions;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * What a webhook with a scope makes of events. The viewer's permissions are asked anew for each.
 *
 * @param criteria whether folders and query cover an asset in a state, at the event's time
 */
record ScopedView(
    AssetScope scope, AssetViewers viewers, BiPredicate<AssetSnapshot, Instant> criteria) {

  /** Whether nothing is seen because there is no such viewer, or the user is disabled. */
  boolean viewerGone() {
    return viewers.permissions(scope.viewer()).isEmpty();
  }

  /** What it makes of this event; the fields that must have changed are not asked for here. */
  FilterVerdict of(Event event) {
    if (event.snapshot() instanceof OperationalSnapshot operational) {
      // about no asset, and those about webhooks are made where nothing may be read
      return FilterVerdict.of(true, operational);
    }
    Optional<UserPermissions> found = viewers.permissions(scope.viewer());
    if (found.isEmpty()) {
      return FilterVerdict.HIDDEN;
    }
    UserPermissions permissions = found.get();
    return switch (event.snapshot()) {
      case AssetSnapshot asset -> ofAsset(event, asset, AssetStates.of(event, asset), permissions);
      case CustomEventSnapshot custom -> ofCustom(event, custom, permissions);
      case FolderSnapshot folder ->
          FilterVerdict.of(permissions.sees(new TreePath(folder.folderPath())), event.snapshot());
      // what an auth key opens is not for all who may see its assets
      default -> FilterVerdict.of(permissions.everything(), event.snapshot());
    };
  }

  /** What it makes of this event of an asset, which was and is in these states. */
  FilterVerdict of(Event event, AssetStates states) {
    return viewers
        .permissions(scope.viewer())
        .map(seen -> ofAsset(event, (AssetSnapshot) event.snapshot(), states, seen))
        .orElse(FilterVerdict.HIDDEN);
  }

  private FilterVerdict ofCustom(
      Event event, CustomEventSnapshot custom, UserPermissions permissions) {
    return switch (custom.subject()) {
      case EventSubject.OfAsset(AssetSnapshot asset) -> {
        FilterVerdict verdict = ofAsset(event, asset, AssetStates.of(event, asset), permissions);
        yield new FilterVerdict(
            verdict.wanted(),
            verdict.sight(),
            verdict.change(),
            verdict.shown().map(seen -> custom.about((AssetSnapshot) seen)));
      }
      case EventSubject.OfFolder(FolderSnapshot folder) ->
          FilterVerdict.of(permissions.sees(new TreePath(folder.folderPath())), custom);
      // no permission in a folder says who may hear of it
      case EventSubject.OfOther _ -> FilterVerdict.of(permissions.everything(), custom);
    };
  }

  private FilterVerdict ofAsset(
      Event event, AssetSnapshot asset, AssetStates states, UserPermissions permissions) {
    Optional<AssetSnapshot> before = states.before().flatMap(state -> seen(state, permissions));
    Optional<AssetSnapshot> after = states.after().flatMap(state -> seen(state, permissions));
    FilterVerdict.Sight sight = new FilterVerdict.Sight(before.isPresent(), after.isPresent());
    if (!scope.asksChanges()) {
      Optional<Snapshot> shown = shown(asset, states, before, after, "");
      boolean wanted = shown.isPresent() && anyMatches(event, asset, before, after);
      return new FilterVerdict(wanted, sight, Optional.empty(), shown);
    }
    Optional<FilterChange> change =
        FilterChange.of(matches(before, event.time()), matches(after, event.time()));
    String name = change.map(FilterChange::text).orElse("");
    Optional<Snapshot> shown = shown(asset, states, before, after, name);
    boolean wanted = shown.isPresent() && change.filter(scope.changes()::contains).isPresent();
    return new FilterVerdict(wanted, sight, change, shown);
  }

  private boolean matches(Optional<AssetSnapshot> state, Instant time) {
    return state.filter(seen -> criteria.test(seen, time)).isPresent();
  }

  /** As the payload shows it, in one of the places that are seen. */
  private boolean anyMatches(
      Event event,
      AssetSnapshot asset,
      Optional<AssetSnapshot> before,
      Optional<AssetSnapshot> after) {
    Set<String> places = new LinkedHashSet<>();
    after.ifPresent(state -> places.addAll(state.folders()));
    before.ifPresent(state -> places.addAll(state.folders()));
    FileText text = after.or(() -> before).map(AssetSnapshot::text).orElse(FileText.NONE);
    return criteria.test(
        with(asset, asset.changed(), places, text, asset.filterChange()), event.time());
  }

  /** A state as the viewer sees it: without the words of a file that may not be read. */
  private static Optional<AssetSnapshot> seen(AssetSnapshot state, UserPermissions permissions) {
    TreePath place = new TreePath(AssetStates.placeAfter(state));
    if (!permissions.sees(place)) {
      return Optional.empty();
    }
    boolean reads = permissions.at(place).reads();
    return Optional.of(
        with(
            state,
            state.changed(),
            state.folders(),
            reads ? state.text() : FileText.NONE,
            state.filterChange()));
  }

  /**
   * What the payload is rendered from. What the viewer saw until it was moved out of sight is shown
   * as it was seen last, as if it were removed, and only where that is asked for; of what came into
   * sight nothing is shown that was there before.
   */
  private Optional<Snapshot> shown(
      AssetSnapshot asset,
      AssetStates states,
      Optional<AssetSnapshot> before,
      Optional<AssetSnapshot> after,
      String name) {
    if (states.after().isEmpty()) {
      return before.map(last -> with(asset, asset.changed(), asset.folders(), last.text(), name));
    }
    if (after.isEmpty()) {
      return scope.asksChanges() ? before.map(last -> left(last, name)) : Optional.empty();
    }
    boolean hidden = states.before().isPresent() && before.isEmpty();
    return after.map(
        now ->
            with(
                asset,
                hidden ? withoutOld(asset.changed()) : asset.changed(),
                hidden ? now.folders() : asset.folders(),
                now.text(),
                name));
  }

  /** An asset that was moved out of sight: who moved it, and when, is not seen any more either. */
  static AssetSnapshot left(AssetSnapshot last, String filterChange) {
    Map<String, Object> values = new LinkedHashMap<>(last.metadata().asMap());
    values.remove("assetModified");
    values.remove("assetModifier");
    return new AssetSnapshot(
        last.assetId(),
        Metadata.of(values),
        Map.of(),
        Set.of(AssetStates.placeAfter(last)),
        last.text(),
        last.rendering(),
        Map.of(),
        filterChange);
  }

  private static Map<String, FieldChange> withoutOld(Map<String, FieldChange> changes) {
    Map<String, FieldChange> without = new LinkedHashMap<>();
    changes.forEach(
        (name, change) -> {
          if (change.newValue() != null) {
            without.put(name, new FieldChange(null, change.newValue()));
          }
        });
    return Collections.unmodifiableMap(without);
  }

  private static AssetSnapshot with(
      AssetSnapshot asset,
      Map<String, FieldChange> changed,
      Set<String> folders,
      FileText text,
      String filterChange) {
    return new AssetSnapshot(
        asset.assetId(),
        asset.metadata(),
        changed,
        folders,
        text,
        asset.rendering(),
        Map.of(),
        filterChange);
  }
}
