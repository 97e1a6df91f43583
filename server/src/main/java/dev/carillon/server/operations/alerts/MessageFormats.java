package dev.carillon.server.operations.alerts;

import dev.carillon.server.platform.http.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A message as each kind of channel takes it. */
final class MessageFormats {

  /** Of a header block of Slack. */
  private static final int SLACK_TITLE_MAX = 150;

  /** Of the text of a section block of Slack. */
  private static final int SLACK_TEXT_MAX = 3_000;

  /** A message to Teams must not have more than 28 KB in all, however it is encoded. */
  private static final int TEAMS_LINES_MAX = 10;

  private static final int TEAMS_TEXT_MAX = 400;

  private MessageFormats() {}

  /** The text of an e-mail. */
  static String mail(AlertMessage message) {
    List<String> lines = new ArrayList<>();
    message.lines().forEach(line -> lines.add(line.text()));
    lines.add(message.below(message.lines().size()));
    lines.add(message.link());
    lines.removeIf(String::isEmpty);
    return String.join("\r\n\r\n", lines) + "\r\n";
  }

  /**
   * The body for an incoming webhook of Slack: {@code text}, which notifications show, and blocks.
   * In all texts but plain ones {@code &}, {@code <} and {@code >} are escaped, so that nothing in
   * them is a link or a mention
   * (https://docs.slack.dev/messaging/formatting-message-text#escaping).
   */
  static byte[] slack(AlertMessage message) {
    List<Map<String, Object>> blocks = new ArrayList<>();
    blocks.add(object("type", "header", "text", plain(cut(message.title(), SLACK_TITLE_MAX))));
    for (AlertMessage.Line line : message.lines()) {
      String text =
          slackIcon(line.kind())
              + "*"
              + line.word()
              + "* "
              + escaped(line.what())
              + "\n"
              + escaped(line.detail());
      blocks.add(section(text));
    }
    String below = message.below(message.lines().size());
    if (!below.isEmpty()) {
      blocks.add(section(escaped(below)));
    }
    blocks.add(section("<" + escaped(message.link()) + "|Alerts>"));
    return Json.write(object("text", escaped(message.title()), "blocks", blocks));
  }

  private static String slackIcon(AlertMessage.Kind kind) {
    return switch (kind) {
      case BEGAN -> ":red_circle: ";
      case RESOLVED -> ":large_green_circle: ";
      case UNREPORTED -> ":white_circle: ";
    };
  }

  private static String teamsColor(AlertMessage.Kind kind) {
    return switch (kind) {
      case BEGAN -> "Attention";
      case RESOLVED -> "Good";
      case UNREPORTED -> "Default";
    };
  }

  private static Map<String, Object> section(String text) {
    return object(
        "type", "section", "text", object("type", "mrkdwn", "text", cut(text, SLACK_TEXT_MAX)));
  }

  private static Map<String, Object> plain(String text) {
    return object("type", "plain_text", "text", text);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /**
   * The body for a workflow of Teams "when a webhook request is received": a message with one
   * Adaptive Card
   * (https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using).
   * Text blocks take a part of Markdown, whose characters are escaped.
   */
  static byte[] teams(AlertMessage message) {
    List<Map<String, Object>> body = new ArrayList<>();
    Map<String, Object> title = block(message.title());
    title.put("size", "Medium");
    title.put("weight", "Bolder");
    body.add(title);
    List<AlertMessage.Line> lines =
        message.lines().subList(0, Math.min(message.lines().size(), TEAMS_LINES_MAX));
    for (AlertMessage.Line line : lines) {
      Map<String, Object> what = block(line.word() + ": " + line.what());
      what.put("color", teamsColor(line.kind()));
      what.put("weight", "Bolder");
      body.add(what);
      Map<String, Object> detail = block(line.detail());
      detail.put("spacing", "None");
      body.add(detail);
    }
    String below = message.below(lines.size());
    if (!below.isEmpty()) {
      body.add(block(below));
    }
    Map<String, Object> card =
        object(
            "$schema",
            "http://adaptivecards.io/schemas/adaptive-card.json",
            "type",
            "AdaptiveCard",
            "version",
            "1.2");
    card.put("body", body);
    card.put(
        "actions",
        List.of(object("type", "Action.OpenUrl", "title", "Alerts", "url", message.link())));
    Map<String, @Nullable Object> attachment = new LinkedHashMap<>();
    attachment.put("contentType", "application/vnd.microsoft.card.adaptive");
    attachment.put("contentUrl", null);
    attachment.put("content", card);
    return Json.write(object("type", "message", "attachments", List.of(attachment)));
  }

  private static Map<String, Object> block(String text) {
    return object("type", "TextBlock", "text", markdown(cut(text, TEAMS_TEXT_MAX)), "wrap", true);
  }

  private static String markdown(String text) {
    return text.replaceAll("[\\\\\\[\\]()*_`#<>~|]", "\\\\$0");
  }

  private static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most - 1) + "…";
  }

  /** Members in this order: names and values in turn. */
  private static Map<String, Object> object(Object... members) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (int i = 0; i < members.length; i += 2) {
      object.put(String.valueOf(members[i]), members[i + 1]);
    }
    return object;
  }
}
