package dev.carillon.server.operations.alerts;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.server.platform.database.Changes;
import dev.carillon.server.platform.database.CommittedReads;
import dev.carillon.server.platform.database.PlannedChange;
import dev.carillon.server.platform.logging.LogFields;
import dev.carillon.server.webhooks.payload.AlertSnapshot;
import dev.carillon.server.webhooks.payload.OperationalEvents;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records what a channel of events does not know yet: operational events, in one transaction with
 * the note that the channel knows it. So a kill neither loses one nor records it twice. Where
 * several nodes try at once, all but one find that it is too late.
 *
 * @param clock the engine's
 */
record AlertEvents(AlertWiring.Recording recording, InstantSource clock) {

  private static final System.Logger LOG = System.getLogger("carillon.webhooks");

  /** So many alerts in one transaction. */
  private static final int ALERTS_MAX = 200;

  /** Records all of it, and returns once that is durable. */
  void record(AlertSettings settings, AlertChannel channel) {
    Changes changes = recording.changes();
    int recorded = ALERTS_MAX;
    while (recorded == ALERTS_MAX && !pending(changes::read, settings, channel, 1).isEmpty()) {
      List<Event> events = new ArrayList<>();
      recorded = changes.commit(reads -> planned(reads, settings, channel, events));
      events.forEach(AlertEvents::log);
    }
  }

  private PlannedChange<Integer> planned(
      CommittedReads reads, AlertSettings settings, AlertChannel channel, List<Event> into) {
    List<PendingAlert> alerts = pending(reads, settings, channel, ALERTS_MAX);
    into.clear();
    alerts.forEach(each -> add(each, settings, into));
    Instant now = clock.instant();
    return alerts.isEmpty()
        ? PlannedChange.silent(connection -> 0)
        : new PlannedChange<>(
            into,
            connection -> {
              ChannelRows.recorded(connection, channel.name(), alerts, now);
              return alerts.size();
            });
  }

  private static List<PendingAlert> pending(
      CommittedReads reads, AlertSettings settings, AlertChannel channel, int limit) {
    return reads.read(
        connection ->
            ChannelRows.all(connection).containsKey(channel.name())
                ? AlertRows.pending(connection, channel.name(), settings.rulesOf(channel), limit)
                : List.of());
  }

  /** One that began and ended since the last look makes two. */
  private void add(PendingAlert pending, AlertSettings settings, List<Event> into) {
    Alert alert = pending.alert();
    if (pending.begun() != 0) {
      into.add(event(OperationalEvents.ALERT_BEGAN, alert, settings, null));
    }
    Instant endedAt = alert.endedAt();
    if (endedAt != null) {
      String reason =
          alert.found().isUnreported() ? AlertSnapshot.End.UNREPORTED : AlertSnapshot.End.RESOLVED;
      into.add(
          event(
              OperationalEvents.ALERT_ENDED,
              alert,
              settings,
              new AlertSnapshot.End(endedAt, reason)));
    }
  }

  private Event event(
      EventType type, Alert alert, AlertSettings settings, AlertSnapshot.@Nullable End end) {
    Finding found = alert.found();
    String when = settings.rule(found.rule()).map(rule -> rule.condition().text()).orElseThrow();
    return Event.of(
        type,
        found.subject(),
        recording.wall().instant(),
        new AlertSnapshot(
            found.rule(),
            when,
            found.subject(),
            found.name(),
            found.detail(),
            alert.beganAt(),
            end,
            alert.episodes(),
            recording.rendering()));
  }

  private static void log(Event event) {
    if (event.snapshot() instanceof AlertSnapshot alert) {
      LOG.log(
          System.Logger.Level.INFO,
          LogFields.MESSAGE,
          new LogFields("operational event")
              .with("event", event.type().name())
              .with("rule", alert.rule())
              .with("subject", alert.subject())
              .with("name", alert.name())
              .with("detail", alert.detail()));
    }
  }
}
