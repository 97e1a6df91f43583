package dev.carillon.server.platform.config;

import dev.carillon.hooks.http.address.AllowedRange;
import dev.carillon.hooks.http.address.Cidr;
import java.net.URI;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How a property's text is read.
 *
 * @param <T> what it becomes
 */
public sealed interface PropertyType<T> {

  /**
   * Reads a text that has no white space around it.
   *
   * @throws RuntimeException if it is not {@link #allowed()}
   */
  T parse(String text);

  /** What is allowed, to follow the words "must be". */
  String allowed();

  /** A text as messages may show it, whether it is allowed or not. */
  default String shown(String text) {
    return text;
  }

  /** Any text. */
  record Text(String allowed) implements PropertyType<String> {
    @Override
    public String parse(String text) {
      return text;
    }
  }

  /** Any text, which must never be shown. */
  record Secret(String allowed) implements PropertyType<String> {

    /** Stands for every value. */
    public static final String MASK = "********";

    @Override
    public String parse(String text) {
      return text;
    }

    @Override
    public String shown(String text) {
      return text.isEmpty() ? "" : MASK;
    }
  }

  /** A whole number in a range. */
  record WholeNumber(int min, int max) implements PropertyType<Integer> {
    @Override
    public Integer parse(String text) {
      int value = Integer.parseInt(text);
      return require(value >= min && value <= max, value);
    }

    @Override
    public String allowed() {
      return "a whole number from " + min + " to " + max;
    }
  }

  /** A whole number from 1, or -1 for "never". */
  record CountOrNever(int max) implements PropertyType<Integer> {
    @Override
    public Integer parse(String text) {
      int value = Integer.parseInt(text);
      return require(value == -1 || (value >= 1 && value <= max), value);
    }

    @Override
    public String allowed() {
      return "-1 for never, or a whole number from 1 to " + max;
    }
  }

  /** A size in megabytes, in bytes; -1 where nothing is said. */
  record MegabytesOrNothing(int max) implements PropertyType<Long> {
    @Override
    public Long parse(String text) {
      return text.isEmpty() ? -1L : (long) new WholeNumber(0, max).parse(text) << 20;
    }

    @Override
    public String allowed() {
      return "a whole number from 0 to " + max + ", or nothing";
    }
  }

  /** A port; -1 where there is none. */
  record PortOrNothing() implements PropertyType<Integer> {
    @Override
    public Integer parse(String text) {
      return text.isEmpty() ? -1 : new WholeNumber(0, 65_535).parse(text);
    }

    @Override
    public String allowed() {
      return "a port from 1 to 65535, 0 for any free one, or nothing";
    }
  }

  /** {@code true} or {@code false}. */
  record Flag() implements PropertyType<Boolean> {
    @Override
    public Boolean parse(String text) {
      return require(text.equals("true") || text.equals("false"), text.equals("true"));
    }

    @Override
    public String allowed() {
      return "true or false";
    }
  }

  /** One of some words. */
  record OneOf(List<String> words) implements PropertyType<String> {

    public OneOf {
      words = List.copyOf(words);
    }

    @Override
    public String parse(String text) {
      return require(words.contains(text), text);
    }

    @Override
    public String allowed() {
      return String.join(" or ", words);
    }
  }

  /** Whole numbers in a range, separated by commas; may be empty. */
  record WholeNumbers(int min, int max) implements PropertyType<List<Integer>> {
    @Override
    public List<Integer> parse(String text) {
      WholeNumber each = new WholeNumber(min, max);
      return items(text).stream().map(each::parse).toList();
    }

    @Override
    public String allowed() {
      return "whole numbers from " + min + " to " + max + " with commas between, or nothing";
    }
  }

  /** At least one duration above 0, none shorter than the one before it. */
  record GrowingDurations(Duration max) implements PropertyType<List<Duration>> {

    /** No schedule is longer than this. */
    public static final int COUNT_MAX = 100;

    @Override
    public List<Duration> parse(String text) {
      List<Duration> durations = items(text).stream().map(DurationText::parse).toList();
      boolean good = !durations.isEmpty() && durations.size() <= COUNT_MAX;
      Duration before = Duration.ofNanos(1);
      for (Duration duration : durations) {
        good &= duration.compareTo(before) >= 0 && duration.compareTo(max) <= 0;
        before = duration;
      }
      return require(good, durations);
    }

    @Override
    public String allowed() {
      return "1 to "
          + COUNT_MAX
          + " durations such as 500ms, 5s, 2m, 1h or 1d separated by commas, none"
          + " shorter than the previous one, none above "
          + DurationText.of(max);
    }
  }

  /** Networks, separated by commas; may be empty. */
  record Networks() implements PropertyType<List<Cidr>> {

    static final String FORM =
        "networks such as 10.1.0.0/16 or fd00:1::/32 (all bits after the prefix zero) or addresses";

    @Override
    public List<Cidr> parse(String text) {
      return items(text).stream().map(Cidr::parse).toList();
    }

    @Override
    public String allowed() {
      return FORM + " with commas between, or nothing";
    }
  }

  /** Networks, each alone or behind the name of the one host it is opened for; may be empty. */
  record OpenedNetworks() implements PropertyType<List<AllowedRange>> {
    @Override
    public List<AllowedRange> parse(String text) {
      return items(text).stream().map(AllowedRange::parse).toList();
    }

    @Override
    public String allowed() {
      return Networks.FORM
          + ", each for all hosts or as shop.example.com=10.1.0.0/16 for one host,"
          + " separated by commas, or empty";
    }
  }

  /** An http or https address that links start with; empty where none is set. */
  record BaseUrl() implements PropertyType<String> {
    @Override
    public String parse(String text) {
      if (text.isEmpty()) {
        return text;
      }
      URI url = URI.create(text);
      boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      boolean plain =
          url.getRawQuery() == null && url.getRawFragment() == null && url.getUserInfo() == null;
      return require(web && plain && url.getHost() != null, text.replaceFirst("/+$", ""));
    }

    @Override
    public String allowed() {
      return "an address such as https://assets.example.com, without user, query and fragment, or"
          + " nothing";
    }
  }

  /** A host name or a literal address. */
  record Host() implements PropertyType<String> {
    @Override
    public String parse(String text) {
      return require(text.matches("[0-9A-Za-z.:_-]{1,253}"), text);
    }

    @Override
    public String allowed() {
      return "an address such as 127.0.0.1 or ::1, or the name of this machine";
    }
  }

  /** A host and a port; empty where there is none. */
  record HostAndPortOrNothing() implements PropertyType<HostAndPort> {
    @Override
    public HostAndPort parse(String text) {
      return text.isEmpty() ? HostAndPort.NONE : HostAndPort.parse(text);
    }

    @Override
    public String allowed() {
      return "a host and a port such as proxy.example.com:3128 or [fd00::1]:3128, or nothing";
    }
  }

  /** The JDBC address of a PostgreSQL database; empty where there is none. */
  record PostgresUrl() implements PropertyType<String> {
    @Override
    public String parse(String text) {
      return require(text.isEmpty() || text.startsWith("jdbc:postgresql:"), text);
    }

    @Override
    public String allowed() {
      return "an address such as jdbc:postgresql://host/database, or nothing";
    }

    /** Without what may hold a password. */
    @Override
    public String shown(String text) {
      return text.replaceFirst("\\?.*", "?…").replaceFirst("//[^/]*@", "//…@");
    }
  }

  /** How a connection is protected. */
  record Security() implements PropertyType<MailSettings.Security> {
    @Override
    public MailSettings.Security parse(String text) {
      return MailSettings.Security.valueOf(text.toUpperCase(Locale.ROOT));
    }

    @Override
    public String allowed() {
      return "starttls, tls or none";
    }
  }

  /** A time zone. */
  record Zone() implements PropertyType<ZoneId> {
    @Override
    public ZoneId parse(String text) {
      return ZoneId.of(text);
    }

    @Override
    public String allowed() {
      return "a time zone such as UTC, Europe/Amsterdam or +01:00";
    }
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
