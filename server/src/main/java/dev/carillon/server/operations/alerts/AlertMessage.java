package dev.carillon.server.operations.alerts;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * What a channel is told: one message about all alerts that are new to it.
 *
 * @param title one line, for people who read no more
 * @param lines one for each alert, those that began first
 * @param all how many alerts there are, those without a line included
 * @param note what is said below the lines; may be empty
 * @param link where the rest can be read
 */
record AlertMessage(String title, List<Line> lines, long all, String note, String link) {

  /** So many alerts are told one by one. */
  static final int LINES_MAX = 20;

  private static final int DETAIL_MAX = 300;

  AlertMessage {
    lines = List.copyOf(lines);
  }

  /**
   * What became of one alert.
   *
   * @param began whether it is wrong now; else it is not any more
   * @param what the rule, and what it found
   * @param detail more about it
   */
  record Line(boolean began, String what, String detail) {

    /** The word before it. */
    String word() {
      return began ? "Alert" : "Resolved";
    }

    /** As one line of text. */
    String text() {
      return word() + ": " + what + ". " + detail;
    }
  }

  /**
   * A message about alerts.
   *
   * @param all how many there are; at least as many as are given
   */
  static AlertMessage of(List<PendingAlert> alerts, long all, String link) {
    List<Line> lines = new ArrayList<>();
    alerts.stream()
        .filter(each -> each.alert().active())
        .map(AlertMessage::line)
        .forEach(lines::add);
    long began = lines.size();
    alerts.stream()
        .filter(each -> !each.alert().active())
        .map(AlertMessage::line)
        .forEach(lines::add);
    return new AlertMessage(
        title(lines, began, all),
        lines.subList(0, Math.min(lines.size(), LINES_MAX)),
        all,
        "",
        link);
  }

  /** A message that only shows that a channel works. */
  static AlertMessage test(String channel, String link) {
    return new AlertMessage(
        "Carillon: test of the channel '" + channel + "'",
        List.of(),
        0,
        "An administrator asked for this message. Alerts come the same way.",
        link);
  }

  /** What stands below the lines, where so many are shown. */
  String below(int shown) {
    return all > shown ? "And " + (all - shown) + " more." : note;
  }

  private static String title(List<Line> lines, long began, long all) {
    if (all == 1) {
      Line only = lines.getFirst();
      return "Carillon: " + (only.began() ? "" : "resolved: ") + only.what();
    }
    List<String> parts = new ArrayList<>();
    if (began > 0) {
      parts.add(began + (began == 1 ? " alert" : " alerts"));
    }
    if (lines.size() > began) {
      parts.add(lines.size() - began + " resolved");
    }
    if (all > lines.size()) {
      parts.add(all - lines.size() + " more");
    }
    return "Carillon: " + String.join(", ", parts);
  }

  private static Line line(PendingAlert pending) {
    Alert alert = pending.alert();
    Finding found = alert.found();
    Instant ended = alert.endedAt();
    String times = pending.begun() > 1 ? ", " + pending.begun() + " times" : "";
    String what = oneLine(found.rule() + ": " + found.name());
    return ended == null
        ? new Line(
            true,
            what,
            oneLine(shortened(found.detail())) + ". Since " + shown(alert.beganAt()) + times)
        : new Line(false, what, "From " + shown(alert.beganAt()) + " to " + shown(ended) + times);
  }

  private static String shortened(String detail) {
    return detail.length() <= DETAIL_MAX ? detail : detail.substring(0, DETAIL_MAX) + "…";
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\p{Cntrl}+", " ");
  }

  private static String shown(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
