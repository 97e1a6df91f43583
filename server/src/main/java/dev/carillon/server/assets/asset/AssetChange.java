package dev.carillon.server.assets.asset;

import dev.carillon.hooks.event.EventType;
import dev.carillon.server.assets.event.EventTypes;
import dev.carillon.server.assets.event.FieldChange;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Step ①: what one change does to one asset, decided before anything is written. {@link AssetRules}
 * makes them, {@link AssetStore} writes them, each becomes one event.
 */
public sealed interface AssetChange {

  /** What the event is called. */
  EventType type();

  /** The asset as the event shows it: after the change, or its last state before a removal. */
  Asset shown();

  /** The fields whose values differ, in the registry's order. */
  default Map<String, FieldChange> changed() {
    return Map.of();
  }

  /** Fields that changed too but are not listed in the payload, as those of a promoted version. */
  default Map<String, FieldChange> untold() {
    return Map.of();
  }

  /** The folders it is in, then those that it was in before. */
  default Set<String> folders() {
    return Set.of(shown().path().parent().text());
  }

  /**
   * An asset that was not there before.
   *
   * @param source of which it is a copy; null where it is no copy
   * @param changed every field that got a value, with no old one
   */
  record Created(
      EventType type, Asset after, @Nullable Asset source, Map<String, FieldChange> changed)
      implements AssetChange {
    public Created {
      changed = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(changed));
    }

    @Override
    public Asset shown() {
      return after;
    }
  }

  /**
   * An asset that is different afterwards.
   *
   * @param untold fields that changed too, but are not listed in the payload
   */
  record Updated(
      EventType type,
      Asset before,
      Asset after,
      Map<String, FieldChange> changed,
      Map<String, FieldChange> untold)
      implements AssetChange {

    public Updated {
      changed = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(changed));
      untold = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(untold));
    }

    /** An update whose payload lists every changed field. */
    public Updated(EventType type, Asset before, Asset after, Map<String, FieldChange> changed) {
      this(type, before, after, changed, Map.of());
    }

    @Override
    public Asset shown() {
      return after;
    }

    @Override
    public Set<String> folders() {
      Set<String> both = new LinkedHashSet<>();
      both.add(after.path().parent().text());
      both.add(before.path().parent().text());
      return both;
    }
  }

  /**
   * An asset that comes back from the trash, with its id and its versions.
   *
   * @param changed every field that has a value, with no old one, as of a new asset
   */
  record Restored(Asset after, Map<String, FieldChange> changed) implements AssetChange {
    public Restored {
      changed = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(changed));
    }

    /** Receivers saw a removal, so a restored asset is sent as created. */
    @Override
    public EventType type() {
      return EventTypes.ASSET_CREATE;
    }

    @Override
    public Asset shown() {
      return after;
    }
  }

  /** An asset that is not there afterwards. */
  record Removed(Asset before) implements AssetChange {
    @Override
    public EventType type() {
      return EventTypes.ASSET_REMOVE;
    }

    @Override
    public Asset shown() {
      return before;
    }
  }
}
