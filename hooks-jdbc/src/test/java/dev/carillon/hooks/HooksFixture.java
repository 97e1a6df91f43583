package dev.carillon.hooks;

import dev.carillon.hooks.event.Journal;
import dev.carillon.hooks.webhook.Webhook;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** Starts the façade on a database, and closes it after each test. */
abstract class HooksFixture {

  static final byte[] KEY = new byte[32];

  final Sent sent = new Sent();
  private final List<Hooks> started = new ArrayList<>();

  /** Begins to set up the same database, which has no tables at first. */
  abstract HooksBuilder builder();

  /** Begins to set up tables of their own, of which the database above knows nothing. */
  abstract HooksBuilder elsewhere();

  Hooks start(HooksBuilder builder) {
    Hooks hooks = builder.start();
    started.add(hooks);
    return hooks;
  }

  Hooks start() {
    return start(builder().key(KEY).sender(sent));
  }

  static Webhook.Id register(Hooks hooks) {
    return hooks
        .webhooks()
        .register(WebhookRegistration.of("shipping", "https://e/hooks").types("order.placed"))
        .webhook()
        .id();
  }

  static Published publish(Hooks hooks, String subject) {
    return hooks.transaction(
        connection -> hooks.publish(connection, "order.placed", subject, json(subject)));
  }

  static String json(String subject) {
    return "{\"order\":\"" + subject + "\"}";
  }

  @AfterEach
  void close() {
    started.forEach(Hooks::close);
  }

  /** The subjects of the events that were recorded. */
  static List<String> events(Hooks hooks) {
    return hooks.events().after(-1, Journal.Wanted.ALL, 10).events().stream()
        .map(Journal.Recorded::subject)
        .toList();
  }
}
