package dev.carillon.server.operations.alerts;

import dev.carillon.hooks.delivery.Consumers;
import dev.carillon.hooks.delivery.DueDeliveries;
import dev.carillon.hooks.delivery.Sender;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.webhook.SecretCipher;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.Webhooks;
import dev.carillon.server.assets.event.PayloadRenderer;
import dev.carillon.server.operations.backup.LastBackup;
import dev.carillon.server.operations.health.Disks;
import dev.carillon.server.operations.metrics.Metrics;
import dev.carillon.server.platform.database.Changes;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.mail.MailApi;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** Alerts, put together. */
public final class AlertWiring implements AutoCloseable {

  /** For whom e-mails about alerts count. */
  private static final String MAIL_USER = "alerts";

  private final AlertSettingsStore store;
  private final AlertsApi api;
  private final AlertWatch watch;
  private final AlertNotifier notifier;

  /**
   * What is looked at.
   *
   * @param due the deliveries of this node
   * @param home where backups are noted
   * @param node the name of this node
   */
  public record Watched(
      Database database,
      Webhooks webhooks,
      DueDeliveries due,
      Consumers consumers,
      ReceiverCertificates certificates,
      Disks disks,
      Path home,
      String node) {}

  /**
   * How messages leave the server.
   *
   * @param sender the one of webhooks, behind its address guard
   * @param urls refuses a URL that must not be called, of a field
   * @param baseUrl what links start with
   * @param recording what channels of events need
   */
  public record Outside(
      MailApi mail,
      Sender sender,
      String userAgent,
      BiConsumer<String, String> urls,
      Supplier<String> baseUrl,
      Recording recording) {}

  /**
   * How events are recorded.
   *
   * @param rendering of payloads
   * @param wall the time of day
   */
  public record Recording(Changes changes, PayloadRenderer rendering, InstantSource wall) {}

  /**
   * Begins to look.
   *
   * @param cipher encrypts the URLs of channels
   * @param clock the engine's
   */
  public AlertWiring(Watched watched, Outside outside, SecretCipher cipher, InstantSource clock) {
    Database database = watched.database();
    store = new AlertSettingsStore(database, cipher);
    notifier =
        new AlertNotifier(
            database,
            clock,
            new AlertSender(mail(outside.mail()), outside.sender(), outside.userAgent()),
            new AlertEvents(outside.recording(), clock),
            () -> outside.baseUrl().get() + "/console/alerts");
    watch =
        new AlertWatch(
            database,
            store,
            new AlertConditions(
                database,
                watched.webhooks(),
                watched.due()::earliestDue,
                ConsumerLags.of(watched.consumers()),
                watched.certificates(),
                watched.disks()::checks,
                watched.node()),
            notifier,
            clock,
            () -> LastBackup.of(watched.home()));
    api =
        new AlertsApi(
            database,
            store,
            new AlertSettingsReader(id -> isWebhook(watched.webhooks(), id), outside.urls()),
            notifier,
            outside.mail()::configured,
            clock);
    watch.start();
  }

  private static boolean isWebhook(Webhooks webhooks, String id) {
    return webhooks.current().webhooks().stream()
        .map(Webhook::id)
        .anyMatch(each -> each.value().equals(id));
  }

  private static AlertSender.Mail mail(MailApi mail) {
    return (to, subject, text) -> mail.send(MAIL_USER, to, subject, text);
  }

  /** What must not leave the server: the URLs of channels, and what follows their hosts. */
  public List<String> secrets() {
    return store.read().settings().channels().stream()
        .map(AlertChannel::secrets)
        .flatMap(List::stream)
        .toList();
  }

  /** Adds the calls. */
  public void routes(Routes routes) {
    api.routes(routes);
  }

  /** Adds the numbers. */
  public void count(Metrics metrics) {
    metrics.gauge("alerts.active", "Alerts of all nodes that are active now", watch::active);
    metrics.counter(
        "alerts.messages.sent", "Messages about alerts that a channel took", notifier::sent);
    metrics.counter(
        "alerts.messages.failed",
        "Messages about alerts that a channel did not take",
        notifier::failed);
  }

  @Override
  public void close() {
    watch.close();
  }
}
