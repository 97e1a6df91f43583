package dev.carillon.server.platform.config;

import java.time.Duration;
import java.time.ZoneId;

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
 * @param trashDays for how many days removed assets are kept; 0 = not at all
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
    Duration externalProcessingTimeout,
    int trashDays) {

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
        Duration.ofSeconds(values.value(ClusterKeys.EXTERNAL_PROCESSING_TIMEOUT)),
        values.value(ClusterKeys.TRASH_DAYS));
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
}
