package dev.carillon.samples.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.hooks.Hooks;
import dev.carillon.hooks.HooksBuilder;
import dev.carillon.hooks.Registered;
import dev.carillon.hooks.WebhookRegistration;
import dev.carillon.hooks.delivery.HooksException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Scanner;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Reads orders such as {@code 7 bell} from standard input, one a line. */
public final class Shop {

  private Shop() {}

  /**
   * Runs until the input ends.
   *
   * @param arguments a file for SQLite, or {@code jdbc:postgresql://…}; then, the first time, the
   *     URL of a webhook
   */
  public static void main(String[] arguments) throws SQLException {
    String database = arguments[0];
    if (database.startsWith("jdbc:postgresql:")) {
      PGSimpleDataSource pool = new PGSimpleDataSource(); // a program at work takes a real pool
      pool.setUrl(database);
      try (Hooks hooks = start(Hooks.builder(pool))) {
        run(hooks, arguments, order -> place(order, pool, hooks));
      }
    } else {
      try (Hooks hooks = start(Hooks.builder(Path.of(database)))) {
        run(hooks, arguments, order -> place(order, hooks));
      }
    }
  }

  private static Hooks start(HooksBuilder builder) {
    return builder.key(Path.of("orders.key")).allowLoopback().start();
  }

  /** A transaction of the shop's own, on a connection of its own pool. */
  private static void place(Order order, DataSource pool, Hooks hooks) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      hooks.publish(connection, "order.placed", order.id(), order.json());
      order.insert(connection);
      connection.commit(); // closed without it, everything is rolled back
    }
  }

  /** The same in an SQLite file, whose one writer lends its connection. */
  private static void place(Order order, Hooks hooks) {
    hooks.transaction(
        connection -> {
          hooks.publish(connection, "order.placed", order.id(), order.json());
          order.insert(connection); // whatever throws here undoes everything
          return order;
        });
  }

  private static void run(Hooks hooks, String[] arguments, Placing placing) {
    hooks.transaction(connection -> connection.createStatement().execute(Order.TABLE));
    if (arguments.length > 1) {
      Registered shipping =
          hooks
              .webhooks()
              .register(WebhookRegistration.of("shipping", arguments[1]).types("order.placed"));
      System.out.println("secret " + shipping.secret());
    }
    System.out.println("open");
    Scanner lines = new Scanner(System.in, UTF_8);
    while (lines.hasNextInt()) {
      Order order = new Order(lines.nextInt(), lines.next());
      try {
        placing.place(order);
        System.out.println("placed " + order.number());
      } catch (SQLException | IllegalStateException | HooksException refused) {
        System.out.println("refused " + order.number() + ": " + refused.getMessage());
      }
    }
  }

  /** Places an order in one database or the other. */
  private interface Placing {
    void place(Order order) throws SQLException;
  }
}
