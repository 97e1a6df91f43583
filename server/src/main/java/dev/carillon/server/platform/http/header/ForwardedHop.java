package dev.carillon.server.platform.http.header;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What one proxy says about its client.
 *
 * @param caller as it was written
 * @param scheme empty where it says none
 * @param host empty where it says none
 */
record ForwardedHop(String caller, String scheme, String host) {

  private static final Pattern QUAD =
      Pattern.compile("(25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}");
  private static final Pattern V6 = Pattern.compile("[0-9A-Fa-f]*:[0-9A-Fa-f:.]+");
  private static final Pattern HOST =
      Pattern.compile("([0-9A-Za-z._-]{1,253}|\\[[0-9A-Fa-f:.]+])(:[0-9]{1,5})?");

  /** The caller's address, if it is one. */
  Optional<InetAddress> address() {
    String text =
        caller.startsWith("[")
            ? caller.replaceFirst("^\\[([^]]*)](:[0-9]+)?$", "$1")
            : caller.replaceFirst("^([0-9.]+):[0-9]+$", "$1");
    if (!QUAD.matcher(text).matches() && !V6.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.ofLiteral(text));
    } catch (IllegalArgumentException notOne) {
      return Optional.empty();
    }
  }

  /** Of {@code X-Forwarded-For}, {@code -Proto} and {@code -Host}. */
  static List<ForwardedHop> all(String callers, String schemes, String hosts) {
    List<String> names = items(callers);
    List<String> spoken = items(schemes);
    List<String> asked = items(hosts);
    List<ForwardedHop> hops = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      hops.add(of(names.get(i), at(spoken, i, names.size()), at(asked, i, names.size())));
    }
    return hops;
  }

  /** Of {@code Forwarded} (RFC 7239). */
  static List<ForwardedHop> all(String forwarded) {
    List<ForwardedHop> hops = new ArrayList<>();
    for (String element : items(forwarded)) {
      HeaderValue values = HeaderValue.of(";" + element);
      hops.add(
          of(
              values.param("for").orElse(""),
              values.param("proto").orElse(""),
              values.param("host").orElse("")));
    }
    return hops;
  }

  private static ForwardedHop of(String caller, String scheme, String host) {
    String lower = scheme.toLowerCase(Locale.ROOT);
    return new ForwardedHop(
        caller,
        lower.equals("http") || lower.equals("https") ? lower : "",
        HOST.matcher(host).matches() ? host : "");
  }

  /** The item of this hop where each has one, else the last: that of the nearest proxy. */
  private static String at(List<String> items, int index, int hops) {
    if (items.isEmpty()) {
      return "";
    }
    return items.size() == hops ? items.get(index) : items.getLast();
  }

  /** What stands between commas; none of the headers has one inside quotes that would count. */
  private static List<String> items(String header) {
    List<String> items = new ArrayList<>();
    for (String item : header.split(",")) {
      if (!item.isBlank()) {
        items.add(item.strip());
      }
    }
    return items;
  }
}
