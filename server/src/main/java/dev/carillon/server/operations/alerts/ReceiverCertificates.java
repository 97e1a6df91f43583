package dev.carillon.server.operations.alerts;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.http.tls.Pem;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When certificates end: those that receivers showed last, to any node, and those that webhooks
 * show to them. What a receiver showed is stored when it is another one.
 */
public final class ReceiverCertificates {

  private static final System.Logger LOG = System.getLogger(ReceiverCertificates.class.getName());

  private static final int ROWS_MAX = 100_000;
  private static final String PUT =
      """
      insert into receiver_certificates (webhook, ends_at) values (?, ?)
      on conflict (webhook) do update set ends_at = excluded.ends_at
      """;
  private static final String FORGET =
      """
      delete from receiver_certificates where not exists (
        select 1 from webhooks w where w.id = webhook and w.removed_at is null)
      """;

  private final Database database;
  private final Map<Webhook.Id, Instant> seen = new ConcurrentHashMap<>();
  private final Set<Webhook.Id> changed = ConcurrentHashMap.newKeySet();
  private volatile Map<String, Instant> stored = Map.of();
  private final Map<String, Instant> ofClients = new ConcurrentHashMap<>();

  /** Of the webhooks in this database. */
  public ReceiverCertificates(Database database) {
    this.database = database;
  }

  /** An attempt is durable. Called for each: it costs a look into a map. */
  public void settled(Settlement settlement) {
    Instant until = settlement.attempt().target().peer().certificateUntil();
    Webhook.Id webhook = settlement.before().webhook();
    if (!until.equals(Instant.EPOCH) && !until.equals(seen.get(webhook))) {
      seen.put(webhook, until);
      changed.add(webhook);
    }
  }

  /** Stores what was seen, and reads what other nodes saw. */
  void exchange() {
    store();
    stored =
        database.read(
            connection -> {
              Map<String, Instant> read = new HashMap<>();
              Sql.list(
                      connection,
                      "select webhook, ends_at from receiver_certificates limit ?",
                      row -> Map.entry(row.getString(1), Instant.ofEpochMilli(row.getLong(2))),
                      ROWS_MAX)
                  .forEach(row -> read.put(row.getKey(), row.getValue()));
              return read;
            });
  }

  /** Stores what was seen since. */
  void store() {
    for (Webhook.Id webhook : List.copyOf(changed)) {
      changed.remove(webhook);
      try {
        store(webhook);
      } catch (HooksException away) {
        changed.add(webhook);
        throw away;
      }
    }
  }

  private void store(Webhook.Id webhook) {
    long ends = seen.getOrDefault(webhook, Instant.EPOCH).toEpochMilli();
    int _ = database.write(connection -> Sql.update(connection, PUT, webhook.value(), ends));
  }

  /** Forgets those of webhooks that are no more, and of certificates that were replaced. */
  void forget() {
    ofClients.clear();
    int _ = database.write(connection -> Sql.update(connection, FORGET));
  }

  /** When the certificate of a webhook's receiver ends; {@link Instant#MAX} where none is known. */
  Instant ofReceiver(Webhook webhook) {
    boolean secured = webhook.url().regionMatches(true, 0, "https:", 0, 6);
    return secured ? stored.getOrDefault(webhook.id().value(), Instant.MAX) : Instant.MAX;
  }

  /** When the certificate ends that a webhook shows; {@link Instant#MAX} where it shows none. */
  Instant ofClient(Webhook webhook) {
    if (webhook.certificate().none()) {
      return Instant.MAX;
    }
    return ofClients.computeIfAbsent(webhook.certificate().chain(), ReceiverCertificates::end);
  }

  private static Instant end(String chain) {
    try {
      return Pem.certificates(chain).getFirst().getNotAfter().toInstant();
    } catch (IllegalArgumentException unreadable) {
      LOG.log(System.Logger.Level.DEBUG, "A client certificate cannot be read", unreadable);
      return Instant.MAX;
    }
  }
}
