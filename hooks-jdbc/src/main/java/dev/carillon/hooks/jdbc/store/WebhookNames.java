package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.jdbc.Dialect;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.store.StoredDelivery.WebhookName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the names of webhooks for lists, removed ones too; each once. */
final class WebhookNames {

  private static final String NAMES = "select key, id, name, removed_at from {webhooks} where ";

  private final Connection connection;
  private final Dialect dialect;
  private final Map<Long, WebhookName> names = new HashMap<>();

  WebhookNames(Connection connection, Dialect dialect) {
    this.connection = connection;
    this.dialect = dialect;
  }

  /** Reads those with these numbers together. */
  void read(Set<Long> keys) throws SQLException {
    Set<Long> missing = new HashSet<>(keys);
    missing.removeAll(names.keySet());
    if (!missing.isEmpty()) {
      Sql.of(NAMES)
          .then(dialect.among("key", List.copyOf(missing)))
          .list(
              connection,
              row -> {
                names.put(row.getLong("key"), WebhookName.read(row));
                return true;
              });
    }
  }

  /** The one with this number. */
  WebhookName of(long key) throws SQLException {
    read(Set.of(key));
    WebhookName name = names.get(key);
    if (name == null) {
      throw new SQLException("a delivery is for a webhook that is not there: " + key);
    }
    return name;
  }
}
