package dev.carillon.hooks.spring.management;

import dev.carillon.hooks.Hooks;
import dev.carillon.hooks.spring.HooksAutoConfiguration;
import dev.carillon.hooks.spring.HooksLifecycle;
import dev.carillon.hooks.spring.HooksProperties;
import dev.carillon.hooks.spring.InvalidHooksPropertyException;
import dev.carillon.hooks.spring.json.JsonMapping;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;
import org.springframework.web.servlet.DispatcherServlet;

/**
 * The REST controller, where {@code carillon.hooks.management.path} is set. It refuses to start
 * unless a role protects it, or the program says that it is to be open.
 */
@AutoConfiguration(after = HooksAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(DispatcherServlet.class)
@Conditional(WebhookManagementAutoConfiguration.PathIsSet.class)
@ConditionalOnBean(HooksLifecycle.class)
public class WebhookManagementAutoConfiguration {

  private static final String SECURITY =
      "org.springframework.security.core.context.SecurityContextHolder";
  private static final String PREFIX = "carillon.hooks.management.";
  private static final String PATH = PREFIX + "path";

  @Bean
  WebhookController hooksWebhookController(
      ObjectProvider<Hooks> hooks,
      ObjectProvider<TenantResolver> tenants,
      ObjectProvider<JsonMapping> json,
      HooksProperties properties,
      ApplicationContext context) {
    ManagementAccess access = access(properties.management(), context);
    return new WebhookController(
        new TenantScope(hooks::getObject, tenants.getIfAvailable()),
        new RequestBodies(json.getIfAvailable(() -> noJson(properties.management()))),
        access);
  }

  @Bean
  DeliveryController hooksDeliveryController(
      ObjectProvider<Hooks> hooks,
      ObjectProvider<TenantResolver> tenants,
      HooksProperties properties,
      ApplicationContext context) {
    return new DeliveryController(
        new TenantScope(hooks::getObject, tenants.getIfAvailable()),
        access(properties.management(), context));
  }

  @Bean
  ManagementProblems hooksManagementProblems() {
    return new ManagementProblems();
  }

  private static JsonMapping noJson(HooksProperties.Management management) {
    throw new InvalidHooksPropertyException(
        PATH,
        "\"" + management.path() + "\"",
        "the program has no bean of Jackson's mapper, which reads the bodies of requests",
        "Add spring-boot-starter-json (Spring Boot 3) or spring-boot-starter-jackson (Spring Boot"
            + " 4), or take carillon.hooks.management.path away.",
        null);
  }

  private static ManagementAccess access(
      HooksProperties.Management management, ApplicationContext context) {
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
    if (!ClassUtils.isPresent(SECURITY, context.getClassLoader())) {
      throw invalid("role", role, "without Spring Security no caller's role is known");
    }
    return RoleAccess.of(role, context);
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

  /** What is blank counts as not set, as an empty variable of the environment does. */
  static final class PathIsSet implements Condition {

    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
      return StringUtils.hasText(context.getEnvironment().getProperty(PATH));
    }
  }
}
