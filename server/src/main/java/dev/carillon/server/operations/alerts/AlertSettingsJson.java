package dev.carillon.server.operations.alerts;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.operations.alerts.AlertRule.Condition;
import dev.carillon.server.platform.http.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The settings as they are shown and stored: in both forms without the URLs of channels. */
final class AlertSettingsJson {

  private AlertSettingsJson() {}

  /** As they are shown, with what of each URL may be. */
  static Map<String, Object> shown(AlertSettings settings) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("revision", settings.revision());
    json.put("digestMinutes", settings.digestMinutes());
    json.put("rules", settings.rules().stream().map(AlertSettingsJson::rule).toList());
    json.put("channels", settings.channels().stream().map(AlertSettingsJson::channel).toList());
    return json;
  }

  private static Map<String, Object> rule(AlertRule rule) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", rule.name());
    json.put("when", rule.condition().text());
    if (!rule.condition().limit().none()) {
      json.put(rule.condition().limit().unit(), rule.limit());
    }
    if (rule.condition().ofWebhooks()) {
      json.put("webhooks", rule.webhooks());
    }
    json.put("channels", rule.channels());
    json.put("enabled", rule.enabled());
    return json;
  }

  private static Map<String, Object> channel(AlertChannel channel) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", channel.name());
    json.put("type", channel.type().text());
    switch (channel.type()) {
      case MAIL -> json.put("to", channel.to());
      case SLACK, TEAMS -> json.put("url", channel.shownUrl());
      case EVENTS -> {}
    }
    return json;
  }

  /** The URLs, by the names of their channels: to be encrypted. */
  static String urls(AlertSettings settings) {
    Map<String, String> urls = new LinkedHashMap<>();
    settings.channels().stream()
        .filter(channel -> !channel.url().isEmpty())
        .forEach(channel -> urls.put(channel.name(), channel.url()));
    return Json.text(urls);
  }

  /** What was stored. */
  static AlertSettings stored(long revision, String document, String urls) {
    JsonNode json = Json.readStored(document);
    JsonNode secrets = Json.readStored(urls);
    List<AlertRule> rules = new ArrayList<>();
    for (JsonNode rule : json.path("rules")) {
      Condition condition = Condition.of(rule.path("when").asText()).orElseThrow();
      rules.add(
          new AlertRule(
              rule.path("name").asText(),
              condition,
              rule.path(condition.limit().unit()).asInt(),
              texts(rule.path("webhooks")),
              texts(rule.path("channels")),
              rule.path("enabled").asBoolean()));
    }
    List<AlertChannel> channels = new ArrayList<>();
    for (JsonNode channel : json.path("channels")) {
      String name = channel.path("name").asText();
      channels.add(
          new AlertChannel(
              name,
              AlertChannel.Type.of(channel.path("type").asText()).orElseThrow(),
              texts(channel.path("to")),
              secrets.path(name).asText()));
    }
    return new AlertSettings(revision, json.path("digestMinutes").asInt(), rules, channels);
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(each -> texts.add(each.asText()));
    return texts;
  }
}
