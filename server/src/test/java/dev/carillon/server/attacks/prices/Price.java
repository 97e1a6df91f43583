package dev.carillon.server.attacks.prices;

import java.util.Locale;

/**
 * What one request cost.
 *
 * @param route its method and path
 * @param caller who sent it
 * @param shape what was costly in it
 * @param status as it was answered
 * @param kilobytes how much was sent
 * @param cpuMillis processor time of the server
 * @param megabytes memory that was taken for it, all told: never so much at a time
 * @param diskKilobytes by how much the server's home grew
 */
record Price(
    String route,
    Payer caller,
    String shape,
    int status,
    int kilobytes,
    double cpuMillis,
    double megabytes,
    long diskKilobytes) {

  static final String HEAD =
      """
      | route | caller | costliest request | status | kB sent | CPU ms | MB allocated | kB on disk |
      | --- | --- | --- | --- | --- | --- | --- | --- |
      """;

  /** A line of the table. */
  String row() {
    return String.format(
        Locale.ROOT,
        "| `%s` | %s | %s | %d | %d | %.0f | %.1f | %d |",
        route,
        caller.name().toLowerCase(Locale.ROOT),
        shape,
        status,
        kilobytes,
        cpuMillis,
        megabytes,
        diskKilobytes);
  }
}
