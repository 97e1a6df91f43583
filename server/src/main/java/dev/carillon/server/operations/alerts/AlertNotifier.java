package dev.carillon.server.operations.alerts;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.jdbc.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * Tells each channel what it does not know yet: at once if it was told nothing for a while, else
 * when that has passed, all in one message. For a channel of programs, events are recorded instead,
 * always at once. A channel that fails is retried with growing pauses, and holds up no other one.
 * Several nodes take turns by a claim in the channel's row. A message that was taken is noted after
 * that: a node that dies in between leaves it to be sent once more.
 */
final class AlertNotifier {

  private static final System.Logger LOG = System.getLogger(AlertNotifier.class.getName());

  private static final Duration FIRST_RETRY = Duration.ofMinutes(1);
  private static final Duration RETRY_MAX = Duration.ofHours(1);
  private static final Duration END_WITHIN = Duration.ofSeconds(2);
  private static final int ALERTS_MAX = 1_000;
  private static final int ERROR_MAX = 500;

  private final Database database;
  private final InstantSource clock;
  private final AlertSender sender;
  private final AlertEvents events;
  private final Supplier<String> link;
  private final String owner = Ids.random();
  private final Map<String, Thread> sending = new ConcurrentHashMap<>();
  private final LongAdder sent = new LongAdder();
  private final LongAdder failed = new LongAdder();

  /**
   * Tells by this sender, and by these events.
   *
   * @param link of the page that shows all alerts
   */
  AlertNotifier(
      Database database,
      InstantSource clock,
      AlertSender sender,
      AlertEvents events,
      Supplier<String> link) {
    this.database = database;
    this.clock = clock;
    this.sender = sender;
    this.events = events;
    this.link = link;
  }

  /** Begins to tell the channels that may be told something now, and does not wait for that. */
  void tell(AlertSettings settings) {
    Instant now = clock.instant();
    renewClaims(now);
    Map<String, ChannelRows.State> states = database.read(ChannelRows::all);
    for (AlertChannel channel : settings.channels()) {
      ChannelRows.State state = states.get(channel.name());
      if (state != null && !state.nextAt().isAfter(now)) {
        begin(settings, channel);
      }
    }
  }

  /** An e-mail may take minutes: each step of its mail server may take seconds. */
  private void renewClaims(Instant now) {
    List<String> names = List.copyOf(sending.keySet());
    if (!names.isEmpty()) {
      database.<Boolean>write(
          c -> {
            for (String name : names) {
              ChannelRows.renewed(c, name, owner, now);
            }
            return true;
          });
    }
  }

  /** At most one message to a channel at a time. */
  private void begin(AlertSettings settings, AlertChannel channel) {
    Thread thread =
        Thread.ofVirtual()
            .name("carillon-alert")
            .unstarted(
                () -> {
                  try {
                    tell(settings, channel);
                  } finally {
                    sending.remove(channel.name());
                  }
                });
    if (sending.putIfAbsent(channel.name(), thread) == null) {
      thread.start();
    }
  }

  private void tell(AlertSettings settings, AlertChannel channel) {
    try {
      if (channel.type() == AlertChannel.Type.EVENTS) {
        events.record(settings, channel);
      } else {
        send(settings, channel);
      }
    } catch (HooksException away) {
      LOG.log(System.Logger.Level.DEBUG, "The next look notifies the channel", away);
    } catch (RuntimeException bug) {
      LOG.log(
          System.Logger.Level.ERROR,
          "The channel '" + channel.name() + "' could not be notified of alerts",
          bug);
    }
  }

  private void send(AlertSettings settings, AlertChannel channel) {
    List<String> rules = settings.rulesOf(channel);
    List<PendingAlert> alerts =
        database.read(c -> AlertRows.pending(c, channel.name(), rules, ALERTS_MAX));
    if (alerts.isEmpty() || !claimed(channel)) {
      return;
    }
    long all = database.read(c -> AlertRows.pendingCount(c, channel.name(), rules));
    String error =
        sender.send(channel, AlertMessage.of(alerts, Math.max(all, alerts.size()), link.get()));
    note(settings, channel, alerts, error);
  }

  private boolean claimed(AlertChannel channel) {
    boolean alone = !database.dialect().shared();
    return database.write(
        c -> ChannelRows.claimed(c, channel.name(), owner, clock.instant(), alone));
  }

  private void note(
      AlertSettings settings, AlertChannel channel, List<PendingAlert> alerts, String error) {
    Instant now = clock.instant();
    if (error.isEmpty()) {
      sent.increment();
      Instant next = now.plus(Duration.ofMinutes(settings.digestMinutes()));
      database.<Boolean>write(
          c -> {
            ChannelRows.sent(c, channel.name(), owner, alerts, now, next);
            return true;
          });
      return;
    }
    failed.increment();
    LOG.log(
        System.Logger.Level.WARNING,
        "The channel ''{0}'' did not take a message about {1} alerts: {2}",
        channel.name(),
        alerts.size(),
        error);
    database.<Boolean>write(
        c -> {
          int failures = ChannelRows.failures(c, channel.name());
          Instant next = now.plus(pause(failures));
          ChannelRows.failed(c, channel.name(), owner, shortened(error), now, next);
          return true;
        });
  }

  /**
   * How long a channel is left alone that failed.
   *
   * @param before how often it had failed in a row already
   */
  static Duration pause(int before) {
    Duration pause = FIRST_RETRY.multipliedBy(1L << Math.min(before, 10));
    return pause.compareTo(RETRY_MAX) < 0 ? pause : RETRY_MAX;
  }

  /**
   * Sends a message that only shows that the channel works, and waits until that has ended. If it
   * did, what waits for the channel is told next.
   *
   * @return what went wrong; empty where nothing did
   */
  String test(AlertChannel channel) {
    String error = sender.send(channel, AlertMessage.test(channel.name(), link.get()));
    if (error.isEmpty()) {
      database.<Boolean>write(
          c -> {
            ChannelRows.retry(c, channel.name());
            return true;
          });
    }
    return shortened(error);
  }

  private static String shortened(String error) {
    return error.length() <= ERROR_MAX ? error : error.substring(0, ERROR_MAX);
  }

  /** How many messages channels took from this node. */
  long sent() {
    return sent.sum();
  }

  /** How many they did not. */
  long failed() {
    return failed.sum();
  }

  /** Waits for messages that are on the wire, not for long: the database is closed next. */
  void awaitSent() {
    try {
      for (Thread thread : List.copyOf(sending.values())) {
        if (!thread.join(END_WITHIN)) {
          thread.interrupt();
        }
      }
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }
}
