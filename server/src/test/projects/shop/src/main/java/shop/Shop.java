package shop;

import com.sun.net.httpserver.HttpServer;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.carillon.hooks.Hooks;
import dev.carillon.hooks.WebhookRegistration;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** Publishes an order, and ends once the webhook has it. */
public final class Shop {

  private static final String ORDER = "{\"item\":\"a bell\"}";

  private final BlockingQueue<String> received = new ArrayBlockingQueue<>(10);

  private Shop() {}

  /** Takes the URL of a PostgreSQL database, or the name of an SQLite file. */
  public static void main(String[] arguments) throws Exception {
    Shop shop = new Shop();
    HttpServer receiver =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/",
        exchange -> {
          String signature = exchange.getRequestHeaders().getFirst("X-Hook-Signature");
          byte[] body = exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
          shop.received.add(
              new String(body, StandardCharsets.UTF_8) + (signature == null ? "" : " signed"));
        });
    receiver.start();
    String url = "http://127.0.0.1:" + receiver.getAddress().getPort() + "/";
    try {
      if (arguments[0].startsWith("jdbc:postgresql:")) {
        shop.onPostgres(arguments[0], url);
      } else {
        shop.onSqlite(Path.of(arguments[0]), url);
      }
    } finally {
      receiver.stop(0);
    }
  }

  private void onPostgres(String database, String url) throws Exception {
    HikariConfig settings = new HikariConfig();
    settings.setJdbcUrl(database);
    try (HikariDataSource pool = new HikariDataSource(settings);
        Hooks hooks = Hooks.builder(pool).key(Path.of("shop.key")).allowLoopback().start()) {
      hooks.webhooks().register(WebhookRegistration.of("shipping", url).types("order.placed"));
      try (Connection connection = pool.getConnection()) {
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
          statement.execute("create table if not exists orders (id text, item text)");
          statement.execute("insert into orders values ('7', 'a bell')");
        }
        hooks.publish(connection, "order.placed", "7", ORDER);
        connection.commit();
      }
      tell();
    }
  }

  private void onSqlite(Path file, String url) throws Exception {
    try (Hooks hooks = Hooks.builder(file).key(Path.of("shop.key")).allowLoopback().start()) {
      hooks.webhooks().register(WebhookRegistration.of("shipping", url).types("order.placed"));
      hooks.transaction(connection -> hooks.publish(connection, "order.placed", "7", ORDER));
      tell();
    }
  }

  private void tell() throws InterruptedException {
    System.out.println(
        "Java " + Runtime.version().feature() + ": " + received.poll(30, TimeUnit.SECONDS));
  }
}
