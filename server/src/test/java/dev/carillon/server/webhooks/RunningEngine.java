package dev.carillon.server.webhooks;

import dev.carillon.hooks.contracts.WebhookDeliveries;
import dev.carillon.hooks.core.HooksEngine;
import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryPolicy;
import dev.carillon.hooks.delivery.HooksConfig;
import dev.carillon.hooks.delivery.HooksListener;
import dev.carillon.hooks.delivery.HooksStore;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.http.HttpSender;
import dev.carillon.hooks.http.address.AddressGuard;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookState;
import dev.carillon.server.operations.EngineLog;
import dev.carillon.server.platform.network.DnsResolver;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** One process that sends: an open store, the engine on it, and the ways in that callers have. */
final class RunningEngine implements AutoCloseable {

  final StoreHome.Opened opened;
  final Heard heard = new Heard();
  final HooksEngine hooks;

  private RunningEngine(
      StoreHome.Opened opened,
      DeliveryPolicy policy,
      AddressGuard guard,
      UnaryOperator<HooksStore> on) {
    this.opened = opened;
    this.hooks =
        HooksEngine.start(
            new HooksConfig(
                on.apply(
                    new HooksStore(
                        opened.store().webhooks(),
                        opened.store().due(),
                        opened.store().settlements(),
                        opened.store().retention(),
                        opened.store().lease())),
                new HttpSender(new DnsResolver(), () -> guard),
                new HooksConfig.Clocks(Clock.systemUTC(), opened.clock()),
                policy,
                Duration.ofDays(30),
                "Carillon/test",
                heard));
  }

  static RunningEngine in(StoreHome home, DeliveryPolicy policy) {
    return new RunningEngine(
        home.open(), policy, new AddressGuard(AddressGuard.LOOPBACK, Set.of()), same -> same);
  }

  static RunningEngine guarded(StoreHome home, DeliveryPolicy policy) {
    return new RunningEngine(
        home.open(), policy, new AddressGuard(List.of(), Set.of()), same -> same);
  }

  static RunningEngine over(
      StoreHome home, DeliveryPolicy policy, UnaryOperator<HooksStore> ports) {
    return new RunningEngine(
        home.open(), policy, new AddressGuard(AddressGuard.LOOPBACK, Set.of()), ports);
  }

  /** Registers a webhook that hears of every note. */
  Webhook webhook(String url) {
    return webhook(url, same -> same);
  }

  Webhook webhook(String url, UnaryOperator<Webhook> made) {
    Webhook webhook =
        made.apply(Webhook.of("w", url, Webhook.Subscription.to(Note.TYPE), Instant.now()));
    opened.store().webhooks().add(webhook);
    hooks.webhooksChanged();
    return webhook;
  }

  Webhook change(Webhook webhook, UnaryOperator<Webhook> change) {
    Webhook changed = opened.store().webhooks().change(webhook.id(), change).orElseThrow();
    hooks.webhooksChanged();
    return changed;
  }

  Webhook disable(Webhook webhook) {
    WebhookState off =
        new WebhookState.Disabled(Instant.now(), WebhookState.Reason.MANUAL, "by hand");
    return change(webhook, it -> it.in(off));
  }

  Webhook enable(Webhook webhook) {
    return change(webhook, it -> it.in(new WebhookState.Enabled()));
  }

  void remove(Webhook webhook) {
    opened.store().webhooks().remove(webhook.id());
    hooks.webhooksChanged();
  }

  /** Records an event and hands it over, as the server does. */
  Receipt publish(String subject, String text) {
    Receipt receipt = record(subject, text);
    hooks.committed(receipt);
    return receipt;
  }

  /** Records an event; nobody is told. */
  Receipt record(String subject, String text) {
    return record(Note.event(subject, text));
  }

  /** Like {@link #publish}, with an event of the other type. */
  void publishOther(String subject, String text) {
    hooks.committed(record(Event.of(Note.OTHER, subject, Instant.now(), new Note(text))));
  }

  private Receipt record(Event event) {
    var fanOut = opened.store().outbox().fanOut(event);
    return opened
        .database()
        .write(connection -> opened.store().outbox().append(connection, fanOut));
  }

  Delivery delivery(Receipt receipt) {
    return stored(receipt.due().getFirst().delivery().id());
  }

  Delivery stored(Delivery.Id id) {
    return opened.store().deliveryActions().find(id).orElseThrow();
  }

  List<Attempt> attempts(Receipt receipt) {
    return opened.store().attempts().of(receipt.due().getFirst().delivery().id());
  }

  String state(Receipt receipt) {
    return delivery(receipt).state().name();
  }

  long count(Webhook webhook, String state) {
    Map<String, Long> counts = new WebhookDeliveries(opened.store().log(), webhook.id()).counts();
    return counts.getOrDefault(state, 0L);
  }

  Webhook now(Webhook webhook) {
    return opened.store().webhooks().find(webhook.id()).orElseThrow();
  }

  @Override
  public void close() {
    hooks.close();
    opened.closing().run();
  }

  /** Remembers what the engine told, and writes the real log. */
  static final class Heard implements HooksListener {

    final List<Settlement> settlements = new CopyOnWriteArrayList<>();
    final Map<Webhook.Id, WebhookState.Disabled> disabled = new ConcurrentHashMap<>();
    final AtomicInteger storeFailures = new AtomicInteger();
    private final EngineLog log = new EngineLog();

    @Override
    public void settled(Settlement settlement) {
      log.settled(settlement);
      settlements.add(settlement);
    }

    @Override
    public void disabled(Webhook.Id webhook, WebhookState.Disabled state) {
      disabled.put(webhook, state);
    }

    @Override
    public void storeFailed(String what, RuntimeException failure) {
      storeFailures.incrementAndGet();
    }
  }
}
