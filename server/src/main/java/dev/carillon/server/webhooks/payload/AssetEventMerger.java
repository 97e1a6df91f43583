package dev.carillon.server.webhooks.payload;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Journal.Recorded;
import dev.carillon.hooks.event.Snapshot;
import dev.carillon.hooks.event.SnapshotReader;
import dev.carillon.hooks.webhook.EventMerger;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.server.assets.event.AssetSnapshot;
import dev.carillon.server.assets.event.EventTypes;
import dev.carillon.server.assets.event.FieldChange;
import dev.carillon.server.assets.event.PayloadRenderer;
import dev.carillon.server.assets.field.Field;
import dev.carillon.server.assets.field.FieldRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes one event of several of one asset: its fields as they are after the last one, and what
 * changed from before the first one until then. The type follows from those of the events:
 *
 * <table>
 *   <caption>Which event stands for all</caption>
 *   <tr><th>first</th><th>last</th><th>what is sent</th></tr>
 *   <tr><td>created</td><td>removed</td><td>nothing</td></tr>
 *   <tr><td>any other</td><td>removed</td><td>the last one</td></tr>
 *   <tr><td>created</td><td>any other</td><td>the first one, with the last state</td></tr>
 *   <tr><td>any other</td><td>any other</td><td>the last one; nothing if no field has another
 *       value than before the first, unless a version was promoted: then the promotion</td></tr>
 * </table>
 */
public final class AssetEventMerger implements EventMerger {

  private static final Set<EventType> CREATED =
      Set.of(
          EventTypes.ASSET_CREATE,
          EventTypes.ASSET_CREATE_BY_COPY,
          EventTypes.ASSET_CREATE_FROM_FILESTORE_RESCUE,
          EventTypes.ASSET_CREATE_FROM_VERSION);

  private final FieldRegistry fields;
  private final PayloadRenderer rendering;
  private volatile SnapshotReader snapshots;

  /**
   * Merges events of assets.
   *
   * @param fields in whose order changes are shown
   */
  public AssetEventMerger(FieldRegistry fields, PayloadRenderer rendering) {
    this.fields = fields;
    this.rendering = rendering;
    this.snapshots = new Snapshots(rendering, Snapshots.FileTexts.NONE);
  }

  /** Files can be read from now on; before, none has words. */
  public void opened(Snapshots.FileTexts texts) {
    snapshots = new Snapshots(rendering, texts);
  }

  @Override
  public Optional<Merged> merge(List<Recorded> events, Webhook.Subscription subscription) {
    boolean created = CREATED.contains(events.getFirst().type());
    int last = events.size() - 1;
    if (events.get(last).type().equals(EventTypes.ASSET_REMOVE)) {
      return created ? Optional.empty() : Optional.of(new Merged(last, null));
    }
    List<AssetSnapshot> states = new ArrayList<>();
    for (Recorded event : events) {
      states.add((AssetSnapshot) snapshots.read(event.type(), event.snapshot()));
    }
    Map<String, FieldChange> changed = changed(states);
    if (created) {
      return merged(events, 0, states.getLast(), changed, subscription);
    }
    if (events.get(last).type().equals(EventTypes.ASSET_PROMOTE)) {
      return Optional.of(new Merged(last, null));
    }
    if (changed.isEmpty()) {
      int promoted = lastPromotion(events);
      return promoted < 0
          ? Optional.empty()
          : merged(events, promoted, states.getLast(), changed, subscription);
    }
    return merged(events, last, states.getLast(), changed, subscription);
  }

  private static int lastPromotion(List<Recorded> events) {
    for (int i = events.size() - 1; i >= 0; i--) {
      if (events.get(i).type().equals(EventTypes.ASSET_PROMOTE)) {
        return i;
      }
    }
    return -1;
  }

  /** The carrier as if all had happened with the last one, as the webhook is shown it. */
  private static Optional<Merged> merged(
      List<Recorded> events,
      int carrier,
      AssetSnapshot last,
      Map<String, FieldChange> changed,
      Webhook.Subscription subscription) {
    AssetSnapshot state =
        new AssetSnapshot(
            last.assetId(),
            last.metadata(),
            changed,
            last.folders(),
            last.text(),
            last.rendering());
    Recorded of = events.get(carrier);
    Event event = new Event(of.id(), of.type(), of.subject(), events.getLast().time(), state);
    Optional<Snapshot> shown = subscription.filter().shown(event);
    return shown.map(one -> new Merged(carrier, one.render(event, subscription.projection())));
  }

  /** From the first old value to the last new one, without fields that end where they began. */
  private Map<String, FieldChange> changed(List<AssetSnapshot> states) {
    Map<String, FieldChange> all = new LinkedHashMap<>();
    for (AssetSnapshot state : states) {
      span(all, state.changed());
      span(all, state.untold());
    }
    all.values().removeIf(change -> Objects.equals(change.oldValue(), change.newValue()));
    return inOrder(all);
  }

  private static void span(Map<String, FieldChange> all, Map<String, FieldChange> later) {
    later.forEach(
        (field, change) -> {
          FieldChange before = all.get(field);
          @Nullable Object old = before == null ? change.oldValue() : before.oldValue();
          all.put(field, new FieldChange(old, change.newValue()));
        });
  }

  private Map<String, FieldChange> inOrder(Map<String, FieldChange> changed) {
    Map<String, Integer> places = new HashMap<>();
    for (Field field : fields.all()) {
      places.put(field.name(), places.size());
    }
    List<String> names = new ArrayList<>(changed.keySet());
    names.sort(
        (one, other) ->
            Integer.compare(
                places.getOrDefault(one, Integer.MAX_VALUE),
                places.getOrDefault(other, Integer.MAX_VALUE)));
    Map<String, FieldChange> sorted = new LinkedHashMap<>();
    for (String name : names) {
      sorted.put(name, Objects.requireNonNull(changed.get(name), name));
    }
    return sorted;
  }
}
