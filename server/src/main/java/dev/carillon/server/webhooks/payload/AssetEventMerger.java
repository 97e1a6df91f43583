package dev.carillon.server.webhooks.payload;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Journal.Recorded;
import dev.carillon.hooks.event.Snapshot;
import dev.carillon.hooks.event.SnapshotReader;
import dev.carillon.hooks.webhook.EventFilter;
import dev.carillon.hooks.webhook.EventMerger;
import dev.carillon.hooks.webhook.Webhook;
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
 *
 * <p>A webhook with a scope is shown what one event would show that had done all at once; where it
 * would not get that one, nothing is sent ({@link MergedView}). {@code Debouncer} of {@code
 * hooks-jdbc} calls this once a subject's quiet time is over.
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

  /** The permissions of a viewer may have changed while an event was held. */
  @Override
  public boolean asksOfOne(Webhook.Subscription subscription) {
    return subscription.filter() instanceof AssetFilter filter
        && !filter.criteria().scope().viewer().unrestricted();
  }

  @Override
  public Optional<Merged> merge(List<Recorded> events, Webhook.Subscription subscription) {
    if (events.size() == 1) {
      MergedView view = view(events, subscription.filter());
      Event only = view.events().getFirst();
      return view.only().map(shown -> new Merged(0, shown.render(only, subscription.projection())));
    }
    boolean created = CREATED.contains(events.getFirst().type());
    int last = events.size() - 1;
    EventType lastType = events.get(last).type();
    boolean removed = lastType.equals(EventTypes.ASSET_REMOVE);
    if (created && removed) {
      return Optional.empty();
    }
    MergedView view = view(events, subscription.filter());
    boolean scoped = view.scoped();
    if (removed || (lastType.equals(EventTypes.ASSET_PROMOTE) && !created && !scoped)) {
      return view.lastIsSent() ? Optional.of(new Merged(last, null)) : Optional.empty();
    }
    Map<String, FieldChange> changed = inOrder(view.changed());
    int carrier = created ? 0 : changed.isEmpty() ? lastPromotion(events) : last;
    if (carrier < 0) {
      return Optional.empty();
    }
    // as if all had happened with the last one
    Event of = view.events().get(carrier);
    Event event =
        new Event(of.id(), of.type(), of.subject(), events.getLast().time(), view.whole(changed));
    return view.shown(event)
        .map(shown -> new Merged(carrier, shown.render(event, subscription.projection())));
  }

  private MergedView view(List<Recorded> recorded, EventFilter filter) {
    List<Event> events = new ArrayList<>();
    for (Recorded one : recorded) {
      Snapshot snapshot = snapshots.read(one.type(), one.snapshot());
      events.add(new Event(one.id(), one.type(), one.subject(), one.time(), snapshot));
    }
    return MergedView.of(events, filter);
  }

  private static int lastPromotion(List<Recorded> events) {
    for (int i = events.size() - 1; i >= 0; i--) {
      if (events.get(i).type().equals(EventTypes.ASSET_PROMOTE)) {
        return i;
      }
    }
    return -1;
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
