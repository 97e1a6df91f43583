package dev.carillon.server.operations.alerts;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

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

  /** What became of an alert. */
  enum Kind {
    /** It is wrong now. */
    BEGAN("Alert"),
    /** It is not wrong any more. */
    RESOLVED("Resolved"),
    /** The node that saw it does not report. */
    UNREPORTED("Not seen any more");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    /** The word before it. */
    String word() {
      return word;
    }

    private String inTitle() {
      return word.toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What became of one alert.
   *
   * @param what the rule, and what it found
   * @param detail more about it
   */
  record Line(Kind kind, String what, String detail) {

    /** Whether it is wrong now. */
    boolean began() {
      return kind == Kind.BEGAN;
    }

    /** The word before it. */
    String word() {
      return kind.word();
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
    alerts.stream()
        .filter(each -> !each.alert().active())
        .map(AlertMessage::line)
        .forEach(lines::add);
    return new AlertMessage(
        title(lines, all), lines.subList(0, Math.min(lines.size(), LINES_MAX)), all, "", link);
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

  private static String title(List<Line> lines, long all) {
    if (all == 1) {
      Line only = lines.getFirst();
      return "Carillon: " + (only.began() ? "" : only.kind().inTitle() + ": ") + only.what();
    }
    List<String> parts = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      long some = lines.stream().filter(line -> line.kind() == kind).count();
      if (some > 0) {
        parts.add(some + " " + kind.inTitle() + (kind == Kind.BEGAN && some > 1 ? "s" : ""));
      }
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
    if (ended == null) {
      String detail = oneLine(shortened(found.detail())) + ". Since ";
      return new Line(Kind.BEGAN, what, detail + shown(alert.beganAt()) + times);
    }
    String span = "From " + shown(alert.beganAt()) + " to " + shown(ended) + times;
    return found.isUnreported()
        ? new Line(
            Kind.UNREPORTED, what, "Node " + oneLine(found.node()) + " does not report. " + span)
        : new Line(Kind.RESOLVED, what, span);
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
