package dev.carillon.server.user;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.server.auth.Tables;
import java.io.IOException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

class PostgresUsersTest extends UsersContract {

  private static Database database;

  @BeforeAll
  static void start() throws IOException {
    database = Tables.in(new PlainPostgres());
  }

  @BeforeEach
  void empty() {
    database.write(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate("delete from users")
                + statement.executeUpdate("delete from revoked_tokens");
          }
        });
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  @Override
  Database database() {
    return database;
  }
}
