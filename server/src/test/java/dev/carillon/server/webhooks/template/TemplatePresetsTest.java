package dev.carillon.server.webhooks.template;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.server.webhooks.payload.catalogue.EventCatalogue;
import dev.carillon.server.webhooks.payload.catalogue.EventDescription;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The presets, held against what Slack and Teams document. */
class TemplatePresetsTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final List<EventDescription> EVENTS = EventCatalogue.load().all();

  private final TemplateEvaluator evaluator = new TemplateEvaluator();

  private JsonNode made(String preset, JsonNode payload) throws Exception {
    String template =
        TemplatePreset.ALL.stream()
            .filter(each -> each.name().equals(preset))
            .findFirst()
            .orElseThrow()
            .template();
    return MAPPER.readTree(
        evaluator.evaluate(
            template, payload.toString().getBytes(UTF_8), payload.path("timestamp").asLong()));
  }

  @Test
  void slackGetsATextAndBlocksOfEachEvent() throws Exception {
    for (EventDescription event : EVENTS) {
      JsonNode message = made("slack", event.example());
      assertThat(names(message))
          .as(event.name())
          .containsExactly("text", "mrkdwn", "parse", "blocks");
      assertThat(message.path("text").asText()).isNotBlank();
      assertThat(message.path("mrkdwn").asBoolean(true)).isFalse();
      assertThat(message.path("parse").asText()).isEqualTo("none");
      checkBlocks(message.path("blocks"));
    }
  }

  /** https://docs.slack.dev/reference/block-kit/blocks, its types, fields and limits. */
  private static void checkBlocks(JsonNode blocks) {
    assertThat(blocks.isArray()).isTrue();
    assertThat(blocks.size()).isBetween(1, 50);
    for (JsonNode block : blocks) {
      switch (block.path("type").asText()) {
        case "rich_text" -> {
          JsonNode section = block.path("elements").path(0);
          assertThat(block.path("elements").size()).isEqualTo(1);
          assertThat(section.path("type").asText()).isEqualTo("rich_text_section");
          assertThat(section.path("elements").size()).isEqualTo(2);
          section.path("elements").forEach(TemplatePresetsTest::checkRichText);
        }
        case "context" -> {
          assertThat(block.path("elements").size()).isEqualTo(1);
          block.path("elements").forEach(TemplatePresetsTest::checkDate);
        }
        default -> throw new AssertionError(block.toString());
      }
    }
  }

  private static void checkRichText(JsonNode element) {
    assertThat(element.path("type").asText()).isEqualTo("text");
    assertThat(element.path("text").asText()).isNotBlank().hasSizeLessThanOrEqualTo(3_000);
  }

  /** Only the time is in a text that Slack reads. */
  private static void checkDate(JsonNode text) {
    assertThat(names(text)).containsExactly("type", "text");
    assertThat(text.path("type").asText()).isEqualTo("mrkdwn");
    assertThat(text.path("text").asText())
        .matches("<!date\\^[0-9]+\\^\\{date_short_pretty} \\{time}\\|[-0-9T:.]+Z>");
  }

  /** https://adaptivecards.io/explorer, in the message that a workflow of Teams expects. */
  @Test
  void teamsGetsAMessageWithAnAdaptiveCardOfEachEvent() throws Exception {
    for (EventDescription event : EVENTS) {
      JsonNode message = made("teams", event.example());
      assertThat(message.path("type").asText()).as(event.name()).isEqualTo("message");
      JsonNode attachment = message.path("attachments").path(0);
      assertThat(message.path("attachments").size()).isEqualTo(1);
      assertThat(attachment.path("contentType").asText())
          .isEqualTo("application/vnd.microsoft.card.adaptive");
      assertThat(attachment.get("contentUrl").isNull()).isTrue();
      JsonNode card = attachment.path("content");
      assertThat(card.path("type").asText()).isEqualTo("AdaptiveCard");
      assertThat(card.path("version").asText()).isEqualTo("1.4");
      assertThat(card.path("body").size()).isPositive();
      for (JsonNode element : card.path("body")) {
        if (element.path("type").asText().equals("RichTextBlock")) {
          assertThat(element.path("inlines").size()).isBetween(1, 2);
          element
              .path("inlines")
              .forEach(run -> assertThat(run.path("type").asText()).isEqualTo("TextRun"));
        } else {
          assertThat(element.path("type").asText()).isEqualTo("TextBlock");
          assertThat(element.path("text").asText()).isNotBlank();
        }
      }
    }
  }

  @Test
  void anEventOfAnotherProgramIsNamedByItsSubject() throws Exception {
    ObjectNode payload = MAPPER.createObjectNode();
    payload.put("timestamp", 1_591_271_532_123L).put("type", "acme.order.placed");
    payload.putObject("subject").put("id", "order-17");
    payload.putObject("data").put("total", 3);

    JsonNode slack = made("slack", payload);
    checkBlocks(slack.path("blocks"));
    assertThat(slack.path("text").asText()).isEqualTo("acme order placed: order-17");
    assertThat(made("teams", payload).at("/attachments/0/content/body/1/inlines/0/text").asText())
        .isEqualTo("order-17");
    payload.putObject("subject").put("folder", "2n-UzMFgate9nAwg8zLXCs");
    assertThat(made("slack", payload).path("text").asText()).endsWith("2n-UzMFgate9nAwg8zLXCs");
  }

  @Test
  void whatIsLongIsCutAndNothingOfAnAssetIsReadAsMarkup() throws Exception {
    ObjectNode payload = MAPPER.createObjectNode();
    payload.put("timestamp", 1_591_271_532_123L).put("type", "asset_update_metadata");
    payload.putObject("metadata").put("assetPath", "/a & <!channel> *b*/" + "x".repeat(5_000));
    ObjectNode changed = payload.putObject("changedMetadata");
    IntStream.range(0, 30)
        .forEach(
            i -> {
              ObjectNode change = changed.putObject("cf_" + i);
              change.putNull("oldValue");
              change.putArray("newValue").add("<@U1>").add("y".repeat(5_000)).add(7);
            });

    JsonNode slack = made("slack", payload);
    checkBlocks(slack.path("blocks"));
    assertThat(slack.path("text").asText())
        .startsWith("asset update metadata: /a &amp; &lt;!channel&gt; *b*/xxx");
    assertThat(slack.path("blocks").size()).as("the event, ten fields, the time").isEqualTo(12);
    assertThat(slack.at("/blocks/0/elements/0/elements/1/text").asText())
        .startsWith("\n/a & <!channel> *b*/xxx");
    assertThat(slack.at("/blocks/1/elements/0/elements/0/text").asText()).isEqualTo("cf_0");
    assertThat(slack.at("/blocks/1/elements/0/elements/1/text").asText())
        .startsWith("\n– → <@U1>, yyy");
    JsonNode body = made("teams", payload).at("/attachments/0/content/body");
    assertThat(body.size()).as("the event, its path, the time, 20 fields").isEqualTo(3 + 20);
    assertThat(body.at("/1/inlines/0/text").asText()).startsWith("/a & <!channel> *b*/xxx");
    assertThat(body.at("/3/inlines/1/text").asText()).startsWith("– → <@U1>, yyy");
    for (JsonNode element : body) {
      assertThat(element.path("text").asText()).as("Markdown").doesNotContain("*", "<");
    }
  }

  private static List<String> names(JsonNode object) {
    return object.properties().stream().map(java.util.Map.Entry::getKey).toList();
  }
}
