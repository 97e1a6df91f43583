package dev.carillon.server.idempotency;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.sqlite.SqliteDatabase;
import dev.carillon.server.account.Lodge;

class SqliteKeyedCallsTest extends KeyedCallsContract {

  @Override
  Database open() {
    new Lodge(home, "").close();
    return SqliteDatabase.open(home.resolve("data").resolve("carillon.db"));
  }
}
