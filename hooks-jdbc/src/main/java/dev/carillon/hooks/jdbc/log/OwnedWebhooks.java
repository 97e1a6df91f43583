package dev.carillon.hooks.jdbc.log;

import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.store.StoreContext;
import dev.carillon.hooks.webhook.Webhook;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Puts the webhooks of an owner in a filter's place of the owner, removed ones too. */
record OwnedWebhooks(StoreContext context) {

  private static final String OF_OWNER = "select id from {webhooks} where owned_by = ?";

  /** No webhook has this id: an empty set of webhooks would stand for all of them. */
  private static final Webhook.Id NO_WEBHOOK = new Webhook.Id("0".repeat(22));

  /** The same filter, by webhooks alone. */
  DeliveryFilter byWebhooks(DeliveryFilter filter) {
    if (filter.owner().isEmpty()) {
      return filter;
    }
    List<Webhook.Id> owned =
        context
            .database()
            .read(
                connection ->
                    Sql.list(
                        connection,
                        OF_OWNER,
                        row -> new Webhook.Id(row.getString("id")),
                        filter.owner()));
    Set<Webhook.Id> wanted = new HashSet<>(owned);
    if (!filter.webhooks().isEmpty()) {
      wanted.retainAll(filter.webhooks());
    }
    if (wanted.isEmpty()) {
      wanted.add(NO_WEBHOOK);
    }
    return filter.ownedBy("").to(wanted.toArray(Webhook.Id[]::new));
  }
}
