package dev.carillon.server.platform.config;

import dev.carillon.hooks.delivery.DeliveryPolicy;
import dev.carillon.hooks.delivery.RetrySchedule;
import dev.carillon.hooks.http.address.AllowedRange;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;

/**
 * The cluster properties at one moment, as values.
 *
 * @param serverUrl what links start with, without a slash at the end; empty where it is not set
 * @param timeZone the zone of formatted dates
 * @param statusOkOnError whether errors of {@code /services} are answered with status 200
 * @param systemMetricsWithoutLogin whether figures of the process are public
 * @param requestsPerSecond how many requests a second one address may send; 0 = no limit
 * @param refusesUnknownFields whether metadata whose name is no field is refused
 * @param emails how many e-mails are sent
 * @param webhooks those about webhooks
 * @param log those about the log
 * @param auditRetentionDays how long the audit log is kept
 * @param externalProcessingTimeout how long an external engine has for a job
 */
public record ClusterSettings(
    String serverUrl,
    ZoneId timeZone,
    boolean statusOkOnError,
    boolean systemMetricsWithoutLogin,
    int requestsPerSecond,
    boolean refusesUnknownFields,
    Emails emails,
    WebhookSettings webhooks,
    Log log,
    int auditRetentionDays,
    Duration externalProcessingTimeout) {

  /** Everything by default. */
  public static final ClusterSettings DEFAULT = of(PropertyValues.NONE);

  static ClusterSettings of(PropertyValues values) {
    return new ClusterSettings(
        values.value(ClusterKeys.SERVER_URL),
        values.value(ClusterKeys.TIME_ZONE),
        values.value(ClusterKeys.STATUS_OK_ON_ERROR),
        values.value(ClusterKeys.SYSTEM_METRICS_WITHOUT_LOGIN),
        values.value(ClusterKeys.REQUESTS_PER_SECOND),
        values.value(ClusterKeys.UNKNOWN_FIELDS).equals("refuse"),
        new Emails(
            values.value(ClusterKeys.EMAILS_PER_HOUR_PER_USER),
            values.value(ClusterKeys.EMAILS_PER_HOUR)),
        WebhookSettings.of(values),
        new Log(
            values.value(ClusterKeys.LOG_FORMAT).equals("json"),
            values.value(ClusterKeys.LOG_ATTEMPTS).equals("all")),
        values.value(ClusterKeys.AUDIT_RETENTION_DAYS),
        Duration.ofSeconds(values.value(ClusterKeys.EXTERNAL_PROCESSING_TIMEOUT)));
  }

  /**
   * How many addresses e-mails are sent to in an hour; 0 = no limit.
   *
   * @param perUser for one user
   * @param all for all together
   */
  public record Emails(int perUser, int all) {}

  /**
   * What the log is like.
   *
   * @param json whether each line is a JSON object
   * @param allAttempts whether attempts that went well are in it
   */
  public record Log(boolean json, boolean allAttempts) {}

  /** What links start with: what was set, or else the address that the server listens on. */
  public String baseUrl(String listening) {
    return serverUrl.isEmpty() ? listening : serverUrl;
  }

  /**
   * The cluster properties about webhooks at one moment, as values.
   *
   * @param policy the engine's rules
   * @param allowedNetworks what the address guard lets through
   * @param requireHttps whether addresses must be https
   * @param retention how long events and finished deliveries are kept
   * @param retentionBytes how much of them is kept, about
   */
  public record WebhookSettings(
      DeliveryPolicy policy,
      List<AllowedRange> allowedNetworks,
      boolean requireHttps,
      Duration retention,
      long retentionBytes) {

    private static final long BYTES_PER_MEGABYTE = 1_000_000;

    private static final double JITTER = 0.2;

    static WebhookSettings of(PropertyValues values) {
      return new WebhookSettings(
          policy(values),
          values.value(ClusterKeys.ALLOWED_NETWORKS),
          values.value(ClusterKeys.REQUIRE_HTTPS),
          Duration.ofDays(values.value(ClusterKeys.RETENTION_DAYS)),
          values.value(ClusterKeys.RETENTION_MEGABYTES) * BYTES_PER_MEGABYTE);
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
}
