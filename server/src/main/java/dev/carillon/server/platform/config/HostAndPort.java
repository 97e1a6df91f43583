package dev.carillon.server.platform.config;

/**
 * Where something listens.
 *
 * @param host a name or literal address, without brackets; empty where there is none
 * @param port 1–65535; 0 where there is none
 */
public record HostAndPort(String host, int port) {

  static final HostAndPort NONE = new HostAndPort("", 0);

  static HostAndPort parse(String text) {
    int colon = text.lastIndexOf(':');
    String host = text.substring(0, Math.max(0, colon)).replaceFirst("^\\[(.*:.*)]$", "$1");
    int port = PropertyType.wholeNumber(1, 65_535).parse(text.substring(colon + 1));
    boolean bare = host.contains(":") && !text.startsWith("[");
    if (bare || !host.matches("[0-9A-Za-z.:_-]{1,253}")) {
      throw new IllegalArgumentException("no host: " + host);
    }
    return new HostAndPort(host, port);
  }
}
