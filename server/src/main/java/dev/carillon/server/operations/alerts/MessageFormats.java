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

  /** Of a text in a block of Slack. */
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
   * Names and errors are elements of rich text, which Slack shows as they are; {@code mrkdwn} and
   * {@code parse} say the same of {@code text}, in which {@code &}, {@code <} and {@code >} are
   * escaped besides (https://docs.slack.dev/reference/block-kit/blocks/rich-text-block,
   * https://docs.slack.dev/messaging/formatting-message-text#escaping).
   */
  static byte[] slack(AlertMessage message) {
    List<Map<String, Object>> blocks = new ArrayList<>();
    String title = cut(message.title(), SLACK_TITLE_MAX);
    blocks.add(
        object(
            "type", "header", "text", object("type", "plain_text", "text", title, "emoji", false)));
    for (AlertMessage.Line line : message.lines()) {
      String text = " " + line.what() + "\n" + line.detail();
      blocks.add(
          richText(
              List.of(
                  object("type", "emoji", "name", slackIcon(line.kind())),
                  object("type", "text", "text", " " + line.word(), "style", object("bold", true)),
                  object("type", "text", "text", cut(text, SLACK_TEXT_MAX)))));
    }
    String below = message.below(message.lines().size());
    if (!below.isEmpty()) {
      blocks.add(richText(List.of(object("type", "text", "text", below))));
    }
    blocks.add(richText(List.of(object("type", "link", "url", message.link(), "text", "Alerts"))));
    return Json.write(
        object(
            "text", escaped(message.title()), "mrkdwn", false, "parse", "none", "blocks", blocks));
  }

  private static String slackIcon(AlertMessage.Kind kind) {
    return switch (kind) {
      case BEGAN -> "red_circle";
      case RESOLVED -> "large_green_circle";
      case UNREPORTED -> "white_circle";
    };
  }

  private static String teamsColor(AlertMessage.Kind kind) {
    return switch (kind) {
      case BEGAN -> "Attention";
      case RESOLVED -> "Good";
      case UNREPORTED -> "Default";
    };
  }

  private static Map<String, Object> richText(List<Map<String, Object>> elements) {
    return object(
        "type",
        "rich_text",
        "elements",
        List.of(object("type", "rich_text_section", "elements", elements)));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /**
   * The body for a workflow of Teams "when a webhook request is received": a message with one
   * Adaptive Card
   * (https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using).
   * Text blocks take a part of Markdown and make links of URLs; the text runs of rich text blocks,
   * which it has instead, take no formatting (https://adaptivecards.io/explorer/TextRun.html).
   */
  static byte[] teams(AlertMessage message) {
    List<Map<String, Object>> body = new ArrayList<>();
    Map<String, Object> title = run(message.title());
    title.put("size", "Medium");
    title.put("weight", "Bolder");
    body.add(block(title));
    List<AlertMessage.Line> lines =
        message.lines().subList(0, Math.min(message.lines().size(), TEAMS_LINES_MAX));
    for (AlertMessage.Line line : lines) {
      Map<String, Object> what = run(line.word() + ": " + line.what());
      what.put("color", teamsColor(line.kind()));
      what.put("weight", "Bolder");
      body.add(block(what));
      Map<String, Object> detail = block(run(line.detail()));
      detail.put("spacing", "None");
      body.add(detail);
    }
    String below = message.below(lines.size());
    if (!below.isEmpty()) {
      body.add(block(run(below)));
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

  private static Map<String, Object> block(Map<String, Object> run) {
    return object("type", "RichTextBlock", "inlines", List.of(run));
  }

  private static Map<String, Object> run(String text) {
    return object("type", "TextRun", "text", cut(text, TEAMS_TEXT_MAX));
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
