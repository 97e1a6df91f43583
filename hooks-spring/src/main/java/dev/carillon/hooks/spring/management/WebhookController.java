package dev.carillon.hooks.spring.management;

import dev.carillon.hooks.Registered;
import dev.carillon.hooks.WebhookRegistration;
import dev.carillon.hooks.WebhookView;
import dev.carillon.hooks.validation.ValidationException;
import dev.carillon.hooks.webhook.Webhook;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.Supplier;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/** Manages webhooks: lists, registers, changes and removes them, and replaces their secrets. */
@RestController
@RequestMapping("${carillon.hooks.management.path}")
class WebhookController {

  private static final Duration OVERLAP = Duration.ofDays(1);
  private static final int OVERLAP_SECONDS_MAX = 30 * 86_400;

  private final TenantScope scope;
  private final RequestBodies bodies;
  private final ManagementAccess access;

  WebhookController(TenantScope scope, RequestBodies bodies, ManagementAccess access) {
    this.scope = scope;
    this.bodies = bodies;
    this.access = access;
  }

  /** Called before each of the methods below. */
  @ModelAttribute
  void checkAccess() {
    access.check();
  }

  @GetMapping
  WebhookJson.Page list(
      @RequestParam(name = "after", defaultValue = "") String after,
      @RequestParam(name = "limit", defaultValue = "50") String limit) {
    int wanted = Paths.limit(limit);
    List<WebhookView> following = WebhookPosition.following(scope.list(), after);
    List<WebhookView> part = following.stream().limit(wanted).toList();
    return new WebhookJson.Page(
        part.stream().map(WebhookJson::of).toList(),
        following.size() > wanted ? WebhookPosition.of(part.get(part.size() - 1)).text() : null);
  }

  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<WebhookJson> register(HttpServletRequest request) throws IOException {
    String owner = scope.owner();
    WebhookChanges wanted = WebhookChanges.creating(bodies.read(request), !scope.limited());
    Registered registered = done("", () -> registered(wanted, owner));
    Webhook.Id id = registered.webhook().id();
    return ResponseEntity.created(
            ServletUriComponentsBuilder.fromRequest(request)
                .replaceQuery(null)
                .pathSegment(id.value())
                .build()
                .toUri())
        .body(WebhookJson.of(registered));
  }

  private Registered registered(WebhookChanges wanted, String owner) {
    WebhookRegistration registration = wanted.registration();
    if (scope.limited()) {
      registration.owner(owner);
    }
    return wanted.enabled().orElse(true)
        ? scope.registry().register(registration)
        : scope.registry().registerDisabled(registration, "");
  }

  @GetMapping("/{id}")
  WebhookJson find(@PathVariable("id") String id) {
    return WebhookJson.of(scope.require(id));
  }

  @PatchMapping(path = "/{id}", consumes = MediaType.APPLICATION_JSON_VALUE)
  WebhookJson change(@PathVariable("id") String id, HttpServletRequest request) throws IOException {
    Webhook.Id wanted = scope.require(id).id();
    WebhookChanges changes = WebhookChanges.changing(bodies.read(request));
    if (changes.changeRegistration()) {
      done(id, () -> scope.registry().update(wanted, changes::applied));
    }
    changes
        .enabled()
        .ifPresent(
            on ->
                done(
                    id,
                    () ->
                        on
                            ? scope.registry().enable(wanted)
                            : scope.registry().disable(wanted, "")));
    return find(id);
  }

  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void remove(@PathVariable("id") String id) {
    if (!scope.registry().remove(scope.require(id).id())) {
      throw Paths.unknownWebhook(id);
    }
  }

  /**
   * Replaces the secret; requests carry both signatures for a day, or for {@code overlapSeconds}.
   */
  @PostMapping("/{id}/secrets")
  WebhookJson rotate(@PathVariable("id") String id, HttpServletRequest request) throws IOException {
    Webhook.Id wanted = scope.require(id).id();
    Map<String, Object> body = bodies.readIfAny(request);
    RequestFields fields = new RequestFields(body, Set.of("overlapSeconds"));
    Duration overlap = fields.number("overlapSeconds").map(Duration::ofSeconds).orElse(OVERLAP);
    fields.check();
    if (overlap.isNegative() || overlap.toSeconds() > OVERLAP_SECONDS_MAX) {
      throw Paths.notAllowed(
          "overlapSeconds", overlap.toSeconds(), "a number from 0 to " + OVERLAP_SECONDS_MAX);
    }
    return WebhookJson.of(done(id, () -> scope.registry().rotate(wanted, overlap)));
  }

  /**
   * Makes a change. What the library does not allow gets 400, as its message names the value and
   * the rule; a webhook that was removed meanwhile gets 404.
   */
  private static <T> T done(String id, Supplier<T> change) {
    try {
      return change.get();
    } catch (ValidationException notAllowed) {
      throw notAllowed;
    } catch (IllegalArgumentException notAllowed) {
      throw new InvalidRequestException(
          HttpStatus.BAD_REQUEST, String.valueOf(notAllowed.getMessage()), List.of());
    } catch (NoSuchElementException removed) {
      throw Paths.unknownWebhook(id);
    }
  }
}
