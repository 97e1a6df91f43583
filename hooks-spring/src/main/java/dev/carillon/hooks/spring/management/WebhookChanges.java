package dev.carillon.hooks.spring.management;

import dev.carillon.hooks.WebhookRegistration;
import dev.carillon.hooks.event.Tags;
import dev.carillon.hooks.webhook.Ordering;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a request sets of a webhook. What is absent stays as it is.
 *
 * @param enabled whether it is to be sent to
 * @param owner the tenant of a new webhook
 * @param requests how requests to it are made
 */
record WebhookChanges(
    Optional<String> name,
    Optional<String> url,
    Optional<String> description,
    Optional<List<String>> types,
    Optional<Map<String, String>> tags,
    Optional<Map<String, String>> headers,
    Optional<Integer> timeoutSeconds,
    Optional<Integer> maxConcurrent,
    Optional<Integer> maxPerSecond,
    Optional<Boolean> ordered,
    Optional<Boolean> enabled,
    Optional<String> owner,
    RequestChanges requests) {

  private static final Set<String> FIELDS = known();

  private static Set<String> known() {
    Set<String> known =
        new TreeSet<>(
            Set.of(
                "name",
                "url",
                "description",
                "types",
                "tags",
                "headers",
                "timeoutSeconds",
                "maxConcurrent",
                "maxPerSecond",
                "ordered",
                "enabled"));
    known.addAll(RequestChanges.FIELDS);
    return Collections.unmodifiableSet(known);
  }

  /**
   * A new webhook, which needs a name, a URL and types.
   *
   * @param owned whether the request may name an owner
   * @throws InvalidRequestException if a field is missing or has another type
   */
  static WebhookChanges creating(Map<String, Object> body, boolean owned) {
    Set<String> known = new TreeSet<>(FIELDS);
    if (owned) {
      known.add("owner");
    }
    RequestFields fields = new RequestFields(body, known);
    fields.require("name", "url", "types");
    return of(fields);
  }

  /**
   * Changes of a webhook.
   *
   * @throws InvalidRequestException if a field has another type
   */
  static WebhookChanges changing(Map<String, Object> body) {
    return of(new RequestFields(body, FIELDS));
  }

  private static WebhookChanges of(RequestFields fields) {
    WebhookChanges changes =
        new WebhookChanges(
            fields.text("name"),
            fields.text("url"),
            fields.text("description"),
            fields.texts("types"),
            fields.textValues("tags"),
            fields.secrets("headers"),
            fields.number("timeoutSeconds"),
            fields.number("maxConcurrent"),
            fields.number("maxPerSecond"),
            fields.flag("ordered"),
            fields.flag("enabled"),
            fields.text("owner"),
            RequestChanges.of(fields));
    fields.check();
    return changes;
  }

  WebhookRegistration registration() {
    WebhookRegistration registration =
        WebhookRegistration.of(name.orElseThrow(), url.orElseThrow());
    owner.ifPresent(registration::owner);
    return applied(registration);
  }

  /** The registration with what is set here. */
  WebhookRegistration applied(WebhookRegistration registration) {
    name.ifPresent(registration::name);
    url.ifPresent(registration::url);
    description.ifPresent(registration::description);
    types.ifPresent(names -> registration.types(names.toArray(String[]::new)));
    tags.ifPresent(wanted -> registration.tags(new Tags(wanted)));
    headers.ifPresent(registration::headers);
    timeoutSeconds.ifPresent(registration::timeoutSeconds);
    maxConcurrent.ifPresent(registration::maxConcurrent);
    maxPerSecond.ifPresent(registration::maxPerSecond);
    ordered.ifPresent(keep -> registration.ordering(keep ? Ordering.SUBJECT : Ordering.NONE));
    requests.apply(registration);
    return registration;
  }

  /** Whether the webhook is changed by more than being enabled or disabled. */
  boolean changeRegistration() {
    return name.isPresent()
        || url.isPresent()
        || description.isPresent()
        || types.isPresent()
        || tags.isPresent()
        || headers.isPresent()
        || timeoutSeconds.isPresent()
        || maxConcurrent.isPresent()
        || maxPerSecond.isPresent()
        || ordered.isPresent()
        || requests.any();
  }
}
