package dev.carillon.server.platform.config;

import dev.carillon.hooks.http.address.AllowedRange;
import dev.carillon.hooks.http.address.Cidr;
import java.net.URI;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a property's text is read.
 *
 * @param kind the API's word for it
 * @param allowed what is allowed, to follow the words "must be"
 * @param choices the only texts that are allowed; empty where there are more than a few
 * @param secret whether a text of it must never be shown
 * @param reading reads a text; throws what it likes if the text is not allowed
 * @param display what messages may show of a text
 * @param <T> what it becomes
 */
public record PropertyType<T>(
    String kind,
    String allowed,
    List<String> choices,
    boolean secret,
    Function<String, T> reading,
    UnaryOperator<String> display) {

  private static final String MASK = "********";

  /** No retry schedule is longer than this. */
  private static final int DURATIONS_MAX = 100;

  private static final int SEARCH_HOSTS_MAX = 8;

  /** Durations as people write them: 500ms, 5s, 2m, 1h, 1d. */
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");

  private static final String NETWORKS =
      "networks such as 10.1.0.0/16 or fd00:1::/32 (all bits after the prefix zero) or addresses";

  private PropertyType(String kind, String allowed, Function<String, T> reading) {
    this(kind, allowed, List.of(), reading);
  }

  private PropertyType(
      String kind, String allowed, List<String> choices, Function<String, T> reading) {
    this(kind, allowed, choices, false, reading, text -> text);
  }

  /**
   * Reads a text that has no white space around it.
   *
   * @throws RuntimeException if it is not {@link #allowed()}
   */
  T parse(String text) {
    return reading.apply(text);
  }

  /** A text as messages may show it, whether it is allowed or not. */
  public String shown(String text) {
    return display.apply(text);
  }

  /** Any text. */
  static PropertyType<String> text(String allowed) {
    return new PropertyType<>("text", allowed, text -> text);
  }

  /** Any text, which must never be shown. */
  static PropertyType<String> secret(String allowed) {
    return new PropertyType<>(
        "text", allowed, List.of(), true, text -> text, text -> text.isEmpty() ? "" : MASK);
  }

  /** A whole number in a range. */
  static PropertyType<Integer> wholeNumber(int min, int max) {
    return new PropertyType<>(
        "number",
        "a whole number from " + min + " to " + max,
        text -> {
          int value = Integer.parseInt(text);
          return require(value >= min && value <= max, value);
        });
  }

  /** A whole number from 1, or -1 for "never". */
  static PropertyType<Integer> countOrNever(int max) {
    return new PropertyType<>(
        "number",
        "-1 for never, or a whole number from 1 to " + max,
        text -> {
          int value = Integer.parseInt(text);
          return require(value == -1 || (value >= 1 && value <= max), value);
        });
  }

  /** A size in megabytes, in bytes; -1 where nothing is said. */
  static PropertyType<Long> megabytesOrNothing(int max) {
    PropertyType<Integer> megabytes = wholeNumber(0, max);
    return new PropertyType<>(
        "number",
        megabytes.allowed() + ", or nothing",
        text -> text.isEmpty() ? -1L : (long) megabytes.parse(text) << 20);
  }

  /** A port; -1 where there is none. */
  static PropertyType<Integer> portOrNothing() {
    return new PropertyType<>(
        "number",
        "a port from 1 to 65535, 0 for any free one, or nothing",
        text -> text.isEmpty() ? -1 : wholeNumber(0, 65_535).parse(text));
  }

  /** {@code true} or {@code false}. */
  static PropertyType<Boolean> flag() {
    return new PropertyType<>(
        "flag",
        "true or false",
        List.of("true", "false"),
        text -> require(text.equals("true") || text.equals("false"), text.equals("true")));
  }

  /** One of some words. */
  static PropertyType<String> oneOf(String... words) {
    List<String> choices = List.of(words);
    return new PropertyType<>(
        "choice",
        String.join(" or ", words),
        choices,
        text -> require(choices.contains(text), text));
  }

  /** How a connection is protected. */
  static PropertyType<MailSettings.Security> security() {
    return new PropertyType<>(
        "choice",
        "starttls, tls or none",
        List.of("starttls", "tls", "none"),
        text -> MailSettings.Security.valueOf(text.toUpperCase(Locale.ROOT)));
  }

  /** Whole numbers in a range, separated by commas; may be empty. */
  static PropertyType<List<Integer>> wholeNumbers(int min, int max) {
    PropertyType<Integer> each = wholeNumber(min, max);
    return new PropertyType<>(
        "numbers",
        "whole numbers from " + min + " to " + max + " with commas between, or nothing",
        text -> items(text).stream().map(each::parse).toList());
  }

  /** At least one duration above 0, none shorter than the one before it. */
  static PropertyType<List<Duration>> growingDurations(int daysMax) {
    return new PropertyType<>(
        "durations",
        ("1 to %s durations such as 500ms, 5s, 2m, 1h or 1d separated by commas, none"
                + " shorter than the previous one, none above %sd")
            .formatted(DURATIONS_MAX, daysMax),
        text -> {
          List<Duration> durations = items(text).stream().map(PropertyType::duration).toList();
          boolean good = !durations.isEmpty() && durations.size() <= DURATIONS_MAX;
          Duration before = Duration.ofNanos(1);
          for (Duration duration : durations) {
            good &= duration.compareTo(before) >= 0;
            good &= duration.compareTo(Duration.ofDays(daysMax)) <= 0;
            before = duration;
          }
          return require(good, durations);
        });
  }

  private static Duration duration(String text) {
    Matcher matcher = DURATION.matcher(text);
    require(matcher.matches(), text);
    long count = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(count);
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      default -> Duration.ofDays(count);
    };
  }

  /** Networks, separated by commas; may be empty. */
  static PropertyType<List<Cidr>> networks() {
    return new PropertyType<>(
        "networks",
        NETWORKS + " with commas between, or nothing",
        text -> items(text).stream().map(Cidr::parse).toList());
  }

  /** Networks, each alone or behind the name of the one host it is opened for; may be empty. */
  static PropertyType<List<AllowedRange>> openedNetworks() {
    return new PropertyType<>(
        "networks",
        NETWORKS
            + ", each for all hosts or as shop.example.com=10.1.0.0/16 for one host,"
            + " separated by commas, or empty",
        text -> items(text).stream().map(AllowedRange::parse).toList());
  }

  /** An http or https address that links start with; empty where none is set. */
  static PropertyType<String> baseUrl() {
    return new PropertyType<>(
        "url",
        "an address such as https://assets.example.com, without user, query and fragment, or"
            + " nothing",
        text -> text.isEmpty() ? text : readBaseUrl(text));
  }

  private static String readBaseUrl(String text) {
    URI url = URI.create(text);
    boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    boolean plain =
        url.getRawQuery() == null && url.getRawFragment() == null && url.getUserInfo() == null;
    return require(web && plain && url.getHost() != null, text.replaceFirst("/+$", ""));
  }

  /** A host name or a literal address. */
  static PropertyType<String> host() {
    return new PropertyType<>(
        "host",
        "an address such as 127.0.0.1 or ::1, or the name of this machine",
        text -> require(text.matches("[0-9A-Za-z.:_-]{1,253}"), text));
  }

  /** A host and a port; empty where there is none. */
  static PropertyType<HostAndPort> hostAndPortOrNothing() {
    return new PropertyType<>(
        "host",
        "a host and a port such as proxy.example.com:3128 or [fd00::1]:3128, or nothing",
        text -> text.isEmpty() ? HostAndPort.NONE : HostAndPort.parse(text));
  }

  /** The JDBC address of a PostgreSQL database, shown without what may hold a password. */
  static PropertyType<String> postgresUrl() {
    return new PropertyType<>(
        "url",
        "an address such as jdbc:postgresql://host/database, or nothing",
        List.of(),
        false,
        text -> require(text.isEmpty() || text.startsWith("jdbc:postgresql:"), text),
        text -> text.replaceFirst("\\?.*", "?…").replaceFirst("//[^/]*@", "//…@"));
  }

  /** A directory, or a bucket of an object store with a prefix. */
  static PropertyType<String> fileStore() {
    return new PropertyType<>(
        "text",
        "a directory, s3://bucket or s3://bucket/prefix without user and query, or nothing",
        text ->
            require(
                !text.contains("://")
                    || text.matches(
                        "s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[A-Za-z0-9!_.*'()-]+)*/?"),
                text));
  }

  /** The name of a search engine, with its addresses. */
  static PropertyType<String> search() {
    return new PropertyType<>(
        "text",
        "lucene, or opensearch: and one to eight addresses without user, path and query, such as"
            + " opensearch:https://search.example.com:9200",
        text ->
            require(
                text.equals(SearchConfig.LOCAL)
                    || (text.startsWith(SearchConfig.OPENSEARCH) && areHosts(text)),
                text));
  }

  private static boolean areHosts(String search) {
    List<URI> hosts = SearchConfig.hosts(search);
    return hosts.size() <= SEARCH_HOSTS_MAX
        && hosts.stream()
            .allMatch(
                host ->
                    readBaseUrl(host.toString()).equals(host.toString())
                        && host.getRawPath().isEmpty());
  }

  /** The name of an index of OpenSearch. */
  static PropertyType<String> indexName() {
    return new PropertyType<>(
        "text",
        "a lower-case letter and then up to 60 lower-case letters, digits, '-' and '_'",
        text -> require(text.matches("[a-z][a-z0-9_-]{0,60}"), text));
  }

  /** A time zone. */
  static PropertyType<ZoneId> zone() {
    return new PropertyType<>(
        "timeZone", "a time zone such as UTC, Europe/Amsterdam or +01:00", ZoneId::of);
  }

  private static List<String> items(String text) {
    return text.isEmpty()
        ? List.of()
        : Arrays.stream(text.split(",", -1)).map(String::strip).toList();
  }

  private static <V> V require(boolean good, V value) {
    if (!good) {
      throw new IllegalArgumentException("not allowed: " + value);
    }
    return value;
  }
}
