package dev.carillon.samples.embedded;

import dev.carillon.hooks.core.HooksEngine;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.delivery.Sender;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.Tables;
import dev.carillon.hooks.jdbc.sqlite.SqliteDatabase;
import dev.carillon.hooks.jdbc.sqlite.SqliteStore;
import dev.carillon.hooks.webhook.SecretCipher;
import java.nio.file.Path;

/** Orders in SQLite: the file has one writer, which lends its connection for each transaction. */
record SqliteOrders(SqliteDatabase database, Store store, HooksEngine hooks) implements Orders {

  static Orders open(Path file, SecretCipher cipher, Sender sender) {
    SqliteDatabase database = SqliteDatabase.open(file);
    Tables.make(database);
    Store store = SqliteStore.open(database, cipher);
    HooksEngine hooks = HooksEngine.start(store.config(sender));
    database.write(connection -> connection.createStatement().execute(Order.TABLE));
    return new SqliteOrders(database, store, hooks);
  }

  @Override
  public void place(Order order) {
    Receipt receipt =
        database.write(
            connection -> {
              Receipt recorded = store.outbox().append(connection, order.placed());
              order.insert(connection); // whatever throws here undoes everything
              return recorded;
            });
    hooks.committed(receipt);
  }

  @Override
  public void close() {
    hooks.close();
    database.close();
  }
}
