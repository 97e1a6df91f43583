package orders;

import dev.carillon.hooks.Hooks;
import dev.carillon.hooks.Registered;
import dev.carillon.hooks.WebhookRegistration;
import dev.carillon.hooks.delivery.DeliveryFilter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.ds.PGSimpleDataSource;

/** Places orders, each with its event, and rolls one back. */
public final class Orders {

  private static final String TABLE =
      "create table if not exists orders (id bigint primary key, item text not null)";

  private Orders() {}

  /**
   * Runs once.
   *
   * @param arguments the URL of the database, that of the receiver, the first and the last number,
   *     and {@code leave} or {@code drain}: whether to wait until everything is delivered
   */
  public static void main(String[] arguments) throws Exception {
    PGSimpleDataSource pool = new PGSimpleDataSource();
    pool.setUrl(arguments[0]);
    try (Hooks hooks = Hooks.builder(pool).key(Path.of("orders.key")).allowLoopback().start()) {
      hooks.transaction(connection -> connection.createStatement().execute(TABLE));
      if (hooks.webhooks().list().isEmpty()) {
        Registered shipping =
            hooks
                .webhooks()
                .register(WebhookRegistration.of("shipping", arguments[1]).types("order.*"));
        System.out.println("secret " + shipping.secret());
      }
      int last = Integer.parseInt(arguments[3]);
      for (int number = Integer.parseInt(arguments[2]); number <= last; number++) {
        place(hooks, number, true);
      }
      place(hooks, last + 1, false);
      while (arguments[4].equals("drain")
          && hooks.deliveries().count(DeliveryFilter.ALL.in("pending"), 1).count() > 0) {
        Thread.sleep(20);
      }
    }
  }

  private static void place(Hooks hooks, int number, boolean commits) throws SQLException {
    try (Connection connection = hooks.dataSource().getConnection()) {
      connection.setAutoCommit(false);
      try (var insert = connection.prepareStatement("insert into orders values (?, 'a bell')")) {
        insert.setInt(1, number);
        insert.executeUpdate();
      }
      hooks.publish(connection, "order.placed", "" + number, "{\"id\":" + number + "}");
      if (commits) {
        connection.commit();
      } else {
        connection.rollback();
      }
    }
  }
}
