package dev.carillon.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.carillon.hooks.delivery.HooksListener;
import dev.carillon.hooks.jdbc.postgresql.Server;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The program closes its pool right after the library. */
@Tag("long")
class ClosedHooksTest {

  private static final int EVENTS = 3_000;

  /** Events of one commit wait to be looked up when it is closed. */
  @Test
  void nothingIsReadFromAPoolOnceTheLibraryIsClosed() throws Exception {
    List<String> failures = new CopyOnWriteArrayList<>();
    HooksListener listener =
        new HooksListener() {
          @Override
          public void storeFailed(String what, RuntimeException failure) {
            failures.add(what + ": " + failure.getMessage());
          }
        };
    try (HikariDataSource pool = Server.ONE.pool(Server.ONE.newDatabase())) {
      Hooks hooks =
          Hooks.builder(pool).key(new byte[32]).sender(new Sent()).listener(listener).start();
      HooksFixture.register(hooks);
      try (Connection connection = hooks.dataSource().getConnection()) {
        connection.setAutoCommit(false);
        for (int i = 0; i < EVENTS; i++) {
          hooks.publish(connection, "order.placed", "order " + i, "{}");
        }
        connection.commit();
      }
      hooks.close();
    }
    Thread.sleep(300); // for what would still be read
    assertThat(failures).isEmpty();
  }
}
