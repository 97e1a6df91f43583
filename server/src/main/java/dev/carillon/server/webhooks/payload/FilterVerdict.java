package dev.carillon.server.webhooks.payload;

import dev.carillon.hooks.event.Snapshot;
import java.util.Optional;

/**
 * What a webhook's filter finds out about an event beyond changed fields.
 *
 * @param wanted whether the webhook gets the event
 * @param sight in which states the webhook's viewer sees the asset
 * @param change what the change is to folders and query, as far as the viewer sees the asset; empty
 *     where the asset matches in neither state, or where the webhook does not ask for it
 * @param shown what the payload is rendered from; empty where nothing may be shown
 */
public record FilterVerdict(
    boolean wanted, Sight sight, Optional<FilterChange> change, Optional<Snapshot> shown) {

  /** Of an event that is not seen. */
  static final FilterVerdict HIDDEN =
      new FilterVerdict(false, new Sight(false, false), Optional.empty(), Optional.empty());

  /** Of an event about something else than an asset. */
  static FilterVerdict of(boolean seen, Snapshot snapshot) {
    return seen
        ? new FilterVerdict(true, new Sight(true, true), Optional.empty(), Optional.of(snapshot))
        : HIDDEN;
  }

  /**
   * Where something is seen.
   *
   * @param before whether it was there before the change, and is seen as it was
   * @param after whether it is there after the change, and is seen as it is
   */
  public record Sight(boolean before, boolean after) {}
}
