package dev.carillon.hooks.spring;

import dev.carillon.hooks.Role;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The properties {@code carillon.hooks.*}. Values are checked when webhooks start: a wrong one ends
 * the start with the property's name, its value and what is allowed.
 *
 * @param enabled Whether webhooks are set up at all.
 * @param key Key that encrypts the secrets of webhooks in the database: 32 random bytes in Base64,
 *     as "openssl rand -base64 32" prints them. All instances need the same one, forever.
 * @param keyFile File with the key, instead of the key itself. It is made with a new random key if
 *     it is not there.
 * @param tablePrefix What the names of all tables begin with: lower-case letters, digits and
 *     underscores.
 * @param schema Schema of all tables, on PostgreSQL; where connections find them unless it is set.
 * @param createTables Whether missing tables are made at the start. If not, a start without them
 *     fails and names the script to run.
 * @param role What this instance does. One that only records leaves sending to the others.
 * @param node What administrators know this instance by. Its host, its process and a random part
 *     unless it is set.
 * @param retention For how long the log keeps deliveries that have ended.
 * @param allow Networks that are not public to which webhooks may point, such as 10.1.0.0/16.
 *     Without one they may only point to the public internet.
 * @param allowLoopback Whether webhooks may point to this machine: for development and tests.
 * @param delivery How requests are made and retried, for all webhooks.
 * @param health The health indicator.
 * @param management The REST controller.
 */
@ConfigurationProperties("carillon.hooks")
public record HooksProperties(
    @DefaultValue("true") boolean enabled,
    @Nullable String key,
    @Nullable String keyFile,
    @DefaultValue("hooks_") String tablePrefix,
    @Nullable String schema,
    @DefaultValue("true") boolean createTables,
    @DefaultValue("record-and-send") Role role,
    @Nullable String node,
    @DefaultValue("30d") Duration retention,
    @DefaultValue({}) List<String> allow,
    @DefaultValue("false") boolean allowLoopback,
    @DefaultValue Delivery delivery,
    @DefaultValue Health health,
    @DefaultValue Management management) {

  /** The key is a secret: it is not printed. */
  @Override
  public String toString() {
    return "HooksProperties[enabled=%s, key=%s, keyFile=%s, tablePrefix=%s, schema=%s, node=%s]"
        .formatted(enabled, key == null ? "unset" : "set", keyFile, tablePrefix, schema, node);
  }

  /**
   * How requests are made and retried, for all webhooks.
   *
   * @param timeout Time for a whole request, from the look-up of the address to the last byte of
   *     the response: up to 10 minutes.
   * @param retryDelays Delay before each retry, none shorter than the one before and none longer
   *     than 7 days. There are as many retries as delays; none if it is empty.
   * @param retriedStatuses Statuses from 400 to 499 that are retried as those from 500 on are, such
   *     as 408 and 429.
   * @param maxConcurrentPerWebhook Requests of one webhook that may be on the wire at once.
   * @param disableAfter Failed attempts within 10 seconds that disable a webhook; -1 = they never
   *     do.
   * @param disableOnGone Whether a response with the status 410 disables a webhook.
   */
  public record Delivery(
      @DefaultValue("15s") Duration timeout,
      @DefaultValue({"1s", "5s", "30s", "2m", "10m", "30m", "1h", "2h"}) List<Duration> retryDelays,
      @DefaultValue({}) Set<Integer> retriedStatuses,
      @DefaultValue("16") int maxConcurrentPerWebhook,
      @DefaultValue("50") int disableAfter,
      @DefaultValue("false") boolean disableOnGone) {}

  /**
   * The health indicator.
   *
   * @param backlogAgeMax Age of the oldest pending delivery from which on health is DOWN; 0 =
   *     health does not depend on it. A webhook whose receiver is down for days has old deliveries
   *     too.
   */
  public record Health(@DefaultValue("0s") Duration backlogAgeMax) {}

  /**
   * The REST controller.
   *
   * @param path Path of the REST controller that manages webhooks, such as /admin/webhooks. There
   *     is none unless it is set.
   * @param role Role that callers need, such as WEBHOOKS_ADMIN, checked through Spring Security.
   * @param open Whether every caller who reaches the controller may manage webhooks. For programs
   *     that protect it by other means than Spring Security.
   */
  public record Management(
      @Nullable String path, @Nullable String role, @DefaultValue("false") boolean open) {}
}
