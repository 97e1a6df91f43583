package dev.carillon.server.webhooks.payload;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Snapshot;
import dev.carillon.hooks.webhook.EventFilter;
import dev.carillon.server.assets.event.AssetSnapshot;
import dev.carillon.server.assets.event.FieldChange;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a webhook is shown of several events of one asset: the change from the state before the
 * first one to the state after the last one. States in between may have been out of the viewer's
 * sight, so no value is taken from them.
 *
 * @param states before the first event and after the last one
 */
record MergedView(List<Event> events, AssetStates states, EventFilter filter) {

  static MergedView of(List<Event> events, EventFilter filter) {
    return new MergedView(
        events,
        new AssetStates(states(events.getFirst()).before(), states(events.getLast()).after()),
        filter);
  }

  private static AssetStates states(Event event) {
    return AssetStates.of(event, asset(event));
  }

  private static AssetSnapshot asset(Event event) {
    return (AssetSnapshot) event.snapshot();
  }

  /** Whether the webhook asks what a change is to its filter, or is on behalf of a viewer. */
  boolean scoped() {
    return scope().filter(scope -> !scope.equals(AssetScope.ALL)).isPresent();
  }

  private Optional<AssetScope> scope() {
    return filter instanceof AssetFilter asset
        ? Optional.of(asset.criteria().scope())
        : Optional.empty();
  }

  /**
   * Whether the webhook gets the last event as it is. One without changes in its scope may not have
   * been told that the asset was out of sight: so it gets the removal of what it saw last.
   */
  boolean lastIsSent() {
    Event last = events.getLast();
    return asksChanges() ? wanted(verdict(last)) : filter.shown(last).isPresent();
  }

  /** What may be seen now of the only event; empty where it is not sent. */
  Optional<Snapshot> only() {
    return lastIsSent() ? filter.shown(events.getFirst()) : Optional.empty();
  }

  private boolean asksChanges() {
    return scope().filter(AssetScope::asksChanges).isPresent();
  }

  /** The fields that have another value after the last event than before the first one. */
  Map<String, FieldChange> changed() {
    Set<String> names = new LinkedHashSet<>();
    for (Event event : events) {
      names.addAll(asset(event).changed().keySet());
      names.addAll(asset(event).untold().keySet());
    }
    Map<String, FieldChange> changed = new LinkedHashMap<>();
    for (String name : names) {
      @Nullable Object before = value(states.before(), name);
      @Nullable Object after = value(states.after(), name);
      if (!Objects.equals(before, after)) {
        changed.put(name, new FieldChange(before, after));
      }
    }
    return changed;
  }

  private static @Nullable Object value(Optional<AssetSnapshot> state, String name) {
    return state.isEmpty() ? null : state.get().metadata().asMap().get(name);
  }

  /** The last state, with these changes, where it is and where it was before the first event. */
  AssetSnapshot whole(Map<String, FieldChange> changed) {
    AssetSnapshot last = asset(events.getLast());
    Set<String> places = new LinkedHashSet<>();
    places.add(AssetStates.placeAfter(last));
    states.before().map(AssetStates::placeAfter).ifPresent(places::add);
    return new AssetSnapshot(
        last.assetId(), last.metadata(), changed, places, last.text(), last.rendering());
  }

  /** What is shown of an event that does all at once; empty where it is not sent. */
  Optional<Snapshot> shown(Event whole) {
    if (!(filter instanceof AssetFilter) || !scoped()) {
      return filter.shown(whole);
    }
    FilterVerdict verdict = verdict(whole);
    if (!wanted(verdict)) {
      return Optional.empty();
    }
    boolean movedOutOfSight = !verdict.sight().after();
    return movedOutOfSight ? seenLast().or(verdict::shown) : verdict.shown();
  }

  private FilterVerdict verdict(Event whole) {
    return ((AssetFilter) filter).verdict(whole, states);
  }

  /** Fields that must have changed are not asked for: they did in one of the events. */
  private boolean wanted(FilterVerdict verdict) {
    return verdict.shown().isPresent()
        && (!asksChanges()
            || verdict.change().filter(scope().orElseThrow().changes()::contains).isPresent());
  }

  /** The asset as the last event of which something is shown left it. */
  private Optional<Snapshot> seenLast() {
    for (Event event : events.reversed()) {
      Optional<Snapshot> shown = filter.shown(event);
      if (shown.isPresent()) {
        return Optional.of(ScopedView.left((AssetSnapshot) shown.get(), FilterChange.LEFT.text()));
      }
    }
    return Optional.empty();
  }
}
