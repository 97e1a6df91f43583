package dev.carillon.samples.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.delivery.Sender;
import dev.carillon.hooks.http.HttpSender;
import dev.carillon.hooks.http.address.AddressGuard;
import dev.carillon.hooks.http.address.SystemResolver;
import dev.carillon.hooks.secret.AesSecretCipher;
import dev.carillon.hooks.webhook.SecretCipher;
import dev.carillon.hooks.webhook.Webhook;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Scanner;
import java.util.Set;
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
  public static void main(String[] arguments) throws IOException, SQLException {
    SecretCipher cipher = AesSecretCipher.open(Path.of("orders.key"));
    AddressGuard guard = new AddressGuard(AddressGuard.LOOPBACK, Set.of());
    try (SystemResolver resolver = new SystemResolver();
        Orders orders = open(arguments[0], cipher, new HttpSender(resolver, () -> guard));
        Scanner lines = new Scanner(System.in, UTF_8)) {
      if (arguments.length > 1) {
        register(orders, arguments[1]);
      }
      System.out.println("open");
      while (lines.hasNextInt()) {
        place(orders, new Order(lines.nextInt(), lines.next()));
      }
    }
  }

  private static Orders open(String where, SecretCipher cipher, Sender sender) throws SQLException {
    if (!where.startsWith("jdbc:postgresql:")) {
      return SqliteOrders.open(Path.of(where), cipher, sender);
    }
    PGSimpleDataSource pool = new PGSimpleDataSource(); // a program at work takes a real pool
    pool.setUrl(where);
    return PostgresOrders.open(pool, cipher, sender);
  }

  private static void register(Orders orders, String url) {
    Webhook webhook =
        Webhook.of("shipping", url, Webhook.Subscription.to(Order.PLACED), Instant.now());
    orders.store().webhooks().add(webhook);
    orders.hooks().webhooksChanged();
    System.out.println("secret " + webhook.secret().token());
  }

  private static void place(Orders orders, Order order) {
    try {
      orders.place(order);
      System.out.println("placed " + order.number());
    } catch (SQLException | IllegalStateException | HooksException refused) {
      System.out.println("refused " + order.number() + ": " + refused.getMessage());
    }
  }
}
