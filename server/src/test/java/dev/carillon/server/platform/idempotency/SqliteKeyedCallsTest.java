package dev.carillon.server.platform.idempotency;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.sqlite.SqliteDatabase;
import dev.carillon.server.accounts.Lodge;

class SqliteKeyedCallsTest extends IdempotencyStoreContract {

  @Override
  Database open() {
    new Lodge(home, "").close();
    return SqliteDatabase.open(home.resolve("data").resolve("carillon.db"));
  }
}
