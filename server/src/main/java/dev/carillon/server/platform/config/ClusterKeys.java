package dev.carillon.server.platform.config;

import dev.carillon.hooks.http.address.Opened;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;

/** The table of cluster properties. */
public final class ClusterKeys {

  static final Property<String> SERVER_URL =
      Property.of(
          "serverUrl",
          new PropertyType.BaseUrl(),
          "",
          "What links to this server start with, for instance behind a proxy.",
          "Empty: the address that the server listens on.");

  static final Property<ZoneId> TIME_ZONE =
      Property.of(
          "timeZone",
          new PropertyType.Zone(),
          "UTC",
          "The time zone in which dates are shown and written into events.");

  static final Property<Boolean> STATUS_OK_ON_ERROR =
      Property.of(
          "returnStatusOkOnErrorForServicesApi",
          new PropertyType.Flag(),
          "false",
          "Whether errors of /services calls are answered with HTTP status 200; the status then",
          "stands in the answer's errorcode only.");

  static final Property<Boolean> SYSTEM_METRICS_WITHOUT_LOGIN =
      Property.of(
          "systemMetricsWithoutLogin",
          new PropertyType.Flag(),
          "true",
          "Whether /services/system/metrics needs no log-in, for load balancers: uptime, load,"
              + " memory",
          "and threads of the process, and nothing about assets or users.");

  static final Property<Integer> REQUESTS_PER_SECOND =
      Property.of(
          "requestsPerSecondPerAddress",
          new PropertyType.WholeNumber(0, 1_000_000),
          "0",
          "How many requests a second one address may send; more are answered 429 with"
              + " Retry-After.",
          "0: no limit. Behind a proxy all requests come from its address.");

  static final Property<String> UNKNOWN_FIELDS =
      Property.of(
          "unknownFields",
          new PropertyType.OneOf(List.of("keep", "refuse")),
          "keep",
          "What becomes of metadata whose name is no field. keep: it is kept as text with one"
              + " value,",
          "and the log says so once for each name. refuse: 400, and the error names the nearest",
          "fields. Names that begin with cf_ are always kept.");

  static final Property<Integer> EMAILS_PER_HOUR_PER_USER =
      Property.of(
          "emailsPerHourPerUser",
          new PropertyType.WholeNumber(0, 1_000_000),
          "200",
          "How many addresses one user may have e-mails sent to in an hour, on each node; an"
              + " e-mail",
          "to three counts three times, and those about replies to shared links count for who",
          "shared. More are answered 429 with Retry-After. 0: no limit.");

  static final Property<Integer> EMAILS_PER_HOUR =
      Property.of(
          "emailsPerHour",
          new PropertyType.WholeNumber(0, 1_000_000),
          "2000",
          "The same for all users together.");

  static final Property<Integer> RETRY_MAXIMUM_ATTEMPTS =
      Property.of(
          "webHooksRetryMaximumAttempts",
          new PropertyType.WholeNumber(0, 100),
          "8",
          "How often a failed delivery is tried again after the first try.");

  static final Property<List<Duration>> RETRY_DELAYS =
      Property.of(
          "webHooksRetryDelays",
          new PropertyType.GrowingDurations(Duration.ofDays(7)),
          "1s,5s,30s,2m,10m,30m,1h,2h",
          "The waits before the first retry, the second, and so on; each is varied by up to 20 %.",
          "Retries beyond the list wait twice as long as the one before.");

  static final Property<List<Integer>> RETRIED_CLIENT_ERRORS =
      Property.of(
          "webHooksRetriedClientErrors",
          new PropertyType.WholeNumbers(400, 499),
          "",
          "Answers 4xx are final. These codes are tried again all the same, e.g. 408,425,429.");

  static final Property<Integer> TIMEOUT_SECONDS =
      Property.of(
          "webHooksTimeoutSeconds",
          new PropertyType.WholeNumber(1, 60),
          "15",
          "The deadline of a whole attempt, from looking up the name to the answer's last byte.");

  static final Property<Integer> MAX_CONCURRENT =
      Property.of(
          "webHooksMaxConcurrentPerWebhook",
          new PropertyType.WholeNumber(1, 1000),
          "16",
          "How many requests one webhook may have on the wire at once.");

  static final Property<Integer> FAILURES_BEFORE_DISABLE =
      Property.of(
          "webHooksFailuresBeforeDisable",
          new PropertyType.CountOrNever(1_000_000),
          "50",
          "So many failed attempts within 10 seconds disable a webhook.");

  static final Property<Boolean> DISABLE_ON_GONE =
      Property.of(
          "webHooksDisableOnGone",
          new PropertyType.Flag(),
          "false",
          "Whether the answer 410 disables a webhook.");

  static final Property<List<Opened>> ALLOWED_NETWORKS =
      Property.of(
          "webHooksAllowedNetworks",
          new PropertyType.OpenedNetworks(),
          "",
          "Webhooks cannot reach private and local addresses, but for these networks: ranges such"
              + " as",
          "10.1.0.0/16 for every host, or hooks.example.com=10.1.0.0/16 for that host alone.",
          "Loopback is let through too while the server itself listens on loopback only.");

  static final Property<Boolean> REQUIRE_HTTPS =
      Property.of(
          "webHooksRequireHttps",
          new PropertyType.Flag(),
          "false",
          "Whether webhooks must have https addresses.");

  static final Property<Integer> RETENTION_DAYS =
      Property.of(
          "webHooksRetentionDays",
          new PropertyType.WholeNumber(1, 3650),
          "30",
          "How long events and finished deliveries are kept.");

  static final Property<Integer> RETENTION_MEGABYTES =
      Property.of(
          "webHooksRetentionMegabytes",
          new PropertyType.WholeNumber(100, 100_000_000),
          "20000",
          "About how large the log of events and deliveries may become, payloads and answers",
          "included. Beyond it the oldest finished deliveries are removed before their time.");

  static final Property<String> LOG_FORMAT =
      Property.of(
          "logFormat",
          new PropertyType.OneOf(List.of("logfmt", "json")),
          "logfmt",
          "How the log is written. logfmt: a line of text for each message, with key=value pairs",
          "where it is about attempts or webhooks, and stack traces below. json: each message is"
              + " one",
          "JSON object on one line, stack traces included, from the first line of a start on.");

  static final Property<String> LOG_ATTEMPTS =
      Property.of(
          "logAttempts",
          new PropertyType.OneOf(List.of("failed", "all")),
          "failed",
          "Which attempts to deliver get a line in the log.");

  static final Property<Integer> EXTERNAL_PROCESSING_TIMEOUT =
      Property.of(
          "externalProcessingTimeoutSeconds",
          new PropertyType.WholeNumber(1, 86_400),
          "600",
          "How long an external engine has to send the pictures of a job that it took. Then the"
              + " job",
          "is given to it again; after three times the asset's preview counts as failed.");

  static final Property<Integer> AUDIT_RETENTION_DAYS =
      Property.of(
          "auditRetentionDays",
          new PropertyType.WholeNumber(1, 3650),
          "365",
          "How long the audit log is kept.");

  /** All of them, in the order of the shipped file. */
  public static final List<Property<?>> ALL =
      List.of(
          SERVER_URL,
          TIME_ZONE,
          STATUS_OK_ON_ERROR,
          SYSTEM_METRICS_WITHOUT_LOGIN,
          REQUESTS_PER_SECOND,
          UNKNOWN_FIELDS,
          EMAILS_PER_HOUR_PER_USER,
          EMAILS_PER_HOUR,
          RETRY_MAXIMUM_ATTEMPTS,
          RETRY_DELAYS,
          RETRIED_CLIENT_ERRORS,
          TIMEOUT_SECONDS,
          MAX_CONCURRENT,
          FAILURES_BEFORE_DISABLE,
          DISABLE_ON_GONE,
          ALLOWED_NETWORKS,
          REQUIRE_HTTPS,
          RETENTION_DAYS,
          RETENTION_MEGABYTES,
          LOG_FORMAT,
          LOG_ATTEMPTS,
          AUDIT_RETENTION_DAYS,
          EXTERNAL_PROCESSING_TIMEOUT);

  private ClusterKeys() {}
}
