package dev.carillon.hooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.ReceiverResponse;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A program with the driver of one database, which publishes an event and returns what was sent.
 */
public final class OneDriver {

  private OneDriver() {}

  /** What was sent; null if nothing was in half a minute. */
  public static @Nullable String onPostgres(String url) throws InterruptedException {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setURL(url);
    return sent(Hooks.builder(source));
  }

  /** The same in a file. */
  public static @Nullable String onSqlite(String file) throws InterruptedException {
    return sent(Hooks.builder(Path.of(file)));
  }

  private static @Nullable String sent(HooksBuilder builder) throws InterruptedException {
    BlockingQueue<String> sent = new LinkedBlockingQueue<>();
    builder
        .key(new byte[32])
        .sender(
            request -> {
              sent.add(new String(request.payload().bytes(), UTF_8));
              return new Outcome.Accepted(ReceiverResponse.of(200));
            });
    try (Hooks hooks = builder.start()) {
      hooks
          .webhooks()
          .register(WebhookRegistration.of("shipping", "https://e").types("order.placed"));
      hooks.transaction(connection -> hooks.publish(connection, "order.placed", "one", "{}"));
      return sent.poll(30, TimeUnit.SECONDS);
    }
  }
}
