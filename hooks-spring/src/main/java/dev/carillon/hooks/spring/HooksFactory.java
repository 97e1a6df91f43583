package dev.carillon.hooks.spring;

import dev.carillon.hooks.AfterCommit;
import dev.carillon.hooks.Hooks;
import dev.carillon.hooks.HooksBuilder;
import dev.carillon.hooks.delivery.DeliveryPolicy;
import dev.carillon.hooks.delivery.HooksListener;
import dev.carillon.hooks.delivery.RetrySchedule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Starts webhooks as the properties and beans of a program say.
 *
 * @param properties what is configured
 * @param afterCommit tells of commits
 * @param listeners are notified of what happens, beside the log
 * @param decorators are put around the sender, the first one innermost
 * @param customizers have the last word
 */
record HooksFactory(
    HooksProperties properties,
    AfterCommit afterCommit,
    List<HooksListener> listeners,
    List<SenderDecorator> decorators,
    List<HooksCustomizer> customizers) {

  private static final String PREFIX = "carillon.hooks.";
  private static final String MAKE_KEY =
      "Make a key once, with \"openssl rand -base64 32\", keep it as you keep passwords, and give"
          + " it to all instances as carillon.hooks.key (environment variable CARILLON_HOOKS_KEY),"
          + " or name a file that holds it, or is to hold it, by carillon.hooks.key-file.";

  /**
   * Starts.
   *
   * @throws InvalidHooksPropertyException if a property is missing or not allowed
   */
  Hooks start(DataSource dataSource) {
    HooksBuilder builder = Hooks.builder(dataSource);
    key(builder);
    set("table-prefix", properties.tablePrefix(), builder::tablePrefix);
    text(properties.schema()).ifPresent(schema -> set("schema", schema, builder::schema));
    text(properties.node()).ifPresent(node -> set("node", node, builder::node));
    set("retention", properties.retention(), builder::retention);
    properties.allow().forEach(network -> set("allow", network, builder::allow));
    if (properties.allowLoopback()) {
      builder.allowLoopback();
    }
    builder
        .createTables(properties.createTables())
        .role(properties.role())
        .policy(policy(properties.delivery()))
        .afterCommit(afterCommit)
        .listener(new Listeners(listeners));
    decorators.forEach(decorator -> builder.decorateSender(decorator::decorate));
    customizers.forEach(customizer -> customizer.customize(builder));
    return builder.start();
  }

  private static DeliveryPolicy policy(HooksProperties.Delivery wanted) {
    DeliveryPolicy policy =
        DeliveryPolicy.DEFAULT
            .withSchedule(
                checked("delivery.retry-delays", wanted.retryDelays(), HooksFactory::schedule))
            .withDisableOnGone(wanted.disableOnGone());
    policy = checked("delivery.timeout", wanted.timeout(), policy::withTimeout);
    policy =
        checked(
            "delivery.retried-statuses", wanted.retriedStatuses(), policy::withRetriedClientErrors);
    policy =
        checked(
            "delivery.max-concurrent-per-webhook",
            wanted.maxConcurrentPerWebhook(),
            policy::withMaxConcurrentPerWebhook);
    return checked(
        "delivery.disable-after", wanted.disableAfter(), policy::withFailuresBeforeDisable);
  }

  private static RetrySchedule schedule(List<Duration> delays) {
    RetrySchedule usual = RetrySchedule.DEFAULT;
    return delays.isEmpty()
        ? new RetrySchedule(usual.delays(), 0, usual.jitter())
        : usual.with(delays);
  }

  private void key(HooksBuilder builder) {
    Optional<String> key = text(properties.key());
    Optional<String> file = text(properties.keyFile());
    if (key.isPresent() && file.isPresent()) {
      throw new InvalidHooksPropertyException(
          PREFIX + "key",
          "set beside " + PREFIX + "key-file",
          "one of the two is allowed",
          "Take one of the two away.",
          null);
    }
    if (key.isEmpty() && file.isEmpty()) {
      throw new InvalidHooksPropertyException(
          PREFIX + "key", "not set", "webhooks need a key", MAKE_KEY, null);
    }
    key.ifPresent(secret -> secret(secret, builder));
    file.ifPresent(path -> set("key-file", path, name -> builder.key(Path.of(name))));
  }

  /** Its value is not shown. */
  private static void secret(String key, HooksBuilder builder) {
    try {
      builder.key(key);
    } catch (IllegalArgumentException refused) {
      throw new InvalidHooksPropertyException(
          PREFIX + "key", "not a key", String.valueOf(refused.getMessage()), MAKE_KEY, refused);
    }
  }

  private static <T> void set(String property, T value, Consumer<T> setter) {
    checked(
        property,
        value,
        given -> {
          setter.accept(given);
          return given;
        });
  }

  /** What is made of a property's value. */
  private static <T, R> R checked(String property, T value, Function<T, R> maker) {
    try {
      return maker.apply(value);
    } catch (IllegalArgumentException refused) {
      throw new InvalidHooksPropertyException(
          PREFIX + property,
          "\"" + value + "\"",
          String.valueOf(refused.getMessage()),
          "Change the value of " + PREFIX + property + " to one that is allowed.",
          refused);
    }
  }

  /** What is blank counts as not set, as an empty variable of the environment does. */
  private static Optional<String> text(@Nullable String value) {
    return Optional.ofNullable(value).filter(text -> !text.isBlank());
  }
}
