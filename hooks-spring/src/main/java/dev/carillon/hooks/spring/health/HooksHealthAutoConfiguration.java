package dev.carillon.hooks.spring.health;

import dev.carillon.hooks.spring.HooksAutoConfiguration;
import dev.carillon.hooks.spring.HooksLifecycle;
import dev.carillon.hooks.spring.HooksProperties;
import dev.carillon.hooks.spring.InvalidHooksPropertyException;
import dev.carillon.hooks.spring.backlog.BacklogReader;
import java.time.Duration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The health indicator {@code hooks}, where the program has the actuator. It is off with {@code
 * management.health.hooks.enabled=false}.
 */
@AutoConfiguration(after = HooksAutoConfiguration.class)
@ConditionalOnBean(HooksLifecycle.class)
public class HooksHealthAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean
  HooksHealth hooksHealth(
      HooksLifecycle lifecycle, BacklogReader backlog, HooksProperties properties) {
    return new HooksHealth(lifecycle::running, backlog, backlogAgeMax(properties.health()));
  }

  private static Duration backlogAgeMax(HooksProperties.Health health) {
    if (health.backlogAgeMax().isNegative()) {
      throw new InvalidHooksPropertyException(
          "carillon.hooks.health.backlog-age-max",
          "\"" + health.backlogAgeMax() + "\"",
          "a time of zero or more is allowed",
          "Set it to an age such as 15m, or leave it out: then health does not depend on it.",
          null);
    }
    return health.backlogAgeMax();
  }

  /** Spring Boot 3. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(name = "org.springframework.boot.actuate.health.HealthIndicator")
  static class Boot3 {

    @Bean
    @org.springframework.boot.actuate.autoconfigure.health.ConditionalOnEnabledHealthIndicator(
        "hooks")
    @ConditionalOnMissingBean(name = "hooksHealthIndicator")
    org.springframework.boot.actuate.health.HealthIndicator hooksHealthIndicator(
        HooksHealth health) {
      return () -> {
        HooksHealth.State state = health.now();
        var builder = new org.springframework.boot.actuate.health.Health.Builder();
        return (state.up() ? builder.up() : builder.down()).withDetails(state.details()).build();
      };
    }
  }

  /** Spring Boot 4. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(name = "org.springframework.boot.health.contributor.HealthIndicator")
  static class Boot4 {

    @Bean
    @org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator(
        "hooks")
    @ConditionalOnMissingBean(name = "hooksHealthIndicator")
    org.springframework.boot.health.contributor.HealthIndicator hooksHealthIndicator(
        HooksHealth health) {
      return () -> {
        HooksHealth.State state = health.now();
        var builder = new org.springframework.boot.health.contributor.Health.Builder();
        return (state.up() ? builder.up() : builder.down()).withDetails(state.details()).build();
      };
    }
  }
}
