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
      assertThat(names(message)).as(event.name()).containsExactly("text", "blocks");
      assertThat(message.path("text").asText()).isNotBlank();
      checkBlocks(message.path("blocks"));
    }
  }

  /** https://docs.slack.dev/reference/block-kit/blocks, its types, fields and limits. */
  private static void checkBlocks(JsonNode blocks) {
    assertThat(blocks.isArray()).isTrue();
    assertThat(blocks.size()).isBetween(1, 50);
    for (JsonNode block : blocks) {
      switch (block.path("type").asText()) {
        case "section" -> {
          if (block.has("text")) {
            checkText(block.path("text"), 3_000);
          }
          if (block.has("fields")) {
            assertThat(block.path("fields").size()).isBetween(1, 10);
            block.path("fields").forEach(field -> checkText(field, 2_000));
          }
          assertThat(block.has("text") || block.has("fields")).isTrue();
        }
        case "context" -> {
          assertThat(block.path("elements").size()).isBetween(1, 10);
          block.path("elements").forEach(element -> checkText(element, 3_000));
        }
        default -> throw new AssertionError(block.toString());
      }
    }
  }

  private static void checkText(JsonNode text, int max) {
    assertThat(names(text)).containsExactly("type", "text");
    assertThat(text.path("type").asText()).isIn("mrkdwn", "plain_text");
    assertThat(text.path("text").asText()).isNotBlank();
    assertThat(text.path("text").asText().length()).isLessThanOrEqualTo(max);
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
        if (element.path("type").asText().equals("FactSet")) {
          assertThat(element.path("facts").size()).isPositive();
          element
              .path("facts")
              .forEach(fact -> assertThat(names(fact)).containsExactly("title", "value"));
        } else {
          assertThat(element.path("type").asText()).isEqualTo("TextBlock");
          assertThat(element.path("text").asText()).isNotBlank();
        }
      }
    }
  }

  @Test
  void whatIsLongIsCutAndWhatSlackWouldReadAsMarkupIsEscaped() throws Exception {
    ObjectNode payload = MAPPER.createObjectNode();
    payload.put("timestamp", 1_591_271_532_123L).put("type", "asset_update_metadata");
    payload.putObject("metadata").put("assetPath", "/a & <!channel>/" + "x".repeat(5_000));
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
        .startsWith("asset update metadata: /a &amp; &lt;!channel&gt;/xxx");
    assertThat(slack.path("blocks").path(1).path("fields").size()).isEqualTo(10);
    assertThat(slack.path("blocks").path(1).path("fields").path(0).path("text").asText())
        .startsWith("*cf_0*\n– → &lt;@U1&gt;, yyy");
    JsonNode teams = made("teams", payload);
    assertThat(teams.at("/attachments/0/content/body/3/facts").size()).isEqualTo(20);
    assertThat(teams.at("/attachments/0/content/body/3/facts/0/value").asText())
        .startsWith("– → <@U1>, yyy");
  }

  private static List<String> names(JsonNode object) {
    return object.properties().stream().map(java.util.Map.Entry::getKey).toList();
  }
}
