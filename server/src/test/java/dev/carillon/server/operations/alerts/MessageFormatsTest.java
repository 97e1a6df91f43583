package dev.carillon.server.operations.alerts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.platform.http.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What channels get, byte by byte, as those who take it describe it. */
class MessageFormatsTest {

  private static final String LINK = "https://dam.example.com/console/alerts";
  private static final Instant BEGAN = Instant.parse("2026-11-25T10:00:00.123Z");

  private static final PendingAlert FAILING =
      new PendingAlert(
          new Alert(
              new Finding(
                  "Failing",
                  "w1",
                  "A & <B>",
                  "12 failed: [x](http://y) *z* _u_ `c` ~s~ :tada: https://z.example"),
              BEGAN,
              BEGAN,
              null,
              1),
          0,
          false);
  private static final PendingAlert OVER =
      new PendingAlert(
          new Alert(
              new Finding("Disks", "d", "disk\nhome", "Uploads wait"),
              BEGAN,
              BEGAN,
              BEGAN.plusSeconds(60),
              3),
          1,
          false);

  @Test
  void whatANodeDoesNotReportAnyMoreIsNotCalledResolved() {
    Finding disk = Finding.ofNode("Disks", "disk home", "one", "Uploads wait").unreported();
    PendingAlert silent =
        new PendingAlert(new Alert(disk, BEGAN, BEGAN, BEGAN.plusSeconds(60), 1), 1, false);
    AlertMessage message = AlertMessage.of(List.of(silent, OVER), 2, LINK);
    assertThat(message.title()).isEqualTo("Carillon: 1 resolved, 1 not seen any more");
    assertThat(message.lines().getFirst().text())
        .isEqualTo(
            "Not seen any more: Disks: disk home of one. Node one does not report."
                + " From 2026-11-25T10:00:00Z to 2026-11-25T10:01:00Z");
    assertThat(new String(MessageFormats.slack(message), UTF_8))
        .contains("white_circle", "Not seen any more", " Disks: disk home of one");
  }

  @Test
  void slackGetsATextForNotificationsAndBlocksInWhichNothingForeignIsFormatted() {
    AlertMessage message = AlertMessage.of(List.of(FAILING, OVER), 2, LINK);
    assertThat(new String(MessageFormats.slack(message), UTF_8))
        .isEqualTo(
            """
            {"text":"Carillon: 1 alert, 1 resolved","mrkdwn":false,"parse":"none","blocks":[\
            {"type":"header","text":{"type":"plain_text","text":"Carillon: 1 alert, 1 resolved",\
            "emoji":false}},\
            {"type":"rich_text","elements":[{"type":"rich_text_section","elements":[\
            {"type":"emoji","name":"red_circle"},\
            {"type":"text","text":" Alert","style":{"bold":true}},\
            {"type":"text","text":" Failing: A & <B>\\n12 failed: [x](http://y) *z* _u_ `c` ~s~ \
            :tada: https://z.example. Since 2026-11-25T10:00:00Z"}]}]},\
            {"type":"rich_text","elements":[{"type":"rich_text_section","elements":[\
            {"type":"emoji","name":"large_green_circle"},\
            {"type":"text","text":" Resolved","style":{"bold":true}},\
            {"type":"text","text":" Disks: disk home\\n\
            From 2026-11-25T10:00:00Z to 2026-11-25T10:01:00Z, 2 times"}]}]},\
            {"type":"rich_text","elements":[{"type":"rich_text_section","elements":[\
            {"type":"link","url":"https://dam.example.com/console/alerts","text":"Alerts"}]}]}\
            ]}\
            """);
  }

  /** The whole message is one name: nothing of it may stand where Slack or Teams read markup. */
  @Test
  void aNameIsNowhereReadAsMarkup() {
    AlertMessage message = AlertMessage.of(List.of(FAILING), 1, LINK);
    JsonNode slack = Json.read(MessageFormats.slack(message));
    assertThat(slack.path("text").asText()).isEqualTo("Carillon: Failing: A &amp; &lt;B&gt;");
    assertThat(slack.path("mrkdwn").asBoolean(true)).isFalse();
    assertThat(slack.toString()).doesNotContain("\"mrkdwn\",\"text\"", "\"section\"");
    assertThat(new String(MessageFormats.teams(message), UTF_8)).doesNotContain("\"TextBlock\"");
  }

  @Test
  void teamsGetsAnAdaptiveCardInWhichNothingIsMarkdown() {
    AlertMessage message = AlertMessage.of(List.of(FAILING), 1, LINK);
    assertThat(new String(MessageFormats.teams(message), UTF_8))
        .isEqualTo(
            """
            {"type":"message","attachments":[{\
            "contentType":"application/vnd.microsoft.card.adaptive","contentUrl":null,\
            "content":{"$schema":"http://adaptivecards.io/schemas/adaptive-card.json",\
            "type":"AdaptiveCard","version":"1.2","body":[\
            {"type":"RichTextBlock","inlines":[{"type":"TextRun",\
            "text":"Carillon: Failing: A & <B>","size":"Medium","weight":"Bolder"}]},\
            {"type":"RichTextBlock","inlines":[{"type":"TextRun",\
            "text":"Alert: Failing: A & <B>","color":"Attention","weight":"Bolder"}]},\
            {"type":"RichTextBlock","inlines":[{"type":"TextRun",\
            "text":"12 failed: [x](http://y) *z* _u_ `c` ~s~ :tada: https://z.example. \
            Since 2026-11-25T10:00:00Z"}],"spacing":"None"}],\
            "actions":[{"type":"Action.OpenUrl","title":"Alerts",\
            "url":"https://dam.example.com/console/alerts"}]}}]}\
            """);
  }

  @Test
  void anEmailHasALineForEach() {
    AlertMessage message = AlertMessage.of(List.of(FAILING, OVER), 2, LINK);
    assertThat(MessageFormats.mail(message))
        .isEqualTo(
            "Alert: Failing: A & <B>. 12 failed: [x](http://y) *z* _u_ `c` ~s~ :tada:"
                + " https://z.example. Since 2026-11-25T10:00:00Z\r\n\r\n"
                + "Resolved: Disks: disk home. From 2026-11-25T10:00:00Z to 2026-11-25T10:01:00Z, 2"
                + " times\r\n\r\n"
                + LINK
                + "\r\n");
  }

  /** Slack takes 50 blocks, titles of 150 and texts of 3,000 characters; Teams 28 KB. */
  @Test
  void aThousandAlertsOfLongTextsStayWithinTheLimits() {
    List<PendingAlert> many = new ArrayList<>();
    IntStream.range(0, 1_000)
        .mapToObj(
            number ->
                new Finding("R".repeat(60), "w" + number, "Ü_".repeat(50), "\u0001Ü<".repeat(500)))
        .map(found -> new PendingAlert(new Alert(found, BEGAN, BEGAN, null, 1), 0, false))
        .forEach(many::add);
    AlertMessage message = AlertMessage.of(many, 1_200, LINK);
    assertThat(message.title()).isEqualTo("Carillon: 1000 alerts, 200 more");

    JsonNode slack = Json.read(MessageFormats.slack(message));
    assertThat(slack.path("blocks")).hasSizeLessThanOrEqualTo(50);
    for (String text : slack.findValuesAsText("text")) {
      assertThat(text.length()).isLessThanOrEqualTo(3_000);
    }
    assertThat(slack.toString()).contains("And 1180 more.");
    byte[] teams = MessageFormats.teams(message);
    assertThat(teams.length).isLessThan(28 * 1024);
    assertThat(new String(teams, UTF_8)).contains("And 1190 more.");
  }
}
