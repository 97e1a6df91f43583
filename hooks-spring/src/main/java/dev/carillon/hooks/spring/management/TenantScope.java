package dev.carillon.hooks.spring.management;

import dev.carillon.hooks.Hooks;
import dev.carillon.hooks.WebhookRegistry;
import dev.carillon.hooks.WebhookView;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * The webhooks that the present caller may see: those of its tenant, or all where there are no
 * tenants.
 *
 * @param hooks where webhooks are
 * @param tenants knows the caller's tenant; null = there are none
 */
record TenantScope(Supplier<Hooks> hooks, @Nullable TenantResolver tenants) {

  /** Whether callers belong to tenants. */
  boolean limited() {
    return tenants != null;
  }

  /**
   * The caller's tenant; empty where there are no tenants.
   *
   * @throws InvalidRequestException with 403 if the caller has none
   */
  String owner() {
    if (tenants == null) {
      return "";
    }
    String tenant = tenants.tenant();
    if (tenant.isBlank()) {
      throw new InvalidRequestException(
          HttpStatus.FORBIDDEN, "The caller belongs to no tenant.", List.of());
    }
    return tenant;
  }

  WebhookRegistry registry() {
    return hooks.get().webhooks();
  }

  /** The oldest first. */
  List<WebhookView> list() {
    String owner = owner();
    List<WebhookView> all = registry().list();
    return limited() ? all.stream().filter(one -> one.owner().equals(owner)).toList() : all;
  }

  /**
   * One of them.
   *
   * @throws InvalidRequestException with 404 if there is none with this id
   */
  WebhookView require(String id) {
    String owner = owner();
    return registry()
        .find(Paths.webhook(id))
        .filter(found -> !limited() || found.owner().equals(owner))
        .orElseThrow(() -> Paths.unknownWebhook(id));
  }
}
