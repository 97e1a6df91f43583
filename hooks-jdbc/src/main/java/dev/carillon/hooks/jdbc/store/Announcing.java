package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.jdbc.Outbox;
import dev.carillon.hooks.notice.Announcer;
import dev.carillon.hooks.notice.Notice;
import dev.carillon.hooks.notice.Notices;
import dev.carillon.hooks.webhook.FanOut;
import dev.carillon.hooks.webhook.Health;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookSet;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Records what becomes of webhooks in the transaction that makes it so. Where nothing is told,
 * which is nearly always, it reads nothing and writes nothing.
 */
public final class Announcing {

  private static final String STATE = "select state from deliveries where sequence = ?";

  private final WebhookCache cache;
  private final Outbox outbox;
  private final Announcer announcer;

  /** Notices for this announcer, written with the store's outbox. */
  public Announcing(WebhookCache cache, Outbox outbox, Announcer announcer) {
    this.cache = cache;
    this.outbox = outbox;
    this.announcer = announcer;
  }

  /** Records what an administrator's change tells; to be committed with it. */
  List<Notice> changed(Connection connection, Webhook before, Webhook after) throws SQLException {
    return recorded(connection, Notices.ofChange(before, after));
  }

  /**
   * Records what settlements tell; to be committed with them, and called before healths are
   * written.
   *
   * @param settled those that passed the fence
   * @param disabling those among them that switched their webhook off
   */
  List<Notice> settled(
      Connection connection, List<Settlement> settled, List<Settlement> disabling, Healths healths)
      throws SQLException {
    List<Notice> notices = new ArrayList<>();
    for (Map.Entry<Webhook.Id, List<Settlement>> one : byWebhook(settled).entrySet()) {
      List<Settlement> off =
          disabling.stream().filter(each -> each.before().webhook().equals(one.getKey())).toList();
      List<Settlement> ordinary =
          one.getValue().stream()
              .filter(each -> !announcer.announces(each.before().type()))
              .toList();
      List<Settlement> givenUp = givenUp(connection, ordinary);
      Health after = one.getValue().getLast().health();
      if (off.isEmpty() && givenUp.isEmpty() && healths.knownAs(one.getKey(), after.status())) {
        continue;
      }
      Health.Status before = Healths.select(connection, one.getKey()).status();
      cache
          .held()
          .webhooks()
          .find(one.getKey())
          .map(
              webhook ->
                  Notices.ofSettling(webhook, new Notices.Settled(before, ordinary, givenUp, off)))
          .ifPresent(notices::addAll);
    }
    return recorded(connection, notices);
  }

  /** To be called once they are committed. */
  void committed(List<Notice> notices) {
    notices.forEach(announcer::committed);
  }

  private static Map<Webhook.Id, List<Settlement>> byWebhook(List<Settlement> settled) {
    Map<Webhook.Id, List<Settlement>> byWebhook = new LinkedHashMap<>();
    for (Settlement one : settled) {
      byWebhook.computeIfAbsent(one.before().webhook(), id -> new ArrayList<>()).add(one);
    }
    return byWebhook;
  }

  /**
   * Those that are exhausted now: one that was cancelled on the wire stays cancelled, and one that
   * was sent again in vain was exhausted before.
   */
  private static List<Settlement> givenUp(Connection connection, List<Settlement> settled)
      throws SQLException {
    List<Settlement> givenUp = new ArrayList<>();
    for (Settlement one : settled) {
      if (!one.attempt().manual()
          && one.next() instanceof DeliveryState.Exhausted
          && state(connection, one.before().sequence()) == States.number(one.next())) {
        givenUp.add(one);
      }
    }
    return givenUp;
  }

  private static int state(Connection connection, long sequence) throws SQLException {
    try (var statement = connection.prepareStatement(STATE)) {
      statement.setLong(1, sequence);
      try (var row = statement.executeQuery()) {
        return row.next() ? row.getInt(1) : States.PENDING;
      }
    }
  }

  private List<Notice> recorded(Connection connection, List<Notice> notices) throws SQLException {
    if (notices.isEmpty()) {
      return notices;
    }
    WebhookSet webhooks = cache.at(connection, WebhookCache.revision(connection)).webhooks();
    for (Notice notice : notices) {
      Optional<Event> event = announcer.event(notice);
      if (event.isPresent()) {
        FanOut fanOut = FanOut.of(event.get(), webhooks);
        if (!fanOut.matches().isEmpty()) {
          outbox.append(connection, fanOut);
        }
      }
    }
    return notices;
  }
}
