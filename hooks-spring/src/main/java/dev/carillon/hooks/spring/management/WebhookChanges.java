package dev.carillon.hooks.spring.management;

import dev.carillon.hooks.WebhookRegistration;
import dev.carillon.hooks.webhook.Ordering;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a request sets of a webhook. What is absent stays as it is.
 *
 * @param enabled whether it is to be sent to
 */
record WebhookChanges(
    Optional<String> name,
    Optional<String> url,
    Optional<String> description,
    Optional<List<String>> types,
    Optional<Map<String, String>> headers,
    Optional<Integer> timeoutSeconds,
    Optional<Integer> maxConcurrent,
    Optional<Integer> maxPerSecond,
    Optional<Boolean> ordered,
    Optional<Boolean> enabled) {

  private static final Set<String> FIELDS =
      Set.of(
          "name",
          "url",
          "description",
          "types",
          "headers",
          "timeoutSeconds",
          "maxConcurrent",
          "maxPerSecond",
          "ordered",
          "enabled");

  /**
   * A new webhook, which needs a name, a URL and types.
   *
   * @throws InvalidRequestException if a field is missing or has another type
   */
  static WebhookChanges creating(Map<String, Object> body) {
    RequestFields fields = new RequestFields(body, FIELDS);
    fields.required("name");
    fields.required("url");
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
            fields.secrets("headers"),
            fields.number("timeoutSeconds"),
            fields.number("maxConcurrent"),
            fields.number("maxPerSecond"),
            fields.flag("ordered"),
            fields.flag("enabled"));
    fields.check();
    return changes;
  }

  WebhookRegistration registration() {
    return applied(WebhookRegistration.of(name.orElseThrow(), url.orElseThrow()));
  }

  /** The registration with what is set here. */
  WebhookRegistration applied(WebhookRegistration registration) {
    name.ifPresent(registration::name);
    url.ifPresent(registration::url);
    description.ifPresent(registration::description);
    types.ifPresent(names -> registration.types(names.toArray(String[]::new)));
    headers.ifPresent(registration::headers);
    timeoutSeconds.ifPresent(registration::timeoutSeconds);
    maxConcurrent.ifPresent(registration::maxConcurrent);
    maxPerSecond.ifPresent(registration::maxPerSecond);
    ordered.ifPresent(
        keep -> registration.ordering(keep ? Ordering.SUBJECT : Ordering.NONE));
    return registration;
  }

  /** Whether the webhook is changed by more than being enabled or disabled. */
  boolean changeRegistration() {
    return name.isPresent()
        || url.isPresent()
        || description.isPresent()
        || types.isPresent()
        || headers.isPresent()
        || timeoutSeconds.isPresent()
        || maxConcurrent.isPresent()
        || maxPerSecond.isPresent()
        || ordered.isPresent();
  }
}
