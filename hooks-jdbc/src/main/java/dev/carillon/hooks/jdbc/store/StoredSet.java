package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookSet;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The webhooks at one revision together with the numbers by which other rows name them.
 *
 * @param webhooks as the core knows them
 * @param keys the number of each
 * @param byId each by its id
 * @param consumers those whose events are fetched
 */
public record StoredSet(
    WebhookSet webhooks,
    Map<Webhook.Id, Long> keys,
    Map<Webhook.Id, Webhook> byId,
    Set<Webhook.Id> consumers) {

  static final StoredSet NONE = new StoredSet(WebhookSet.NONE, Map.of(), Map.of(), Set.of());

  private static final String SELECT =
      "select s.revision as set_revision, w.key, "
          + WebhookRow.READ_OF_W
          + " from {webhook_set} s left join {webhooks} w on w.removed_at is null"
          + " order by w.created_at, w.key";

  /** Which state of all webhooks this is. */
  public long revision() {
    return webhooks.revision();
  }

  /** Whether events of this webhook are fetched. Most sets have no such webhook. */
  boolean pulled(Webhook.Id id) {
    return !consumers.isEmpty() && consumers.contains(id);
  }

  /** The number by which a delivery names this webhook. */
  public long key(Webhook.Id id) {
    Long key = keys.get(id);
    if (key == null) {
      throw new IllegalArgumentException("not of this set: " + id);
    }
    return key;
  }

  /** Revision and webhooks come from one statement, so that they belong together. */
  static StoredSet load(Connection connection, WebhookRow rows) throws SQLException {
    List<Webhook> webhooks = new ArrayList<>();
    Map<Webhook.Id, Long> keys = new HashMap<>();
    Map<Webhook.Id, Webhook> byId = new HashMap<>();
    List<Long> revisions =
        Sql.list(
            connection,
            SELECT,
            row -> {
              long key = row.getLong("key");
              if (!row.wasNull()) {
                Webhook webhook = rows.read(row);
                webhooks.add(webhook);
                keys.put(webhook.id(), key);
                byId.put(webhook.id(), webhook);
              }
              return row.getLong("set_revision");
            });
    return new StoredSet(
        WebhookSet.of(revisions.isEmpty() ? 0 : revisions.getFirst(), webhooks),
        Map.copyOf(keys),
        Map.copyOf(byId),
        webhooks.stream()
            .filter(Webhook::pulled)
            .map(Webhook::id)
            .collect(Collectors.toUnmodifiableSet()));
  }
}
