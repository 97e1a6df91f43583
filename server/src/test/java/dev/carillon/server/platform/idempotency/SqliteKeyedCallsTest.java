package dev.carillon.server.platform.idempotency;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.sqlite.SqliteDatabase;
import dev.carillon.server.testing.TestServer;

class SqliteKeyedCallsTest extends IdempotencyStoreContract {

  @Override
  Database open() {
    new TestServer(home, "").close();
    return SqliteDatabase.open(home.resolve("data").resolve("carillon.db"));
  }
}
