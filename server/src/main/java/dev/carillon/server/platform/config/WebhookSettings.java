package dev.carillon.server.platform.config;

import dev.carillon.hooks.delivery.DeliveryPolicy;
import dev.carillon.hooks.delivery.RetrySchedule;
import dev.carillon.hooks.http.address.AllowedRange;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * The cluster properties about webhooks at one moment, as values.
 *
 * @param policy the engine's rules
 * @param allowedNetworks what the address guard lets through
 * @param requireHttps whether addresses must be https
 * @param retention how long events and finished deliveries are kept
 * @param retentionBytes how much of them is kept, about
 * @param recoveryDelays how long after failures have disabled a webhook it gets each ping
 * @param proofs whether attempts are hashed
 */
public record WebhookSettings(
    DeliveryPolicy policy,
    List<AllowedRange> allowedNetworks,
    boolean requireHttps,
    Duration retention,
    long retentionBytes,
    List<Duration> recoveryDelays,
    boolean proofs) {

  private static final long BYTES_PER_MEGABYTE = 1_000_000;

  private static final double JITTER = 0.2;

  static WebhookSettings of(PropertyValues values) {
    return new WebhookSettings(
        policy(values),
        values.value(ClusterKeys.ALLOWED_NETWORKS),
        values.value(ClusterKeys.REQUIRE_HTTPS),
        Duration.ofDays(values.value(ClusterKeys.RETENTION_DAYS)),
        values.value(ClusterKeys.RETENTION_MEGABYTES) * BYTES_PER_MEGABYTE,
        values.value(ClusterKeys.RECOVERY_DELAYS),
        values.value(ClusterKeys.PROOFS).equals("on"));
  }

  private static DeliveryPolicy policy(PropertyValues values) {
    return new DeliveryPolicy(
        new RetrySchedule(
            values.value(ClusterKeys.RETRY_DELAYS),
            values.value(ClusterKeys.RETRY_MAXIMUM_ATTEMPTS),
            JITTER),
        Set.copyOf(values.value(ClusterKeys.RETRIED_CLIENT_ERRORS)),
        values.value(ClusterKeys.DISABLE_ON_GONE),
        values.value(ClusterKeys.FAILURES_BEFORE_DISABLE),
        Duration.ofSeconds(values.value(ClusterKeys.TIMEOUT_SECONDS)),
        values.value(ClusterKeys.MAX_CONCURRENT));
  }
}
