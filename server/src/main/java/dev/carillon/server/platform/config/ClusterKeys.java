package dev.carillon.server.platform.config;

import dev.carillon.hooks.http.address.AllowedRange;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/**
 * The table of cluster properties: the settings that all nodes share. {@link ClusterSettings} are
 * their values. What each node sets for itself is in {@link NodeKeys}.
 */
public final class ClusterKeys {

  private static final List<Property<?>> TABLE = new ArrayList<>();

  static final Property<String> SERVER_URL =
      add(
          "serverUrl",
          PropertyType.baseUrl(),
          "",
          "The beginning of links to this server, for instance behind a proxy. Empty: the address",
          "that the server listens on.");

  static final Property<ZoneId> TIME_ZONE =
      add(
          "timeZone",
          PropertyType.zone(),
          "UTC",
          "The time zone of dates in responses and events.");

  static final Property<Boolean> STATUS_OK_ON_ERROR =
      add(
          "returnStatusOkOnErrorForServicesApi",
          PropertyType.flag(),
          "false",
          "Whether errors of /services requests have HTTP status 200. The real status is then",
          "only in the errorcode of the response.");

  static final Property<Boolean> SYSTEM_METRICS_WITHOUT_LOGIN =
      add(
          "systemMetricsWithoutLogin",
          PropertyType.flag(),
          "true",
          "Whether /services/system/metrics needs no login, for load balancers. It shows uptime,",
          "load, memory and threads of the process, and nothing about assets or users.");

  static final Property<Integer> REQUESTS_PER_SECOND =
      add(
          "requestsPerSecondPerAddress",
          PropertyType.wholeNumber(0, 1_000_000),
          "0",
          "How many requests per second one IP address may send. Further requests get 429 with",
          "Retry-After. 0: no limit. Behind a proxy all requests come from the proxy's address.");

  static final Property<String> UNKNOWN_FIELDS =
      add(
          "unknownFields",
          PropertyType.oneOf("keep", "refuse"),
          "keep",
          "What happens to metadata with an unknown field name. keep: it is stored as text with",
          "one value, and the log says so once for each name. refuse: the response is 400, and",
          "the error names the nearest fields. Names that begin with cf_ are always stored.");

  static final Property<Integer> EMAILS_PER_HOUR_PER_USER =
      add(
          "emailsPerHourPerUser",
          PropertyType.wholeNumber(0, 1_000_000),
          "200",
          "How many recipients one user can send e-mails to in an hour, on all nodes together. An",
          "e-mail to three recipients counts three times. E-mails about replies to a share link",
          "count for the user who shared it. Further requests get 429 with Retry-After. 0: no",
          "limit.");

  static final Property<Integer> EMAILS_PER_HOUR =
      add(
          "emailsPerHour",
          PropertyType.wholeNumber(0, 1_000_000),
          "2000",
          "The same for all users together.");

  static final Property<Integer> RETRY_MAXIMUM_ATTEMPTS =
      add(
          "webHooksRetryMaximumAttempts",
          PropertyType.wholeNumber(0, 100),
          "8",
          "How often a failed delivery is retried after the first attempt.");

  static final Property<List<Duration>> RETRY_DELAYS =
      add(
          "webHooksRetryDelays",
          PropertyType.growingDurations(7),
          "1s,5s,30s,2m,10m,30m,1h,2h",
          "The delays before the first retry, the second, and so on. Each is varied by up to 20 %.",
          "Each retry beyond the list waits twice as long as the one before, at most 7 days.");

  static final Property<List<Integer>> RETRIED_CLIENT_ERRORS =
      add(
          "webHooksRetriedClientErrors",
          PropertyType.wholeNumbers(400, 499),
          "",
          "4xx responses are final, except these statuses, which are retried, e.g. 408,425,429.");

  static final Property<Integer> TIMEOUT_SECONDS =
      add(
          "webHooksTimeoutSeconds",
          PropertyType.wholeNumber(1, 60),
          "15",
          "The timeout of a whole attempt, from the DNS lookup to the last byte of the response.");

  static final Property<Integer> MAX_CONCURRENT =
      add(
          "webHooksMaxConcurrentPerWebhook",
          PropertyType.wholeNumber(1, 1000),
          "16",
          "How many requests one webhook can have on the wire at once.");

  static final Property<Integer> FAILURES_BEFORE_DISABLE =
      add(
          "webHooksFailuresBeforeDisable",
          PropertyType.countOrNever(1_000_000),
          "50",
          "This many failed attempts within 10 seconds disable a webhook.");

  static final Property<Boolean> DISABLE_ON_GONE =
      add(
          "webHooksDisableOnGone",
          PropertyType.flag(),
          "false",
          "Whether a 410 response disables a webhook.");

  static final Property<List<Duration>> RECOVERY_DELAYS =
      add(
          "webHooksRecoveryDelays",
          PropertyType.growingDurations(7),
          "1m,5m,15m,1h",
          "A webhook with recoverAutomatically that failures have disabled gets a ping after each of",
          "these times, until one succeeds.");

  static final Property<List<AllowedRange>> ALLOWED_NETWORKS =
      add(
          "webHooksAllowedNetworks",
          PropertyType.openedNetworks(),
          "",
          "Webhooks cannot reach private and local addresses, except in these networks: ranges",
          "such as 10.1.0.0/16 for every host, or shop.example.com=10.1.0.0/16 for that host",
          "alone. Loopback is allowed too if the server itself listens on loopback only.");

  static final Property<Boolean> REQUIRE_HTTPS =
      add(
          "webHooksRequireHttps",
          PropertyType.flag(),
          "false",
          "Whether webhooks must have https URLs.");

  static final Property<Integer> RETENTION_DAYS =
      add(
          "webHooksRetentionDays",
          PropertyType.wholeNumber(1, 3650),
          "30",
          "How long events and ended deliveries are kept, in days.");

  static final Property<Integer> RETENTION_MEGABYTES =
      add(
          "webHooksRetentionMegabytes",
          PropertyType.wholeNumber(100, 100_000_000),
          "20000",
          "The approximate maximum size of the log of events and deliveries, with payloads and",
          "responses. Beyond it the oldest ended deliveries are removed early, and the oldest "
              + "events that consumers have not acknowledged.");

  static final Property<String> PROOFS =
      add(
          "proofs",
          PropertyType.oneOf("off", "on"),
          "off",
          "Whether attempts are hashed some time after they have settled, so that carillon",
          "deliveries prove can show what was sent, and carillon audit verify finds what was",
          "changed, removed or added. What ends while it is off cannot be proved.");

  static final Property<String> LOG_FORMAT =
      add(
          "logFormat",
          PropertyType.oneOf("logfmt", "json"),
          "logfmt",
          "The format of the log. logfmt: one line of text for each message, with key=value pairs",
          "if it is about attempts or webhooks, and stack traces below. json: one JSON object on",
          "one line for each message, stack traces included, from the first line of a start.");

  static final Property<String> LOG_ATTEMPTS =
      add(
          "logAttempts",
          PropertyType.oneOf("failed", "all"),
          "failed",
          "Which delivery attempts get a line in the log.");

  static final Property<Integer> AUDIT_RETENTION_DAYS =
      add(
          "auditRetentionDays",
          PropertyType.wholeNumber(1, 3650),
          "365",
          "How long the audit log is kept, in days.");

  static final Property<Integer> EXTERNAL_PROCESSING_TIMEOUT =
      add(
          "externalProcessingTimeoutSeconds",
          PropertyType.wholeNumber(1, 86_400),
          "600",
          "How long an external engine has to send the pictures of a job that it accepted. After",
          "that it gets the job again. After three times the asset's preview counts as failed.");

  static final Property<Integer> TRASH_DAYS =
      add(
          "trashDays",
          PropertyType.wholeNumber(0, 3650),
          "30",
          "For how many days removed assets are kept in the trash, where they can be restored.",
          "Events and searches treat them as removed. 0: they are deleted for good at once. A",
          "change applies to assets that are removed from then on.");

  /** All of them, in the order of the shipped file. */
  public static final List<Property<?>> ALL = List.copyOf(TABLE);

  private ClusterKeys() {}

  private static <T> Property<T> add(
      String key, PropertyType<T> type, String standard, String... meaning) {
    Property<T> property = new Property<>(key, type, standard, List.of(meaning));
    TABLE.add(property);
    return property;
  }
}
