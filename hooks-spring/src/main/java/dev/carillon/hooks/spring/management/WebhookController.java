package dev.carillon.hooks.spring.management;

import dev.carillon.hooks.Registered;
import dev.carillon.hooks.WebhookRegistration;
import dev.carillon.hooks.WebhookView;
import dev.carillon.hooks.webhook.Webhook;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    List<WebhookView> following = following(after);
    List<WebhookJson> part = following.stream().limit(wanted).map(WebhookJson::of).toList();
    return new WebhookJson.Page(
        part, following.size() > wanted ? part.get(part.size() - 1).id() : null);
  }

  private List<WebhookView> following(String after) {
    List<WebhookView> all = scope.list();
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).id().value().equals(after)) {
        return all.subList(i + 1, all.size());
      }
    }
    if (!after.isEmpty()) {
      throw Paths.notAllowed("after", after, "the value of next in a response of this list");
    }
    return all;
  }

  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<WebhookJson> register(HttpServletRequest request) throws IOException {
    String owner = scope.owner();
    WebhookChanges wanted = WebhookChanges.creating(bodies.read(request), !scope.limited());
    WebhookRegistration registration = wanted.registration();
    if (scope.limited()) {
      registration.owner(owner);
    }
    Registered registered = scope.registry().register(registration);
    Webhook.Id id = registered.webhook().id();
    if (!wanted.enabled().orElse(true)) {
      registered = new Registered(scope.registry().disable(id, ""), registered.secret());
    }
    return ResponseEntity.created(
            ServletUriComponentsBuilder.fromRequest(request)
                .replaceQuery(null)
                .pathSegment(id.value())
                .build()
                .toUri())
        .body(WebhookJson.of(registered));
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
      scope.registry().update(wanted, changes::applied);
    }
    changes
        .enabled()
        .ifPresent(
            on -> {
              if (on) {
                scope.registry().enable(wanted);
              } else {
                scope.registry().disable(wanted, "");
              }
            });
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
    return WebhookJson.of(scope.registry().rotate(wanted, overlap));
  }
}
