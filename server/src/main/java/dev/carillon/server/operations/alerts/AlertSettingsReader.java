package dev.carillon.server.operations.alerts;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.operations.alerts.AlertRule.Condition;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.header.EmailAddress;
import dev.carillon.server.platform.http.request.JsonField;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Reads settings from a JSON body, which is all that counts from then on. A URL that is given as it
 * is shown stays as it is.
 *
 * @param webhooks whether there is a webhook with this id
 * @param urls refuses a URL that must not be called, of a field
 */
record AlertSettingsReader(Predicate<String> webhooks, BiConsumer<String, String> urls) {

  private static final int RULES_MAX = 50;
  private static final int CHANNELS_MAX = 20;
  private static final int WEBHOOKS_MAX = 200;
  private static final int ADDRESSES_MAX = 20;
  private static final int NAME_MAX = 60;
  private static final int URL_MAX = 2_000;
  private static final int DIGEST_MAX = 1_440;

  private static final Set<String> FIELDS =
      Set.of("revision", "digestMinutes", "rules", "channels", "state");

  /**
   * The settings that a body asks for.
   *
   * @throws Problem 400 where a field is not allowed; the message names it by its place
   */
  AlertSettings read(JsonNode body, AlertSettings before) {
    requireOnly("", body, FIELDS);
    List<AlertChannel> channels = new ArrayList<>();
    for (JsonField each : objects("channels", body.path("channels"), CHANNELS_MAX)) {
      channels.add(channel(each, before));
      requireOther(each, channels.stream().map(AlertChannel::name).toList());
      requireOneOfEvents(each, channels);
    }
    Set<String> names = channels.stream().map(AlertChannel::name).collect(Collectors.toSet());
    List<AlertRule> rules = new ArrayList<>();
    for (JsonField each : objects("rules", body.path("rules"), RULES_MAX)) {
      rules.add(rule(each, names, before));
      requireOther(each, rules.stream().map(AlertRule::name).toList());
    }
    JsonField digest = new JsonField("digestMinutes", body.path("digestMinutes"));
    return new AlertSettings(
        before.revision(),
        digest.none() ? AlertSettings.DIGEST_MINUTES : digest.number(1, DIGEST_MAX),
        rules,
        channels);
  }

  private AlertChannel channel(JsonField json, AlertSettings before) {
    String name = name(json);
    JsonField typed = member(json, "type");
    AlertChannel.Type type =
        AlertChannel.Type.of(typed.text(NAME_MAX))
            .orElseThrow(() -> typed.wrong("mail, slack, teams or events"));
    return switch (type) {
      case MAIL -> {
        requireOnly(json.name(), json.value(), Set.of("name", "type", "to"));
        yield new AlertChannel(name, type, addresses(member(json, "to")), "");
      }
      case SLACK, TEAMS -> {
        requireOnly(json.name(), json.value(), Set.of("name", "type", "url"));
        yield new AlertChannel(name, type, List.of(), url(member(json, "url"), name, before));
      }
      case EVENTS -> {
        requireOnly(json.name(), json.value(), Set.of("name", "type"));
        yield new AlertChannel(name, type, List.of(), "");
      }
    };
  }

  private static List<String> addresses(JsonField to) {
    List<String> addresses = new ArrayList<>();
    for (JsonField each : to.elements(ADDRESSES_MAX)) {
      String text = each.filledText(URL_MAX).strip();
      addresses.add(
          EmailAddress.of(text)
              .map(EmailAddress::text)
              .orElseThrow(() -> each.wrong(EmailAddress.ALLOWED)));
    }
    if (addresses.isEmpty()) {
      throw to.wrong("an array of at least one e-mail address");
    }
    return addresses;
  }

  /** In messages it is only named: it may be a secret with a slip of the pen. */
  private String url(JsonField field, String channel, AlertSettings before) {
    String url = field.filledText(URL_MAX).strip();
    String known = before.channel(channel).map(AlertChannel::url).orElse("");
    String shown = before.channel(channel).map(AlertChannel::shownUrl).orElse("");
    if (!known.isEmpty() && (url.equals(shown) || url.equals(known))) {
      return known;
    }
    if (url.endsWith("/…")) {
      throw Problem.badField(
          field.name(), url, "the whole URL: this channel has none that could be kept");
    }
    urls.accept(field.name(), url);
    return url;
  }

  private AlertRule rule(JsonField json, Set<String> channels, AlertSettings before) {
    String name = name(json);
    JsonField when = member(json, "when");
    Condition condition =
        Condition.of(when.text(NAME_MAX))
            .orElseThrow(
                () ->
                    when.wrong(
                        Arrays.stream(Condition.values())
                            .map(Condition::text)
                            .collect(Collectors.joining(", "))));
    Set<String> fields = new HashSet<>(Set.of("name", "when", "channels", "enabled"));
    if (!condition.limit().none()) {
      fields.add(condition.limit().unit());
    }
    if (condition.ofWebhooks()) {
      fields.add("webhooks");
    }
    requireOnly(json.name(), json.value(), fields);
    return new AlertRule(
        name,
        condition,
        limit(json, condition.limit()),
        webhooks(member(json, "webhooks"), before),
        channels(member(json, "channels"), channels),
        member(json, "enabled").flag(true));
  }

  private static int limit(JsonField json, AlertRule.Limit limit) {
    if (limit.none()) {
      return 0;
    }
    JsonField field = member(json, limit.unit());
    return field.none() ? limit.usual() : field.number(limit.least(), limit.most());
  }

  /** One that was removed since may stay: the rule just finds nothing of it. */
  private List<String> webhooks(JsonField field, AlertSettings before) {
    List<String> ids = new ArrayList<>();
    for (JsonField each : field.elements(WEBHOOKS_MAX)) {
      String id = each.filledText(NAME_MAX);
      boolean known = before.rules().stream().anyMatch(rule -> rule.webhooks().contains(id));
      if (!known && !webhooks.test(id)) {
        throw each.wrong("the id of a webhook; 'carillon webhooks list' shows them");
      }
      ids.add(id);
    }
    return ids;
  }

  private static List<String> channels(JsonField field, Set<String> names) {
    List<String> channels = new ArrayList<>();
    for (JsonField each : field.elements(CHANNELS_MAX)) {
      String name = each.filledText(NAME_MAX);
      if (!names.contains(name)) {
        throw each.wrong("the name of one of 'channels'");
      }
      channels.add(name);
    }
    if (channels.isEmpty()) {
      throw field.wrong("an array of at least one name of 'channels'");
    }
    return channels;
  }

  private static String name(JsonField json) {
    JsonField name = member(json, "name");
    if (name.none()) {
      throw Problem.missing(name.name());
    }
    return name.filledText(NAME_MAX).strip();
  }

  private static void requireOther(JsonField json, List<String> names) {
    if (names.indexOf(names.getLast()) < names.size() - 1) {
      throw member(json, "name").wrong("a name that no other one has");
    }
  }

  /** Two would record each event twice. */
  private static void requireOneOfEvents(JsonField json, List<AlertChannel> channels) {
    Predicate<AlertChannel> ofEvents = one -> one.type() == AlertChannel.Type.EVENTS;
    if (ofEvents.test(channels.getLast()) && channels.stream().filter(ofEvents).count() > 1) {
      throw member(json, "type")
          .wrong(
              "another type: there is a channel of type events already, and any number of webhooks"
                  + " can subscribe to its events");
    }
  }

  private static void requireOnly(String where, JsonNode json, Set<String> fields) {
    json.fieldNames()
        .forEachRemaining(
            name -> {
              if (!fields.contains(name)) {
                throw Problem.badRequest(
                    "'%s' is not a field here; allowed are: %s"
                        .formatted(
                            where.isEmpty() ? name : where + "." + name,
                            fields.stream().sorted().collect(Collectors.joining(", "))));
              }
            });
  }

  private static List<JsonField> objects(String name, JsonNode array, int most) {
    List<JsonField> objects = new ArrayList<>();
    if (array.isMissingNode() || array.isNull()) {
      return objects;
    }
    if (!array.isArray() || array.size() > most) {
      throw Problem.badRequest("'" + name + "' must be an array of at most " + most + " objects");
    }
    for (JsonNode each : array) {
      JsonField field = new JsonField(name + "[" + objects.size() + "]", each);
      if (!each.isObject()) {
        throw field.wrong("an object");
      }
      objects.add(field);
    }
    return objects;
  }

  private static JsonField member(JsonField json, String name) {
    return new JsonField(json.name() + "." + name, json.value().path(name));
  }
}
