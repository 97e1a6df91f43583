package dev.carillon.server.operations.alerts;

/**
 * Something that a rule found wrong.
 *
 * @param rule its name
 * @param subject the id of a webhook, or what else it is about; one alert for each
 * @param name what people call that
 * @param detail a sentence without its end
 */
record Finding(String rule, String subject, String name, String detail) {

  private static final String UNREPORTED = "Not seen any more: node %s does not report";

  /** Something that only one node can see. */
  static Finding ofNode(String rule, String what, String node, String detail) {
    return new Finding(rule, what + "@" + node, what + " of " + node, detail);
  }

  /** The only node that can see it; empty where all can. */
  String node() {
    int at = subject.lastIndexOf('@');
    return at < 0 ? "" : subject.substring(at + 1);
  }

  /** The same, where it is not known whether it is wrong still: its node does not report. */
  Finding unreported() {
    return new Finding(rule, subject, name, UNREPORTED.formatted(node()));
  }

  /** Whether it is not known if it is wrong still. */
  boolean isUnreported() {
    return !node().isEmpty() && detail.equals(UNREPORTED.formatted(node()));
  }
}
