package dev.carillon.samples.embedded;

import dev.carillon.hooks.core.HooksEngine;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.delivery.Sender;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.Tables;
import dev.carillon.hooks.jdbc.postgresql.PostgresDatabase;
import dev.carillon.hooks.jdbc.postgresql.PostgresStore;
import dev.carillon.hooks.webhook.SecretCipher;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Orders in PostgreSQL: the transaction is the shop's own, on a connection of its own pool. */
record PostgresOrders(DataSource pool, PostgresDatabase database, Store store, HooksEngine hooks)
    implements Orders {

  static Orders open(DataSource pool, SecretCipher cipher, Sender sender) throws SQLException {
    PostgresDatabase database = PostgresDatabase.on(pool);
    Tables.make(database);
    Store store = PostgresStore.open(database, cipher);
    HooksEngine hooks = HooksEngine.start(store.config(sender));
    try (var connection = pool.getConnection();
        var statement = connection.createStatement()) {
      statement.execute(Order.TABLE);
    }
    return new PostgresOrders(pool, database, store, hooks);
  }

  @Override
  public void place(Order order) throws SQLException {
    Receipt receipt;
    try (var connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      receipt = store.outbox().append(connection, order.placed());
      order.insert(connection);
      connection.commit(); // closed without it, everything is rolled back
    }
    hooks.committed(receipt);
  }

  @Override
  public void close() {
    hooks.close();
    database.close();
  }
}
