package dev.carillon.hooks.webhook;

import dev.carillon.hooks.event.OwnerName;
import dev.carillon.hooks.event.Projection;
import dev.carillon.hooks.http.address.TargetUrl;
import dev.carillon.hooks.validation.Violations;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a webhook may be like. What one has already is not checked again when something else of it
 * changes: so a rule that becomes stricter stops nothing that is stored.
 */
public final class WebhookRules {

  /** The longest name, in characters. */
  public static final int NAME_MAX = 200;

  /** The longest description, in characters. */
  public static final int DESCRIPTION_MAX = 2000;

  /** The longest URL, in characters. */
  public static final int URL_MAX = TargetUrl.LENGTH_MAX;

  /** A webhook has at most so many event types, patterns and operational events, of each. */
  public static final int TYPES_MAX = 500;

  /** A projection has at most so many fields, of each kind. */
  public static final int FIELDS_MAX = 500;

  /** The longest name of a field, in characters. */
  public static final int FIELD_MAX = 200;

  private WebhookRules() {}

  /**
   * Checks all of a webhook: before it is registered.
   *
   * @throws dev.carillon.hooks.validation.ValidationException naming everything that is wrong
   */
  public static void check(Webhook webhook) {
    check(webhook, null);
  }

  /**
   * Checks what is different from before.
   *
   * @param before as it was; null: all is checked
   * @throws dev.carillon.hooks.validation.ValidationException naming everything that is wrong
   */
  static void check(Webhook webhook, @Nullable Webhook before) {
    Violations violations = new Violations();
    if (before == null || !before.name().equals(webhook.name())) {
      violations.filledLine("name", webhook.name(), NAME_MAX);
    }
    if (before == null || !before.description().equals(webhook.description())) {
      violations.lines("description", webhook.description(), DESCRIPTION_MAX);
    }
    if (webhook.pulled()) {
      noUrl(webhook.url(), violations);
    } else if (before == null || !before.url().equals(webhook.url())) {
      url(webhook.url(), violations);
    }
    if (before == null || !before.subscription().equals(webhook.subscription())) {
      subscription(webhook.subscription(), violations);
    }
    if (before == null || !before.headers().equals(webhook.headers())) {
      HeaderNames.check(webhook.headers(), violations);
    }
    if (before == null
        || !before.headers().equals(webhook.headers())
        || !before.format().equals(webhook.format())) {
      webhook.format().check(webhook.headers(), violations);
    }
    if (before == null
        || !before.grouping().equals(webhook.grouping())
        || !before.format().equals(webhook.format())) {
      webhook.format().check(webhook.grouping(), violations);
    }
    if (before == null
        || !before.headers().equals(webhook.headers())
        || !before.login().equals(webhook.login())) {
      webhook.login().check(webhook.headers(), violations);
    }
    if (before == null || !before.owner().equals(webhook.owner())) {
      OwnerName.check(webhook.owner(), violations);
    }
    violations.check();
  }

  /** Nothing is sent to a consumer: a URL would promise that. */
  private static void noUrl(String url, Violations violations) {
    if (!url.isEmpty()) {
      violations.addHidden("url", "no URL, since events of this webhook are fetched");
    }
  }

  /** A user name and a password in a URL are secrets, and a query may have one. */
  private static void url(String url, Violations violations) {
    try {
      TargetUrl.parse(url);
    } catch (IllegalArgumentException wrong) {
      String allowed = String.valueOf(wrong.getMessage());
      if (url.indexOf('@') >= 0 || url.indexOf('?') >= 0) {
        violations.addHidden("url", allowed);
      } else {
        violations.add("url", url, allowed);
      }
    }
  }

  private static void subscription(Webhook.Subscription subscription, Violations violations) {
    violations.count("types", subscription.eventTypes().size(), TYPES_MAX, "event types");
    violations.count("types", subscription.patterns().size(), TYPES_MAX, "patterns");
    violations.count(
        "operationalEvents",
        subscription.operationalEvents().size(),
        TYPES_MAX,
        "operational events");
    Projection projection = subscription.projection();
    fields("fields", projection.fields(), violations);
    fields("changedFields", projection.changedFields(), violations);
    violations.lines("template", projection.template(), Projection.TEMPLATE_MAX);
  }

  private static void fields(String field, List<String> names, Violations violations) {
    if (violations.count(field, names.size(), FIELDS_MAX, "names of fields")) {
      for (int i = 0; i < names.size(); i++) {
        violations.filledLine(field + "[" + i + "]", names.get(i), FIELD_MAX);
      }
    }
  }
}
