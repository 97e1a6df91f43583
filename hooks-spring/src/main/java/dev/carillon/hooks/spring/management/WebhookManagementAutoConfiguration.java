package dev.carillon.hooks.spring.management;

import dev.carillon.hooks.Hooks;
import dev.carillon.hooks.spring.HooksAutoConfiguration;
import dev.carillon.hooks.spring.HooksLifecycle;
import dev.carillon.hooks.spring.HooksProperties;
import dev.carillon.hooks.spring.InvalidHooksPropertyException;
import dev.carillon.hooks.spring.json.JsonMapping;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.util.ClassUtils;
import org.springframework.web.servlet.DispatcherServlet;

/**
 * The REST controller, where {@code carillon.hooks.management.path} is set. It refuses to start
 * unless a role protects it, or the program says that it is to be open.
 */
@AutoConfiguration(after = HooksAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(DispatcherServlet.class)
@ConditionalOnProperty(prefix = "carillon.hooks.management", name = "path")
@ConditionalOnBean(HooksLifecycle.class)
public class WebhookManagementAutoConfiguration {

  private static final String SECURITY =
      "org.springframework.security.core.context.SecurityContextHolder";
  private static final String PREFIX = "carillon.hooks.management.";

  @Bean
  WebhookController hooksWebhookController(
      ObjectProvider<Hooks> hooks,
      ObjectProvider<TenantResolver> tenants,
      ObjectProvider<JsonMapping> json,
      HooksProperties properties,
      ApplicationContext context) {
    return new WebhookController(
        new TenantScope(hooks::getObject, tenants.getIfAvailable()),
        new RequestBodies(json.getIfAvailable(() -> JsonMapping.NONE)),
        access(properties.management(), context.getClassLoader()));
  }

  @Bean
  DeliveryController hooksDeliveryController(
      ObjectProvider<Hooks> hooks,
      ObjectProvider<TenantResolver> tenants,
      HooksProperties properties,
      ApplicationContext context) {
    return new DeliveryController(
        new TenantScope(hooks::getObject, tenants.getIfAvailable()),
        access(properties.management(), context.getClassLoader()));
  }

  @Bean
  ManagementProblems hooksManagementProblems() {
    return new ManagementProblems();
  }

  private static ManagementAccess access(
      HooksProperties.Management management, @Nullable ClassLoader classes) {
    String path = String.valueOf(management.path());
    if (!path.startsWith("/") || path.endsWith("/") || path.contains("{")) {
      throw invalid("path", path, "a path begins with / and does not end with it");
    }
    String role = management.role();
    if (management.open()) {
      if (role != null) {
        throw invalid("open", "true", "it contradicts " + PREFIX + "role, which is set too");
      }
      return ManagementAccess.OPEN;
    }
    if (role == null || role.isBlank()) {
      throw invalid(
          "path", path, "every caller who reaches it could manage webhooks, as no role is set");
    }
    if (!ClassUtils.isPresent(SECURITY, classes)) {
      throw invalid("role", role, "without Spring Security no caller's role is known");
    }
    return new RoleAccess(role);
  }

  private static InvalidHooksPropertyException invalid(String name, String value, String rule) {
    return new InvalidHooksPropertyException(
        PREFIX + name,
        "\"" + value + "\"",
        rule,
        "Set carillon.hooks.management.path to a path such as /admin/webhooks, and"
            + " carillon.hooks.management.role to a role that callers get through Spring Security."
            + " Only if the path is protected by other means, set"
            + " carillon.hooks.management.open=true instead of the role.",
        null);
  }
}
